/// Amount and entropies of a data set whose sequences are cut to a length: `tokens@200`.
public enum DataNumber: String, CaseIterable, Hashable, Sendable {
  /// Events kept.
  case tokens
  /// Real entropy S of the stream.
  case realEntropy = "real-entropy"
  /// 1/S.
  case realEntropyInverse = "real-entropy-inverse"
  /// Events over S.
  case tokensByRealEntropy = "tokens-by-real-entropy"
  /// Mean |ApEn| over users.
  case approximateEntropy = "apen"
  /// Events over ApEn.
  case tokensByApproximateEntropy = "tokens-by-apen"
  /// Shannon's entropy of chunks, bits.
  case shannonEntropy = "shannon"
  /// zlib's ratio of chunks.
  case compressionRatio = "zlib"

  /// The number at a length.
  public func at(_ length: Int) -> Metric { Metric(DataNumberAtLength(self, length)) }

  /// Digits after the point that it is shown with.
  var digits: Int {
    switch self {
    case .tokens, .tokensByRealEntropy, .tokensByApproximateEntropy: 0
    case .realEntropy, .realEntropyInverse, .compressionRatio: 4
    case .approximateEntropy: 5
    case .shannonEntropy: 3
    }
  }
}

/// A number of a data set with the length that it is taken at.
struct DataNumberAtLength: MetricFamily {
  static var words: [String] { DataNumber.allCases.map(\.rawValue) }
  static let form = MetricForm.length

  let quantity: DataNumber
  let length: Int

  init(_ quantity: DataNumber, _ length: Int) {
    self.quantity = quantity
    self.length = length
  }

  init?(word: String, number: Int?) {
    guard let quantity = DataNumber(rawValue: word), let number else { return nil }
    self.init(quantity, number)
  }

  var word: String { quantity.rawValue }
  var number: Int? { length }
  var direction: MetricDirection { .none }
  var digits: Int { quantity.digits }
}
