public import Metrics

/// Laws of scaling, fitted to results: published ones from a file, or a suite's own records.
public struct LawFitTask: Codable, Hashable, Sendable {
  /// The results.
  public var points: PointSource
  /// What stands for the data size of each result; absent where the points have it themselves, or
  /// are all of one size.
  public var data: DataSource?
  /// A file with the coefficients of a surface that the paper drew through the same points; its R²
  /// is recomputed from them. Absent where none was drawn.
  public var surface: SurfaceSource?
  /// The laws, by name.
  public var fits: [LawFitSpec]
  /// How the laws are searched for.
  public var search: LawSearchSpec
  /// This many of the largest models are also predicted from the others; absent for none.
  public var largest: Int?

  /// Laws of scaling, fitted to results.
  public init(
    points: PointSource, data: DataSource?, surface: SurfaceSource?, fits: [LawFitSpec],
    search: LawSearchSpec, largest: Int?
  ) {
    self.points = points
    self.data = data
    self.surface = surface
    self.fits = fits
    self.search = search
    self.largest = largest
  }

  /// Names of laws, as `Fits` knows them.
  public static let laws = ["F1", "F3", "log-linear", "quadratic", "kaplan", "hoffmann"]

  /// Ways in which the data size may enter a law, as `Fits` knows them.
  public static let dataParts = ["levels", "constant", "logarithm", "own"]

  /// Metrics that the task measures.
  var metrics: [Metric] {
    var numbers: [any FitMetric] = [RSquared()]
    numbers += FitErrorMetric.allCases.filter { $0 != .largest }
    numbers += FitOptimum.allCases
    if largest != nil { numbers.append(FitErrorMetric.largest) }
    let own = fits.flatMap { fit in numbers.map { $0.of(fit.name) } }
    return own + [Self.additive] + (surface == nil ? [] : [Self.drawn])
  }

  /// R² of the best law of the form f(layers) + g(width).
  package static let additive = RSquared().of("additive")
  /// R² of the surface that the paper drew.
  package static let drawn = RSquared().of("drawn")
}

/// Where results come from. Chosen in a file by `from:`.
public enum PointSource: Hashable, Sendable {
  /// Rows of a CSV file.
  case file(FilePoints)
  /// Finished runs of the same suite.
  case records(RecordPoints)
}

/// Rows of a CSV file below the folder of suites.
public struct FilePoints: Codable, Hashable, Sendable {
  /// What a value means.
  public enum Measure: String, Word {
    /// Larger is better, at most 1.
    case gain
    /// Smaller is better.
    case loss
  }
  /// The file, below the folder of suites.
  public var file: String
  /// The rows meant: text by column.
  public var rows: [String: String]
  /// Column of the depth.
  public var layers: String
  /// Column of the width.
  public var width: String
  /// Column of the data size; absent where all rows have one.
  public var tokens: String?
  /// Column of the maximal length of a sequence, by which a data size is found elsewhere.
  public var length: String?
  /// Column of the value.
  public var value: String
  /// What the value means.
  public var measure: Measure
}

/// Finished runs of the same suite: their depth, width and a metric.
public struct RecordPoints: Codable, Hashable, Sendable {
  /// The groups of runs.
  public var groups: [String]
  /// The metric, of rankings: larger is better.
  public var metric: Metric
}

/// What stands for the amount of data behind results of one maximal length. Chosen in a file by
/// `from:`.
public enum DataSource: Hashable, Sendable {
  /// Columns of a CSV file.
  case file(FileData)
  /// A finished run of the same suite that measured a data set.
  case records(RecordData)
}

/// A product of columns of a CSV file below the folder of suites.
public struct FileData: Codable, Hashable, Sendable {
  /// What it is called in a report.
  public var name: String
  /// The file, below the folder of suites.
  public var file: String
  /// The rows meant: text by column.
  public var rows: [String: String]
  /// Column of the maximal length; one row for each.
  public var length: String
  /// The columns whose product is taken.
  public var columns: [String]
}

/// A metric of a run of the kind `data-term`, at the length in question.
public struct RecordData: Codable, Hashable, Sendable {
  /// What it is called in a report.
  public var name: String
  /// The run.
  public var run: String
  /// The number, at the length in question.
  public var metric: DataNumber
}

/// Coefficients of `P = K0 + aN·N^(−qN) + bN·ln N + ad·d^(−qd) + bd·ln d`, one row of a CSV file.
public struct SurfaceSource: Codable, Hashable, Sendable {
  /// The file, below the folder of suites.
  public var file: String
  /// The row meant: text by column.
  public var rows: [String: String]
}

/// One law to fit.
public struct LawFitSpec: Codable, Hashable, Sendable {
  /// What its numbers are called: `F3`, `F3-released`.
  public var name: String
  /// The law: F1, F3, log-linear, quadratic, kaplan, hoffmann.
  public var law: String
  /// Values tried for p1 of F1 or pf1 of F3, and for pf2 with F3's own data term; absent for the
  /// others.
  public var outer: [Double]?
  /// How the data size enters: `levels`, `constant`, `logarithm` or `own`; absent for one constant a
  /// size, and in the forms for a loss for their own terms.
  public var data: String?
}

/// How laws are searched for.
public struct LawSearchSpec: Codable, Hashable, Sendable {
  /// Smallest exponent.
  public var lowest: Double
  /// Largest exponent.
  public var highest: Double
  /// Exponents that are scanned, ascending, in every combination; a search starts from each that is
  /// no higher than its neighbours.
  public var scan: [Double]
  /// Resamples of the bootstrap.
  public var resamples: Int
  /// Places that the refit of a resample descends from: the best of those that the search found.
  public var descents: Int
}

extension PointSource: Codable {
  private enum Key: String, CodingKey { case from }

  /// Reads the entry that `from:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let from = try container.decode(String.self, forKey: .from)
    switch from {
    case "file": self = .file(try FilePoints(from: decoder))
    case "records": self = .records(try RecordPoints(from: decoder))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .from, in: container,
        debugDescription: "no points come from '\(from)'; there are file, records")
    }
  }

  /// Writes `from` and the fields of its entry.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .file(let points):
      try container.encode("file", forKey: .from)
      try points.encode(to: encoder)
    case .records(let points):
      try container.encode("records", forKey: .from)
      try points.encode(to: encoder)
    }
  }
}

extension DataSource: Codable {
  private enum Key: String, CodingKey { case from }

  /// The name in a report.
  public var name: String {
    switch self {
    case .file(let data): data.name
    case .records(let data): data.name
    }
  }

  /// Reads the entry that `from:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let from = try container.decode(String.self, forKey: .from)
    switch from {
    case "file": self = .file(try FileData(from: decoder))
    case "records": self = .records(try RecordData(from: decoder))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .from, in: container,
        debugDescription: "no data size comes from '\(from)'; there are file, records")
    }
  }

  /// Writes `from` and the fields of its entry.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .file(let data):
      try container.encode("file", forKey: .from)
      try data.encode(to: encoder)
    case .records(let data):
      try container.encode("records", forKey: .from)
      try data.encode(to: encoder)
    }
  }
}

extension LawFitTask {
  var complaints: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    require(!fits.isEmpty, "fits", "at least one law is needed")
    if case .file(let points) = points {
      require(isInnerPath(points.file), "points.file", leadsOut(points.file))
    }
    if case .file(let data) = data {
      require(isInnerPath(data.file), "data.file", leadsOut(data.file))
    }
    if let surface { require(isInnerPath(surface.file), "surface.file", leadsOut(surface.file)) }
    require(Set(fits.map(\.name)).count == fits.count, "fits", "a name stands twice")
    require(fits.allSatisfy { !$0.name.isEmpty }, "fits", "a law lacks its name")
    for (index, fit) in fits.enumerated() {
      require(
        Self.laws.contains(fit.law), "fits.\(index).law",
        "no law is called '\(fit.law)'; there are \(Self.laws.joined(separator: ", "))")
      let bracketed = fit.law == "F1" || fit.law == "F3"
      require(
        (fit.outer != nil) == bracketed, "fits.\(index).outer",
        bracketed ? "\(fit.law) needs values to try" : "\(fit.law) has no outer constant")
      require(
        fit.outer?.isEmpty != true && fit.outer?.contains { !($0 > 0) } != true,
        "fits.\(index).outer", "positive numbers are needed, at least one")
      let ways =
        switch fit.law {
        case "F3": Self.dataParts
        case "kaplan", "hoffmann": ["own"]
        default: Self.dataParts.filter { $0 != "own" }
        }
      require(
        fit.data.map(ways.contains) ?? true, "fits.\(index).data",
        "the data size enters \(fit.law) as \(ways.joined(separator: ", "))")
    }
    if data != nil, case .file(let points) = points {
      require(
        points.length != nil && points.tokens == nil, "points.length",
        "rows whose data size is found by their length need its column, and no column of tokens")
    }
    if case .records(let points) = points {
      require(
        !points.groups.isEmpty && Set(points.groups).count == points.groups.count, "points.groups",
        "at least one group is needed, each named once")
    }
    require(search.lowest < search.highest, "search.lowest", "it must lie below the largest")
    require(
      !search.scan.isEmpty && zip(search.scan, search.scan.dropFirst()).allSatisfy(<)
        && search.scan.allSatisfy { $0 >= search.lowest && $0 <= search.highest },
      "search.scan", "the scan must ascend within the bounds, at least one number")
    require(
      (0...100_000).contains(search.resamples), "search.resamples",
      "between 0 and 100,000 are possible")
    require(
      (1...1000).contains(search.descents), "search.descents", "between 1 and 1,000 are possible")
    require((largest ?? 1) >= 1, "largest", "at least one is needed")
    return found
  }
}
