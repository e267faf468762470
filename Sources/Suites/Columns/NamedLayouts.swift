// Layouts of a name of their own that are settings of columns.

extension AmazonRatingsLayout: ColumnarLayout {
  package var refusesEmptyLines: Bool { true }
  package var asColumns: ColumnsLayout { .ratings(["user", "item", "rating", "time"]) }
}

extension AmazonItemFirstLayout: ColumnarLayout {
  package var refusesEmptyLines: Bool { true }
  package var asColumns: ColumnsLayout { .ratings(["item", "user", "rating", "time"]) }
}

extension MovieLens1MLayout: ColumnarLayout {
  package var refusesEmptyLines: Bool { true }
  package var asColumns: ColumnsLayout { .movieLens(separator: "::") }

  package func content(of name: String) -> MemberContent {
    switch name {
    case "ratings.dat": .events
    case "movies.dat": .items(.movies(separator: "::"))
    default: .other
    }
  }
}

extension MovieLens100KLayout: ColumnarLayout {
  package var refusesEmptyLines: Bool { true }
  package var asColumns: ColumnsLayout { .movieLens(separator: "tab") }

  package func content(of name: String) -> MemberContent {
    switch name {
    case "u.data": .events
    case "u.item": .items(.movies(separator: "bar"))
    default: .other
    }
  }
}

extension MovieLensCSVLayout: ColumnarLayout {
  package var refusesEmptyLines: Bool { true }
  package var asColumns: ColumnsLayout { .movieLensCSV }

  package func content(of name: String) -> MemberContent {
    switch name {
    case "ratings.csv": .events
    case "movies.csv": .items(ItemFile { ($0.quotes, $0.item) = (.inLine, "movieId") })
    default: .other
    }
  }
}

extension ItemFile {
  /// Movies, their numbers first; titles may be Latin-1.
  fileprivate static func movies(separator: String) -> ItemFile {
    ItemFile {
      ($0.separator, $0.header, $0.item) = (separator, false, "1")
      $0.encoding = .latin1
    }
  }
}

extension ColumnsLayout {
  /// Fields between commas, in this order.
  fileprivate static func ratings(_ columns: [String]) -> ColumnsLayout {
    ColumnsLayout {
      $0.columns = columns
      ($0.user, $0.item, $0.rating, $0.time) = ("user", "item", "rating", "time")
    }
  }
}
