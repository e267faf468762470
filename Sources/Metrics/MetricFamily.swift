/// Metrics that are written with the same word, or with a few that belong together. One file describes
/// a family whole: how its members are written, which side is better, what can come out, from what they
/// are computed, and how.
package protocol MetricFamily: Hashable, Sendable {
  /// The words its members are written with.
  static var words: [String] { get }
  /// What is written beside the word.
  static var form: MetricForm { get }
  /// What a result holds besides the value.
  static var evidence: MetricEvidence { get }

  /// The member that is written so, in the family's form; nil where there is none.
  init?(word: String, number: Int?)

  /// The word it is written with.
  var word: String { get }
  /// The number after `@`, where the form has one.
  var number: Int? { get }
  /// Which side is better.
  var direction: MetricDirection { get }
  /// What can come out.
  var range: ClosedRange<Double> { get }
  /// What people call it, without the number; nil where they have no name for it.
  var label: String? { get }
  /// Digits after the point that it is shown with.
  var digits: Int { get }
  /// Smallest distance between two values of this many test users; 0 where there is none.
  func step(users: Int) -> Double
}

extension MetricFamily {
  package static var evidence: MetricEvidence { .number }
  package var number: Int? { nil }
  package var range: ClosedRange<Double> { -Double.infinity...Double.infinity }
  package var label: String? { nil }
  package var digits: Int { 4 }
  package func step(users: Int) -> Double { 0 }
}

/// A family of one word.
package protocol SingleWordFamily: MetricFamily {
  /// Its word.
  static var word: String { get }
}

extension SingleWordFamily {
  package static var words: [String] { [word] }
  package var word: String { Self.word }
}

/// What a result holds besides a metric's value, from which the value follows.
public enum MetricEvidence: Hashable, Sendable, CaseIterable {
  /// The rank of every target of every test user.
  case ranks
  /// What each block of the test rows adds to the value, where rows are many enough.
  case blocks
  /// Nothing: the value stands for itself.
  case number
}

/// A mean over test users of what the ranks of a user's targets are worth.
package protocol RankMetric: MetricFamily {
  /// The worth of one user's targets.
  ///
  /// - Parameter ranks: one for each target, at least one, from 1.
  func value(ranks: ArraySlice<Int32>) -> Double
}

extension RankMetric {
  package static var evidence: MetricEvidence { .ranks }
  package var direction: MetricDirection { .up }
  package var range: ClosedRange<Double> { 0...1 }
}

/// A family whose members are cuts of one kind: `hr@1`, `hr@10`.
package protocol CutFamily: SingleWordFamily {
  /// Places from the top that count.
  var cut: Int { get }
  /// A member.
  init(cut: Int)
}

extension CutFamily {
  package static var form: MetricForm { .cut }
  package var number: Int? { cut }
  package init?(word: String, number: Int?) {
    guard let number else { return nil }
    self.init(cut: number)
  }
}

/// A number from predictions of a binary label, or of ratings.
package protocol PredictionMetric: SingleWordFamily {
  /// Whether it needs the user of each row.
  static var needsUsers: Bool { get }
  /// Whether rows of one class define it too.
  static var isAlwaysDefined: Bool { get }
  /// Whether predictions of ratings define it, not only those of a label.
  static var measuresRatings: Bool { get }
  /// A member: there is but one.
  init()
  /// The value; nil where it is not defined on these rows.
  ///
  /// - Throws: `MetricError` for a prediction that is no number.
  func value(of predictions: Predictions) throws(MetricError) -> Double?
}

extension PredictionMetric {
  package static var form: MetricForm { .rows }
  package static var evidence: MetricEvidence { .blocks }
  package static var needsUsers: Bool { false }
  package static var isAlwaysDefined: Bool { false }
  package static var measuresRatings: Bool { false }
  package init?(word: String, number: Int?) { self.init() }
}

/// A number of a fit.
package protocol FitMetric: MetricFamily {
  /// It in words: `R² of F3`.
  ///
  /// - Parameter law: what the fit is called.
  func phrase(of law: String) -> String
}

extension FitMetric {
  package static var form: MetricForm { .fit }
  package func phrase(of law: String) -> String { "\(word) of \(law)" }
  /// The same number of a fit of this name.
  package func of(_ fit: String) -> Metric { Metric(self, fit: fit) }
}
