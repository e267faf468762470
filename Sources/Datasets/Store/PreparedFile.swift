package import Foundation
internal import Suites

extension Interactions {
  /// The rows as a file of the cache: a line with a seal, then the canonical bytes.
  ///
  /// - Parameters:
  ///   - digest: of the rows.
  ///   - origin: what the rows were made from, and how.
  package func stored(digest: String, origin: String = "") -> [Data] {
    [
      Data("\(seal(digest, origin))\n\(heading)".utf8), offsets.withUnsafeBytes { Data($0) },
      items.withUnsafeBytes { Data($0) }, times.withUnsafeBytes { Data($0) },
      ratings.withUnsafeBytes { Data($0) }, users.withUnsafeBytes { Data($0) },
      candidates.withUnsafeBytes { Data($0) },
    ] + (parts.map { [Data($0)] } ?? [])
  }

  /// Reads such a file; nil where it is not one, it was made from anything else, or its bytes are
  /// not those that were sealed.
  package init?(stored data: Data, origin: String = "") {
    let lines = data.prefix(256).split(
      separator: 0x0a, maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count == 3 else { return nil }
    let sealed = String(decoding: lines[0], as: UTF8.self)
    let words = String(decoding: lines[1], as: UTF8.self).split(separator: " ").map { String($0) }
    guard words.count == 6, words[0] == "interactions", ["1", "2"].contains(words[1]) else {
      return nil
    }
    let extents = words[2...].compactMap { Int($0) }
    guard extents.count == 4, extents.prefix(3).allSatisfy({ (0...data.count).contains($0) })
    else { return nil }
    let (users, events, candidates) = (extents[0], extents[1], extents[2])
    let parts = words[1] == "2" ? events : 0
    var position = lines[0].count + lines[1].count + 2
    let size = position + 8 * (users + 1) + 16 * events + 4 * (users + candidates) + parts
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
    guard offsets.first == 0, offsets.last == events, extents[3] > 0,
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
      items.allSatisfy({ $0 > 0 && Int($0) < extents[3] })
    else { return nil }
    self.init(
      offsets: offsets, items: items, times: times, ratings: ratings,
      users: next(users, of: Int32.self), candidates: next(candidates, of: Int32.self),
      itemRows: extents[3], parts: parts > 0 ? next(parts, of: UInt8.self) : nil)
    guard seal(digest(), origin) == sealed else { return nil }
  }
}

/// What rows in the cache are held to: their own bytes, the source they were made from, and how. A
/// file that was made from other bytes has another seal, whatever it is called.
func seal(_ digest: String, _ origin: String) -> String {
  Digest(of: "prepared 2\n\(origin)\n\(digest)\n").hex
}
