internal import Foundation

/// Takes the bytes of one answer into a partial file, as far as the answer is what was asked for.
final class Reception {
  private let url: String
  private let offset: Int
  private let part: PartialFile
  private let limit: Int
  private let size: Int?
  private let digestIsKnown: Bool
  private var ignored = 0

  /// True once bytes of the file arrived.
  private(set) var hasBegun = false
  /// True where the server gave the file from its beginning.
  private(set) var startedAnew = false
  /// True where the server went on with another version of the file.
  private(set) var isStale = false
  /// Why the answer cannot be the file.
  private(set) var refusal: String?
  /// What the disk said.
  private(set) var error: DataError?
  /// How the server says that it encoded the body; nil where it did not.
  private(set) var encoding: String?
  /// Bytes of the whole file, as the server says.
  private(set) var total: Int?

  init(
    url: String, offset: Int, part: PartialFile, limit: Int, size: Int?, digestIsKnown: Bool
  ) {
    self.url = url
    self.offset = offset
    self.part = part
    self.limit = limit
    self.size = size
    self.digestIsKnown = digestIsKnown
  }

  /// Takes the next bytes; false where the answer is to be broken off.
  func take(_ bytes: UnsafeRawBufferPointer, _ status: Int, _ headers: [String: String]) -> Bool {
    // What comes with any other status is a page for people, not the file.
    guard status == 0 || status == 200 || status == 206 else {
      ignored += bytes.count
      return ignored < 1 << 20
    }
    do {
      if !hasBegun {
        guard try begin(status, headers) else { return false }
        hasBegun = true
      }
      guard bytes.count <= limit - part.count else {
        refusal = "the answer is longer than the \(limit) bytes allowed"
        part.discardContents()
        return false
      }
      try part.append(bytes)
      return true
    } catch let error as DataError {
      self.error = error
    } catch {
      refusal = systemReason(error)
    }
    return false
  }

  private func begin(_ status: Int, _ headers: [String: String]) throws -> Bool {
    encoding = headers["content-encoding"].flatMap { $0 == "identity" ? nil : $0 }
    // Plain bytes were asked for. A digest tells whether these are the file all the same, as where a
    // server names the packing of a `.tar.gz` so; without one nothing does.
    if let encoding, !digestIsKnown {
      refusal = "the server sent it encoded as \(encoding), and no digest tells what is inside"
      part.discardContents()
      return false
    }
    let tag = headers["etag"].flatMap { $0.hasPrefix("W/") ? nil : $0 }
    let validator = tag ?? headers["last-modified"]
    if status == 206 {
      let range = contentRange(headers["content-range"])
      guard offset > 0, let range, range.first == offset else {
        part.discardContents()
        isStale = true
        return false
      }
      if let known = part.validator, let validator, known != validator {
        isStale = true
        return false
      }
      total = range.total
    } else {
      startedAnew = true
      total = headers["content-length"].flatMap(Self.count)
      guard total != nil || headers["content-length"] == nil else {
        refusal = "the server announces a length that is not a number of bytes"
        part.discardContents()
        return false
      }
      try part.begin(url, validator: validator)
    }
    if let total, let size, total != size {
      refusal = "the server offers \(total) bytes, not \(size)" + encodingWords(encoding)
      part.discardContents()
      return false
    }
    if let total, total > limit {
      refusal = "the server offers \(total) bytes, more than the \(limit) allowed"
      part.discardContents()
      return false
    }
    return true
  }

  /// A count of bytes: digits alone, and no more than an integer holds.
  private static func count(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  /// `bytes 100-199/200`; the total may be unknown.
  private func contentRange(_ text: String?) -> (first: Int, total: Int?)? {
    guard let text, text.hasPrefix("bytes "), let dash = text.firstIndex(of: "-"),
      let first = Self.count(text.dropFirst(6).prefix { $0 != "-" }),
      let slash = text.lastIndex(of: "/"), dash < slash
    else { return nil }
    return (first, Self.count(text[text.index(after: slash)...]))
  }
}

/// Why bytes may be other ones than expected.
func encodingWords(_ encoding: String?) -> String {
  encoding.map { " (the server sent it encoded as \($0))" } ?? ""
}
