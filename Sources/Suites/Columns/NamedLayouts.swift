// Layouts of a name of their own that are settings of columns.

extension AmazonRatingsLayout: ColumnarLayout {
  package var refusesEmptyLines: Bool { true }
  package var asColumns: ColumnsLayout { .ratings(["user", "item", "rating", "time"]) }
}

extension AmazonItemFirstLayout: ColumnarLayout {
  package var refusesEmptyLines: Bool { true }
  package var asColumns: ColumnsLayout { .ratings(["item", "user", "rating", "time"]) }
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
