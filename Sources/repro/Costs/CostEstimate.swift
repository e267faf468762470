import Suites

/// What a cell will take on this machine, seconds of wall clock, and where the numbers come from.
struct CostEstimate: Encodable, Hashable {
  /// Where a number of epochs comes from.
  enum EpochsSource: String, Encodable {
    case suite = "the suite"
    /// An early stop may come long before.
    case limit = "its limit"
    /// Trainings that an early stop ended.
    case records
  }
  /// Where a speed comes from.
  enum SpeedSource: String, Encodable {
    case cell = "its own record"
    case run = "records of the same computation under other seeds"
    case like = "records of like runs"
    case elsewhere = "records of another machine"
    /// Evaluation comes on top.
    case product = "a product measured now"
    /// Evaluation comes on top.
    case steps = "steps measured now"
  }

  /// Events (rows of clicks) trained on, all epochs; 0 where none is, or their number is not known.
  var events: Int
  /// Epochs reckoned with; 0 where nothing is trained.
  var epochs: Double
  /// Where the epochs come from.
  var epochsFrom: EpochsSource
  /// Whether the events are known, not bounded by published counts.
  var isCounted: Bool
  /// Events a second; 0 where none is trained on.
  var eventsPerSecond: Double
  /// Where the speed comes from.
  var speedFrom: SpeedSource
  /// Seconds of wall clock.
  var seconds: Double

  /// Whether it can only be less.
  var isBound: Bool {
    switch epochsFrom {
    case .suite: !isCounted
    case .limit: true
    case .records: false
    }
  }

  /// Nil where it is no number that can be waited for.
  var ifFinite: CostEstimate? {
    epochs.isFinite && eventsPerSecond.isFinite && seconds.isFinite && seconds >= 0 ? self : nil
  }

  /// `~ 3 min 20 s`, `< 2 h 5 min`.
  var words: String {
    "\(isBound ? "<" : "~") \(durationWords(seconds.rounded(.up)))"
  }
}
