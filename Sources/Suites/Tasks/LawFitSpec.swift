package import Metrics

/// Laws of scaling, fitted to results: published ones from a file, or a suite's own records.
public struct LawFitTask: TaskEntry {
  package static let kind = "law-fit"
  package static let meaning =
    "Laws of scaling are fitted to results: published ones from a file, or the suite's own records."

  package var points = PointSource.records(RecordPoints())
  package var data: DataSource?
  package var surface: SurfaceSource?
  package var fits: [LawFitSpec] = []
  package var search = LawSearchSpec()
  package var largest: Int?

  package static let fields: [Field<Self>] = [
    .choice("points", \.points, "The results."),
    .choice(
      "data", \.data, absent: "the points' own, or one size for all",
      "What stands for the data size of each result."),
    .part(
      "surface", \.surface, absent: "none was drawn",
      "Coefficients of a surface that the paper drew through the same points; its R² is computed "
        + "from them."),
    .list("fits", \.fits, "The laws.", of: .entry(LawFitSpec.self), atLeast: 1),
    .part("search", \.search, "How the laws are searched for."),
    .size(
      "largest", \.largest, absent: "none",
      "So many of the largest models are also predicted from the others.", unit: "count",
      in: 1...Int.max, saying: "at least one is needed"),
  ]

  package init() {}

  /// Names of laws, as `Fits` knows them.
  public static let laws = ["F1", "F3", "log-linear", "quadratic", "kaplan", "hoffmann"]

  /// Ways in which the data size may enter a law, as `Fits` knows them.
  public static let dataParts = DataPart.allCases.map(\.rawValue)

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

  package var readsResults: Bool { true }

  package var relations: [Complaint] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.refuse(path, problem) }
    }
    require(!fits.isEmpty, "fits", "at least one law is needed")
    if case .file(let points) = points {
      require(isInnerPath(points.file), "points.file", leadsOut(points.file))
    }
    if case .file(let data) = data {
      require(isInnerPath(data.file), "data.file", leadsOut(data.file))
    }
    if let surface { require(isInnerPath(surface.file), "surface.file", leadsOut(surface.file)) }
    require(Set(fits.map(\.name)).count == fits.count, "fits", "a name occurs twice")
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
        "fits.\(index).outer", "at least one number is needed, and all must be positive")
      let ways =
        switch fit.law {
        case "F3": Self.dataParts
        case "kaplan", "hoffmann": ["own"]
        default: Self.dataParts.filter { $0 != "own" }
        }
      require(
        fit.data.map(ways.contains) ?? true, "fits.\(index).data",
        "the data size can enter \(fit.law) only as \(ways.joined(separator: ", "))")
    }
    if data != nil, case .file(let points) = points {
      require(
        points.length != nil && points.tokens == nil, "points.length",
        "rows whose data size follows from their length need its column, but no column of tokens")
    }
    if case .records(let points) = points {
      require(
        !points.groups.isEmpty && Set(points.groups).count == points.groups.count, "points.groups",
        "at least one group is needed, and none may occur twice")
    }
    require(search.lowest < search.highest, "search.lowest", "it must be below the largest")
    require(
      !search.scan.isEmpty && zip(search.scan, search.scan.dropFirst()).allSatisfy(<)
        && search.scan.allSatisfy { $0 >= search.lowest && $0 <= search.highest },
      "search.scan", "the scan must have at least one number and ascend within the bounds")
    return found
  }
}

extension RunTask {
  /// The task where it is of this kind; else nil.
  public var lawFit: LawFitTask? { entry as? LawFitTask }
}

/// Where results come from. Chosen in a file by `from:`.
public enum PointSource: Hashable, Sendable {
  /// Rows of a CSV file.
  case file(FilePoints)
  /// Finished runs of the same suite.
  case records(RecordPoints)
}

extension PointSource: Chosen {
  /// Where points may come from: one line each.
  package static let registry = Registry(
    "source of points", by: "from",
    [
      FilePoints.self,
      RecordPoints.self,
    ])

  package var entry: any KindedEntry {
    switch self {
    case .file(let points): points
    case .records(let points): points
    }
  }

  package init(_ entry: any KindedEntry) {
    self = (entry as? FilePoints).map(Self.file) ?? .records(entry.able(RecordPoints.self))
  }
}

/// Rows of a CSV file below the folder of suites.
public struct FilePoints: KindedEntry {
  /// What a value means.
  public enum Measure: String, Word {
    /// Larger is better, at most 1.
    case gain
    /// Smaller is better.
    case loss
  }

  package static let kind = "file"
  package static let meaning = "Rows of a CSV file."

  /// Below the folder of suites.
  package var file = ""
  package var rows: [String: String] = [:]
  package var layers = ""
  package var width = ""
  package var tokens: String?
  package var length: String?
  package var value = ""
  package var measure = Measure.gain

  package static let fields: [Field<Self>] = [
    .text("file", \.file, "The file.", .path),
    .rows("rows", \.rows, "The rows meant: text by column."),
    .text("layers", \.layers, "Column of the depth.", .column),
    .text("width", \.width, "Column of the width.", .column),
    .text(
      "tokens", \.tokens, absent: "all rows have one", "Column of the data size.", .column),
    .text(
      "length", \.length, absent: "the points have their data size, or one for all",
      "Column of the maximal length of a sequence, by which a data size is found elsewhere.",
      .column),
    .text("value", \.value, "Column of the value.", .column),
    .word(
      "measure", \.measure, "What the value means: larger is better and at most 1, or smaller is."),
  ]

  package init() {}
}

/// Finished runs of the same suite: their depth, width and a metric.
public struct RecordPoints: KindedEntry {
  package static let kind = "records"
  package static let meaning = "Finished runs of the same suite: their depth, width and a metric."

  package var groups: [String] = []
  package var metric: Metric = .unread

  package static let fields: [Field<Self>] = [
    .list(
      "groups", \.groups, "The groups of runs, each once.",
      of: .text(TextForm("a `group` of runs")),
      atLeast: 1),
    .metric("metric", \.metric, "The metric, of rankings: larger is better."),
  ]

  package init() {}
}

/// What stands for the amount of data behind results of one maximal length. Chosen in a file by
/// `from:`.
public enum DataSource: Hashable, Sendable {
  /// Columns of a CSV file.
  case file(FileData)
  /// A finished run of the same suite that measured a data set.
  case records(RecordData)
}

extension DataSource: Chosen {
  /// What a data size may come from: one line each.
  package static let registry = Registry(
    "source of data sizes", by: "from",
    [
      FileData.self,
      RecordData.self,
    ])

  /// The name in a report.
  public var name: String {
    switch self {
    case .file(let data): data.name
    case .records(let data): data.name
    }
  }

  package var entry: any KindedEntry {
    switch self {
    case .file(let data): data
    case .records(let data): data
    }
  }

  package init(_ entry: any KindedEntry) {
    self = (entry as? FileData).map(Self.file) ?? .records(entry.able(RecordData.self))
  }
}

/// A product of columns of a CSV file below the folder of suites.
public struct FileData: KindedEntry {
  package static let kind = "file"
  package static let meaning = "A product of columns of a CSV file."

  package var name = ""
  /// Below the folder of suites.
  package var file = ""
  package var rows: [String: String] = [:]
  package var length = ""
  package var columns: [String] = []

  package static let fields: [Field<Self>] = [
    .text("name", \.name, "What it is called in a report."),
    .text("file", \.file, "The file.", .path),
    .rows("rows", \.rows, "The rows meant: text by column."),
    .text("length", \.length, "Column of the maximal length; one row for each.", .column),
    .list("columns", \.columns, "The columns whose product is taken.", of: .text(.column)),
  ]

  package init() {}
}

/// A metric of a run of the kind `data-term`, at the length in question.
public struct RecordData: KindedEntry {
  package static let kind = "records"
  package static let meaning =
    "A metric of a run of the kind `data-term`, at the length in question."

  package var name = ""
  package var run = ""
  package var metric = DataNumber.tokens

  package static let fields: [Field<Self>] = [
    .text("name", \.name, "What it is called in a report."),
    .text("run", \.run, "The run.", .reference("run")),
    .metric("metric", \.metric, "The metric, without its `@length`."),
  ]

  package init() {}
}

/// Coefficients of `P = K0 + aN·N^(−qN) + bN·ln N + ad·d^(−qd) + bd·ln d`, one row of a CSV file.
public struct SurfaceSource: Part {
  /// Below the folder of suites.
  package var file = ""
  package var rows: [String: String] = [:]

  package static let fields: [Field<Self>] = [
    .text("file", \.file, "The file.", .path),
    .rows("rows", \.rows, "The row meant: text by column."),
  ]

  package init() {}
}

/// One law to fit.
public struct LawFitSpec: Part {
  package var name = ""
  /// One of `LawFitTask.laws`.
  package var law = ""
  package var outer: [Double]?
  /// One of `LawFitTask.dataParts`.
  package var data: String?

  package static let fields: [Field<Self>] = [
    .text("name", \.name, "What its numbers are called: `F3`, `F3-released`."),
    .word("law", \.law, among: LawFitTask.laws, "The law."),
    .list(
      "outer", \.outer, absent: "for laws other than F1 and F3",
      "Values tried for p1 of F1 or pf1 of F3, and for pf2 with F3's own data term.",
      of: .number(.positive)),
    Field(
      optional: FieldDescription(
        name: "data",
        meaning: "How the data size enters. F3 knows all ways, kaplan and hoffmann `own`, the "
          + "others all but `own`.", form: .word(LawFitTask.dataParts),
        absent: "one constant a size; their own terms in the forms for a loss"), \.data),
  ]

  package init() {}
}

/// How laws are searched for.
public struct LawSearchSpec: Part {
  package var lowest = 0.0
  package var highest = 0.0
  package var scan: [Double] = []
  package var resamples = 0
  package var descents = 0

  package static let fields: [Field<Self>] = [
    .number("lowest", \.lowest, "Smallest exponent.", in: .finite),
    .number("highest", \.highest, "Largest exponent.", in: .finite),
    .list(
      "scan", \.scan,
      "Exponents that are scanned, ascending, in every combination; a search starts from each that is "
        + "no higher than its neighbours.", of: .number(.finite), atLeast: 1),
    .size(
      "resamples", \.resamples, "Resamples of the bootstrap.", unit: "count", in: 0...100_000,
      saying: "it must be between 0 and 100,000"),
    .size(
      "descents", \.descents,
      "Places that the refit of a resample descends from: the best of those that the search found.",
      unit: "count", in: 1...1000, saying: "it must be between 1 and 1,000"),
  ]

  package init() {}
}
