/// A member with items, one a line, all of which are candidates, whether or not an event knows them.
public struct ItemFile: Hashable, Sendable, WrittenLines {
  package var form: ColumnsLayout.Form?
  package var separator: String?
  package var quotes: ColumnsLayout.Quotes?
  package var comment: String?
  package var skip: Int?
  package var encoding: ColumnsLayout.Encoding?
  package var header: Bool?
  package var columns: [String]?
  package var item = ""

  package init() {}

  /// The settings that read its lines.
  ///
  /// - Parameter ids: what the events call items by.
  package func asColumns(ids: ColumnsLayout.IDs) -> ColumnsLayout {
    ColumnsLayout {
      $0.takeLines(of: self)
      ($0.item, $0.ids) = (item, ids)
    }
  }
}

extension ItemFile: CheckedPart {
  package static let fields: [Field<Self>] =
    lineFields(form: "How a line says its item.") + [
      .text("item", \.item, "Column of the item, called as in the events.", .place)
    ]

  package var relations: [Complaint] {
    // Events have users; items need none.
    asColumns(ids: .names).relations.filter { $0.path != "user" }
  }
}
