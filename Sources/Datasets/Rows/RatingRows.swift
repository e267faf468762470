internal import Suites

/// What the lines of a data set said so far.
struct RatingRows {
  var table = RatingTable()
  /// Line of each user, where a user has one line.
  var linesOfUsers: [Int32: Int] = [:]

  /// Adds an item of the item file.
  mutating func add(item: Int32) {
    table.catalogue = table.catalogue ?? []
    table.catalogue?.append(item)
  }

  /// `user, item, rating, time`, all numbers.
  mutating func rating(_ cursor: FieldCursor) throws {
    var fields = cursor
    let user = try fields.id("user")
    let item = try fields.id("movie")
    let rating = try fields.rating("rating")
    let time = try fields.time("timestamp", isLast: true)
    table.append(user: user, item: item, rating: rating, time: time)
  }

  /// The table.
  ///
  /// - Throws: `DataError` for an item that stands twice in the item file.
  func finished(_ dataset: String) throws -> RatingTable {
    var table = table
    if let catalogue = table.catalogue {
      let (ids, tally) = counts(of: catalogue)
      if let twice = tally.firstIndex(where: { $0 > 1 }) {
        throw DataError(
          dataset: dataset, reason: "item \(ids[twice]) stands twice in the item file")
      }
      table.catalogue = ids
    }
    return table
  }
}
