package import Foundation

extension Interactions {
  /// The rows as a file of the cache: a line with the digest, then the canonical bytes.
  package func stored(digest: String) -> [Data] {
    let header =
      "\(digest)\ninteractions 1 \(users.count) \(events) \(candidates.count) \(itemRows)\n"
    return [
      Data(header.utf8), offsets.withUnsafeBytes { Data($0) }, items.withUnsafeBytes { Data($0) },
      times.withUnsafeBytes { Data($0) }, ratings.withUnsafeBytes { Data($0) },
      users.withUnsafeBytes { Data($0) }, candidates.withUnsafeBytes { Data($0) },
    ]
  }

  /// Reads such a file; nil where it is not one, or its digest says otherwise.
  package init?(stored data: Data) {
    let lines = data.prefix(256).split(
      separator: 0x0a, maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count == 3 else { return nil }
    let digest = String(decoding: lines[0], as: UTF8.self)
    let words = String(decoding: lines[1], as: UTF8.self).split(separator: " ").map { String($0) }
    guard words.count == 6, words[0] == "interactions", words[1] == "1" else { return nil }
    let extents = words[2...].compactMap { Int($0) }
    guard extents.count == 4, extents.prefix(3).allSatisfy({ (0...data.count).contains($0) })
    else { return nil }
    let (users, events, candidates) = (extents[0], extents[1], extents[2])
    var position = lines[0].count + lines[1].count + 2
    let size = position + 8 * (users + 1) + 16 * events + 4 * (users + candidates)
    guard size == data.count else { return nil }

    func next<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) -> [Element] {
      let bytes = count * MemoryLayout<Element>.stride
      defer { position += bytes }
      return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
        data.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(buffer).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: $0[position..<(position + bytes)]))
        }
        filled = count
      }
    }
    let offsets = next(users + 1, of: Int.self)
    let items = next(events, of: Int32.self)
    let times = next(events, of: Int64.self)
    let ratings = next(events, of: Float.self)
    guard offsets.first == 0, offsets.last == events else { return nil }
    self.init(
      offsets: offsets, items: items, times: times, ratings: ratings,
      users: next(users, of: Int32.self), candidates: next(candidates, of: Int32.self),
      itemRows: extents[3])
    guard self.digest() == digest else { return nil }
  }
}
