internal import Metrics

/// The amount and the entropies of a data set, its users' sequences cut to several lengths.
public struct DataTermTask<Dataset: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// The sequences.
  public var dataset: Dataset
  /// How many of each user's latest events are kept; one set of numbers for each.
  public var lengths: [Int]

  /// The amount and the entropies of a data set.
  public init(dataset: Dataset, lengths: [Int]) {
    self.dataset = dataset
    self.lengths = lengths
  }

  /// Every number at each length. ApEn, what is divided by it, Shannon's entropy and zlib's ratio are
  /// absent from a result where the data are too few for them.
  var metrics: [Metric] {
    lengths.flatMap { length in DataNumber.allCases.map { $0.at(length) } }
  }

  var complaints: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    if lengths.isEmpty || Set(lengths).count != lengths.count {
      found.append(("lengths", "different lengths are needed, at least one"))
    }
    return found + counts(lengths.enumerated().map { ("lengths.\($0)", $1) })
  }
}

/// A straight line through rows of a CSV file: `y = intercept + slope·x`, ordinary least squares.
public struct LineFitTask: Codable, Hashable, Sendable {
  /// The file, below the folder of suites.
  public var file: String
  /// Columns whose product is taken as x.
  public var x: [String]
  /// Whether x is one over that product.
  public var reciprocal: Bool
  /// Column of y.
  public var y: String

  /// A straight line through rows of a CSV file.
  public init(file: String, x: [String], reciprocal: Bool, y: String) {
    self.file = file
    self.x = x
    self.reciprocal = reciprocal
    self.y = y
  }

  /// The name of the line's numbers, and of those of the mean that it is compared with.
  package static let fits = (line: "line", mean: "mean")

  var metrics: [Metric] {
    let (line, mean) = Self.fits
    return [
      RSquared().of(line), FitErrorMetric.rootMeanSquare.of(line),
      FitErrorMetric.withoutCell.of(line), RSquared().of(mean),
      FitErrorMetric.withoutCell.of(mean),
    ]
  }

  var complaints: [(path: String, problem: String)] {
    (x.isEmpty ? [("x", "at least one column is needed")] : [])
      + (isInnerPath(file) ? [] : [("file", leadsOut(file))])
  }
}
