internal import Determinism
public import Suites

/// Items that a member of a data set lists for some users.
public struct ItemLists: Hashable, Sendable {
  /// Users with a list, ascending: `[users]`.
  public let users: [Int32]
  /// Where each list begins and ends: `[users + 1]` ascending offsets into the items.
  private let offsets: [Int]
  /// Items, those of a user in the order of the file.
  private let items: [Int32]

  /// Rows of a user and an item, in the order of a file.
  ///
  /// - Throws: `RowProblem` where a user's list has an item twice.
  init(users: [Int32], items: [Int32]) throws {
    let order = stableOrder(users.map(Int64.init), from: (0..<Int32(users.count)).map { $0 })
    let (ids, tally) = counts(of: users)
    self.users = ids
    offsets = tally.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    self.items = order.map { items[Int($0)] }
    for (user, id) in ids.enumerated() {
      let list = self.items[offsets[user]..<offsets[user + 1]].sorted()
      if let twice = zip(list, list.dropFirst()).first(where: ==) {
        throw RowProblem("the list of user \(id) has the item \(twice.0) twice")
      }
    }
  }

  /// The items that are listed for a user; nil for one without a list.
  public func items(of user: Int32) -> ArraySlice<Int32>? {
    users.place(of: user).map { items[offsets[$0]..<offsets[$0 + 1]] }
  }

  /// SHA-256 of the lists: a line with their extents, users and items as 32-bit and offsets as 64-bit
  /// integers, little-endian.
  public var digest: Digest {
    var digest = IncrementalDigest()
    digest.update(Array("lists 1 \(users.count) \(items.count)\n".utf8))
    users.withUnsafeBytes { digest.update($0) }
    offsets.withUnsafeBytes { digest.update($0) }
    items.withUnsafeBytes { digest.update($0) }
    return digest.finished()
  }
}

extension PreparedData {
  /// The rows with lists of a data set beside them, of which the digest then speaks too.
  ///
  /// - Parameter found: by their members.
  public func listed(_ found: [String: ItemLists]) -> PreparedData {
    var data = self
    data.lists = found
    for (member, lists) in found.sorted(by: { $0.key < $1.key }) {
      data.digest = Digest(of: "\(data.digest)\nlists \(member) \(lists.digest.hex)\n").hex
    }
    return data
  }
}
