public import Metrics

/// Laws of scaling, fitted to results: published ones from a file, or a suite's own records.
public struct LawFitTask: Hashable, Sendable {
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
  package var metrics: [Metric] {
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
public struct FilePoints: Hashable, Sendable {
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
public struct RecordPoints: Hashable, Sendable {
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
public struct FileData: Hashable, Sendable {
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
public struct RecordData: Hashable, Sendable {
  /// What it is called in a report.
  public var name: String
  /// The run.
  public var run: String
  /// The number, at the length in question.
  public var metric: DataNumber
}

/// Coefficients of `P = K0 + aN·N^(−qN) + bN·ln N + ad·d^(−qd) + bd·ln d`, one row of a CSV file.
public struct SurfaceSource: Hashable, Sendable {
  /// The file, below the folder of suites.
  public var file: String
  /// The row meant: text by column.
  public var rows: [String: String]
}

/// One law to fit.
public struct LawFitSpec: Hashable, Sendable {
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
public struct LawSearchSpec: Hashable, Sendable {
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

extension LawFitTask: TaskEntry {
  package var readsResults: Bool { true }
}

extension RunTask {
  /// Laws of scaling are fitted to results.
  public static func lawFit(_ task: LawFitTask) -> Self { Self(task) }

  /// The task where it is of this kind; else nil.
  public var lawFit: LawFitTask? { entry as? LawFitTask }
}
