package import Metrics

/// The amount and the entropies of a data set, its users' sequences cut to several lengths.
public struct DataTermTask<Dataset: DataReference>: TaskEntry {
  package static var kind: String { "data-term" }
  package static var meaning: String {
    "The amount and the entropies of a data set are measured, its users' sequences cut to several "
      + "lengths."
  }

  package var dataset = Dataset()
  package var lengths: [Int] = []

  package static var fields: [Field<Self>] {
    [
      .dataset(\.dataset),
      .sizes(
        "lengths", \.lengths, "How many of each user's latest events are kept; different.",
        saying: "each length must be between 1 and 1,000,000, not {}"),
    ]
  }

  package init() {}

  package var relations: [Complaint] {
    lengths.isEmpty || Set(lengths).count != lengths.count
      ? [("lengths", "at least one length is needed, and none may occur twice")] : []
  }

  /// Every number at each length. ApEn, what is divided by it, Shannon's entropy and zlib's ratio are
  /// absent from a result where the data are too few for them.
  package var metrics: [Metric] {
    lengths.flatMap { length in DataNumber.allCases.map { $0.at(length) } }
  }

  package var dataReference: (any DataReference)? { dataset }

  package func over<Other: DataReference>(_ dataset: Other?) -> any TaskEntry {
    DataTermTask<Other> { ($0.dataset, $0.lengths) = (dataset ?? Other(), lengths) }
  }
}

extension RunTask {
  /// The task where it is of this kind; else nil.
  public var dataTerm: DataTermTask<Dataset>? { entry as? DataTermTask<Dataset> }
}

/// A straight line through rows of a CSV file: `y = intercept + slope·x`, ordinary least squares.
public struct LineFitTask: TaskEntry {
  package static let kind = "line-fit"
  package static let meaning =
    "A straight line is fitted to rows of a CSV file: `y = intercept + slope·x`, ordinary least "
    + "squares."

  /// Below the folder of suites.
  package var file = ""
  package var x: [String] = []
  package var reciprocal = false
  package var y = ""

  package static let fields: [Field<Self>] = [
    .text("file", \.file, "The file.", .path),
    .list("x", \.x, "Columns whose product is taken as x.", of: .text(.column), atLeast: 1),
    .flag("reciprocal", \.reciprocal, "Whether x is one over that product."),
    .text("y", \.y, "Column of y.", .column),
  ]

  package init() {}

  package var relations: [Complaint] {
    (x.isEmpty ? [("x", "at least one column is needed")] : [])
      + (isInnerPath(file) ? [] : [("file", leadsOut(file))])
  }

  /// The name of the line's numbers, and of those of the mean that it is compared with.
  package static let fits = (line: "line", mean: "mean")

  package var metrics: [Metric] {
    let (line, mean) = Self.fits
    return [
      RSquared().of(line), FitErrorMetric.rootMeanSquare.of(line),
      FitErrorMetric.withoutCell.of(line), RSquared().of(mean),
      FitErrorMetric.withoutCell.of(mean),
    ]
  }

  package var readsResults: Bool { true }
}
