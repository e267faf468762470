internal import Suites

extension Interactions {
  /// SHA-256 of the canonical bytes: a line that names the form and the extents, then offsets and
  /// times as 64-bit, items, users and candidates as 32-bit integers and ratings as 32-bit IEEE
  /// numbers, all little-endian, in the order the fields are declared; then, where there are some, parts
  /// as a byte each.
  public func digest() -> String {
    var digest = IncrementalDigest()
    digest.update(Array(heading.utf8))
    offsets.withUnsafeBytes { digest.update($0) }
    items.withUnsafeBytes { digest.update($0) }
    times.withUnsafeBytes { digest.update($0) }
    ratings.withUnsafeBytes { digest.update($0) }
    users.withUnsafeBytes { digest.update($0) }
    candidates.withUnsafeBytes { digest.update($0) }
    if let parts { digest.update(parts) }
    return digest.finished().hex
  }

  /// The line that names the form and the extents.
  var heading: String {
    "interactions \(parts == nil ? 1 : 2) \(users.count) \(events) \(candidates.count) \(itemRows)\n"
  }
}
