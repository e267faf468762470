/// A way to divide the rows of a click table, as a suite file writes it.
package protocol ClickSplitEntry: KindedEntry {
  /// Rows of the training part of so many rows, where no file is at hand to count; nil where nothing
  /// is known of it.
  func training(of counts: DatasetSource.Clicks) -> Int?
  /// Rows of the training part beside so many of the test part; nil where one does not follow from the
  /// other.
  func training(beside test: Int) -> Int?
}

/// How the rows of a click table are divided into training, validation and test. Chosen in a file by
/// `kind:`. What a division does stands in `Datasets`.
public struct ClickSplitSpec: Chosen {
  /// The divisions there are: one line each.
  package static let registry = Registry(
    "split", refuses: true,
    [
      ChronologicalSplitSpec.self,
      StratifiedSplitSpec.self,
      FilesSplitSpec.self,
    ])

  /// What was chosen.
  package let entry: any ClickSplitEntry

  package init(_ entry: any ClickSplitEntry) { self.entry = entry }

  /// By position in the file, in shares.
  public static func chronological(train: Int, validation: Int, test: Int) -> ClickSplitSpec {
    var spec = ChronologicalSplitSpec()
    (spec.train, spec.validation, spec.test) = (train, validation, test)
    return ClickSplitSpec(spec)
  }
  /// scikit-learn's shuffled `StratifiedKFold`.
  public static func stratified(folds: Int, seed: UInt32) -> ClickSplitSpec {
    var spec = StratifiedSplitSpec()
    (spec.folds, spec.seed) = (folds, seed)
    return ClickSplitSpec(spec)
  }
  /// One file each.
  public static let files = ClickSplitSpec(FilesSplitSpec())

  /// Rows of the training part of a data set that is not here; nil where nothing is known of it.
  public func training(of counts: DatasetSource.Clicks) -> Int? { entry.training(of: counts) }
  /// Rows of the training part, about, of a data set whose test part has so many; nil where one does not
  /// follow from the other.
  public func training(beside test: Int) -> Int? { entry.training(beside: test) }
}

/// By position in the file.
package struct ChronologicalSplitSpec: ClickSplitEntry {
  package static let kind = "chronological"
  package static let meaning =
    "By position in the file, in shares: `{kind: chronological, train: 5, validation: 1, test: 1}` "
    + "gives the first five sevenths, the sixth and the last one."

  package var train = 0
  package var validation = 0
  package var test = 0

  package static let fields: [Field<Self>] = [
    .size("train", \.train, "Share of the training part.", unit: "share"),
    .size("validation", \.validation, "Share of the validation part.", unit: "share"),
    .size("test", \.test, "Share of the test part.", unit: "share"),
  ]

  package init() {}

  package func training(of counts: DatasetSource.Clicks) -> Int? {
    counts.rows.multipliedWithinBounds(by: train) / (train + validation + test)
  }
  package func training(beside test: Int) -> Int? {
    test.multipliedWithinBounds(by: train) / self.test
  }
}

/// By folds of equal shares of clicks.
package struct StratifiedSplitSpec: ClickSplitEntry {
  package static let kind = "stratified"
  package static let meaning =
    "scikit-learn 0.19.1's shuffled `StratifiedKFold`: fold 0 is the test, fold 1 the validation, "
    + "the others the training part, one after the other (BARS, Criteo_x4: 10 folds, seed 2018)."

  package var folds = 0
  package var seed: UInt32 = 0

  package static let fields: [Field<Self>] = [
    .size("folds", \.folds, "Folds.", unit: "number of folds", in: 3...200),
    .seed("seed", \.seed, "Seed of the shuffle."),
  ]

  package init() {}

  package func training(of counts: DatasetSource.Clicks) -> Int? {
    counts.rows.multipliedWithinBounds(by: folds - 2) / folds
  }
  package func training(beside test: Int) -> Int? { test.multipliedWithinBounds(by: folds - 2) }
}

/// By files.
package struct FilesSplitSpec: ClickSplitEntry {
  package static let kind = "files"
  package static let meaning = "One file each: train.csv, valid.csv, test.csv (BARS, Criteo_x1)."

  package init() {}

  package func training(of counts: DatasetSource.Clicks) -> Int? { counts.training }
  package func training(beside test: Int) -> Int? { nil }
}
