/// What the rows of a layout are.
public enum RowKind: Hashable, Sendable {
  /// What users did with items.
  case interactions
  /// What was shown and clicked.
  case clicks
  /// Rows that this package makes.
  case generated
  /// No rows: weights of a model.
  case weights
  /// No rows: what is written about items.
  case texts
}

/// A layout as a file of `suites/datasets` writes it. How its bytes are read stands in `Datasets`.
package protocol LayoutEntry: KindedEntry {
  /// What its rows are.
  static var rows: RowKind { get }
}

extension LayoutEntry {
  package static var rows: RowKind { .interactions }
}

/// How the bytes of a data set are read. Chosen in a file by a word, or by `kind:`.
public struct LayoutSpec: Chosen {
  /// The layouts there are: one line each.
  package static let registry = Registry(
    "layout", allowsWords: true, refuses: true,
    [
      MovieLens1MLayout.self,
      MovieLens100KLayout.self,
      MovieLensCSVLayout.self,
      AmazonRatingsLayout.self,
      AmazonItemFirstLayout.self,
      SequenceGapsLayout.self,
      DelimitedLayout.self,
      ColumnsLayout.self,
      PresetLayout.self,
      CriteoKaggleLayout.self,
      CriteoX1Layout.self,
      CriteoX4Layout.self,
      CriteoWithIdsLayout.self,
      AvazuLayout.self,
      GeneratedLayout.self,
      WeightsLayout.self,
      ItemTextsLayout.self,
    ])

  /// What was chosen.
  package let entry: any LayoutEntry

  /// A layout of these fields.
  package init(_ entry: any LayoutEntry) { self.entry = entry }

  /// What its rows are.
  public var rows: RowKind { type(of: entry).rows }

  /// MovieLens 1M and 10M.
  public static let movieLens1M = LayoutSpec(MovieLens1MLayout())
  /// MovieLens 100K.
  public static let movieLens100K = LayoutSpec(MovieLens100KLayout())
  /// MovieLens 20M and newer.
  public static let movieLensCSV = LayoutSpec(MovieLensCSVLayout())
  /// Amazon review data of 2014.
  public static let amazonRatingsCSV = LayoutSpec(AmazonRatingsLayout())
  /// Amazon review data of 2018.
  public static let amazonItemFirstCSV = LayoutSpec(AmazonItemFirstLayout())
  /// Sequences with gaps.
  public static let sequenceGaps = LayoutSpec(SequenceGapsLayout())
  /// Criteo's Kaggle challenge.
  public static let criteoKaggle = LayoutSpec(CriteoKaggleLayout())
  /// BARS, Criteo_x1.
  public static let criteoX1 = LayoutSpec(CriteoX1Layout())
  /// BARS, Criteo_x4.
  public static let criteoX4 = LayoutSpec(CriteoX4Layout())
  /// Criteo's Kaggle challenge as CSV with ids of rows.
  public static let criteoWithIds = LayoutSpec(CriteoWithIdsLayout())
  /// Avazu's Kaggle challenge.
  public static let avazu = LayoutSpec(AvazuLayout())
  /// Made by a generator of this package.
  public static let generated = LayoutSpec(GeneratedLayout())
}
