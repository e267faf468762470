/// Laws of scaling, fitted to results: published ones from a file, or a suite's own records.
public struct LawFitTask: Codable, Hashable, Sendable {
  /// The results.
  public var points: PointSource
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
    points: PointSource, surface: SurfaceSource?, fits: [LawFitSpec], search: LawSearchSpec,
    largest: Int?
  ) {
    self.points = points
    self.surface = surface
    self.fits = fits
    self.search = search
    self.largest = largest
  }

  /// Names of laws, as `Fits` knows them.
  public static let laws = ["F1", "F3", "log-linear", "quadratic", "kaplan", "hoffmann"]

  /// What each fit measures, after its name and a point: R², errors on its own points (root mean
  /// square, mean absolute), the root mean square without one cell, depth or width at a time, and
  /// depth and width of the law's maximum, where it has one.
  public static let numbers = [
    "r2", "rmse", "mae", "loo", "loo-depth", "loo-width", "best-layers", "best-width",
  ]

  /// Metrics that the task measures.
  var metrics: [String] {
    fits.flatMap { fit in
      Self.numbers.map { "\(fit.name).\($0)" } + (largest == nil ? [] : ["\(fit.name).largest"])
    } + ["additive.r2"] + (surface == nil ? [] : ["drawn.r2"])
  }
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
  public enum Measure: String, Codable, Hashable, Sendable {
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
  /// Column of the value.
  public var value: String
  /// What the value means.
  public var measure: Measure
}

/// Finished runs of the same suite: their depth, width and a metric.
public struct RecordPoints: Codable, Hashable, Sendable {
  /// The group of runs.
  public var group: String
  /// The metric, of rankings: larger is better.
  public var metric: String
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
  /// Values tried for p1 of F1 or pf1 of F3; absent for the others.
  public var outer: [Double]?
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

extension LawFitTask {
  var complaints: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    require(!fits.isEmpty, "fits", "at least one law is needed")
    require(Set(fits.map(\.name)).count == fits.count, "fits", "a name stands twice")
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
    }
    require(search.lowest < search.highest, "search.lowest", "it must lie below the largest")
    require(
      !search.scan.isEmpty && zip(search.scan, search.scan.dropFirst()).allSatisfy(<)
        && search.scan.allSatisfy { $0 >= search.lowest && $0 <= search.highest },
      "search.scan", "the scan must ascend within the bounds, at least one number")
    require(
      (0...100_000).contains(search.resamples), "search.resamples",
      "between 0 and 100,000 are possible")
    require((largest ?? 1) >= 1, "largest", "at least one is needed")
    return found
  }
}
