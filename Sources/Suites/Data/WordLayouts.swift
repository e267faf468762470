// The layouts that are a word each.

/// MovieLens 1M and 10M.
package struct MovieLens1MLayout: LayoutEntry {
  package static let kind = "movielens-1m"
  package static let meaning =
    "`ratings.dat` and `movies.dat`, fields divided by `::` (MovieLens 1M and 10M)."

  package init() {}
}

/// MovieLens 100K.
package struct MovieLens100KLayout: LayoutEntry {
  package static let kind = "movielens-100k"
  package static let meaning = "`u.data` divided by tabs, `u.item` by bars (MovieLens 100K)."

  package init() {}
}

/// MovieLens 20M and newer.
package struct MovieLensCSVLayout: LayoutEntry {
  package static let kind = "movielens-csv"
  package static let meaning =
    "`ratings.csv` and `movies.csv` with a header (MovieLens 20M and newer)."

  package init() {}
}

/// Amazon review data of 2014.
package struct AmazonRatingsLayout: LayoutEntry {
  package static let kind = "amazon-ratings-csv"
  package static let meaning = "`user,item,rating,time`, no header (Amazon review data of 2014)."

  package init() {}
}

/// Amazon review data of 2018.
package struct AmazonItemFirstLayout: LayoutEntry {
  package static let kind = "amazon-item-first-csv"
  package static let meaning = "`item,user,rating,time`, no header (Amazon review data of 2018)."

  package init() {}
}

/// Sequences with gaps.
package struct SequenceGapsLayout: LayoutEntry {
  package static let kind = "sequence-gaps"
  package static let meaning = "`user item item …`, a tab, and one gap in seconds for each item."

  package init() {}
}

/// Criteo's Kaggle challenge.
package struct CriteoKaggleLayout: LayoutEntry {
  package static let kind = "criteo-kaggle"
  package static let meaning = "Clicks divided by tabs, no header (Criteo's Kaggle challenge)."
  package static let rows = RowKind.clicks

  package init() {}
}

/// BARS, Criteo_x1.
package struct CriteoX1Layout: LayoutEntry {
  package static let kind = "criteo-x1"
  package static let meaning = "Clicks as CSV, scaled numbers, tokens as indices (BARS, Criteo_x1)."
  package static let rows = RowKind.clicks

  package init() {}
}

/// BARS, Criteo_x4.
package struct CriteoX4Layout: LayoutEntry {
  package static let kind = "criteo-x4"
  package static let meaning = "Clicks as CSV, raw cells (BARS, Criteo_x4)."
  package static let rows = RowKind.clicks

  package init() {}
}

/// Criteo's Kaggle challenge as CSV with ids of rows.
package struct CriteoWithIdsLayout: LayoutEntry {
  package static let kind = "criteo-with-ids"
  package static let meaning =
    "Clicks as CSV with a header and an id of each row, `Id,Label,I1,…,C26` (Criteo's Kaggle challenge)."
  package static let rows = RowKind.clicks

  package init() {}
}

/// Avazu's Kaggle challenge.
package struct AvazuLayout: LayoutEntry {
  package static let kind = "avazu"
  package static let meaning =
    "Clicks as CSV with a header, `id,click,hour,…,C21`, 22 tokens and no numbers (Avazu's Kaggle "
    + "challenge)."
  package static let rows = RowKind.clicks

  package init() {}
}

/// Made here.
package struct GeneratedLayout: LayoutEntry {
  package static let kind = "generated"
  package static let meaning = "Made by a generator of this package; nothing is downloaded."
  package static let rows = RowKind.generated

  package init() {}
}

/// Weights of a pre-trained model.
package struct WeightsLayout: LayoutEntry {
  package static let kind = "weights"
  package static let meaning =
    "Weights of a pre-trained language model; `repro embed` reads them, and no suite trains on them."
  package static let rows = RowKind.weights

  package init() {}
}
