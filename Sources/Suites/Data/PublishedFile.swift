/// A file as its publishers offer it: addresses, size, digests, and what is read of it.
public struct PublishedFile: Codable, Hashable, Sendable {
  /// How the rows are wrapped.
  public enum Packing: String, Word {
    /// A zip or (compressed) tar archive; its members are read.
    case archive
    /// One file of rows, plain or compressed by gzip, bzip2 or xz.
    case single
  }
  /// How a digest came to be known.
  public enum Grade: String, Word {
    /// Printed by the publishers.
    case primary
    /// Known through someone else's copy.
    case secondary
  }

  /// Addresses, tried in order: `https:`, `http:` or `file:`. Empty where nobody publishes this
  /// form, so that only a user's own copy can be read.
  public var urls: [String]
  /// How the rows are wrapped.
  public var packing: Packing
  /// Bytes of the file, where published.
  public var size: Int?
  /// SHA-256 of the file in hexadecimal digits, where known.
  public var sha256: String?
  /// MD5 of the file in hexadecimal digits, where known.
  public var md5: String?
  /// How the digests came to be known; absent where there are none.
  public var grade: Grade?
  /// What is read of it. One, whatever its name, where the packing is `single`.
  public var members: [Member]
  /// Bytes that all of it may unpack to, at most.
  public var unpackedLimit: Int

  /// A part of a published file that is read.
  public struct Member: Codable, Hashable, Sendable {
    /// Path inside the archive.
    public var path: String
    /// Unpacked bytes, where known.
    public var size: Int?
    /// SHA-256 of the unpacked bytes, where known.
    public var sha256: String?
    /// MD5 of the unpacked bytes, where known.
    public var md5: String?

    /// A part of a published file that is read.
    public init(path: String, size: Int?, sha256: String?, md5: String? = nil) {
      self.path = path
      self.size = size
      self.sha256 = sha256
      self.md5 = md5
    }

    /// Reads a member and refuses digests that cannot be.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      path = try container.decode(String.self, forKey: .path)
      size = try container.decodeIfPresent(Int.self, forKey: .size)
      sha256 = try container.decodeIfPresent(String.self, forKey: .sha256)
      md5 = try container.decodeIfPresent(String.self, forKey: .md5)
      try container.check(!path.isEmpty, .path, "a member needs a path")
      try container.check(
        isInnerPath(path), .path, "'\(path)' does not stay inside the data set's folder")
      try container.check(size.map { $0 >= 0 } ?? true, .size, "a size cannot be negative")
      try container.check(isHexadecimal(sha256, 64), .sha256, "64 digits 0-9 and a-f are needed")
      try container.check(isHexadecimal(md5, 32), .md5, "32 digits 0-9 and a-f are needed")
    }
  }

  /// A file as its publishers offer it.
  public init(
    urls: [String], packing: Packing, size: Int?, sha256: String?, md5: String?, grade: Grade?,
    members: [Member], unpackedLimit: Int
  ) {
    self.urls = urls
    self.packing = packing
    self.size = size
    self.sha256 = sha256
    self.md5 = md5
    self.grade = grade
    self.members = members
    self.unpackedLimit = unpackedLimit
  }
}

extension PublishedFile {
  /// Reads a published file and refuses addresses, sizes and digests that cannot be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    urls = try container.decode([String].self, forKey: .urls)
    packing = try container.decode(Packing.self, forKey: .packing)
    size = try container.decodeIfPresent(Int.self, forKey: .size)
    sha256 = try container.decodeIfPresent(String.self, forKey: .sha256)
    md5 = try container.decodeIfPresent(String.self, forKey: .md5)
    grade = try container.decodeIfPresent(Grade.self, forKey: .grade)
    members = try container.decode([Member].self, forKey: .members)
    unpackedLimit = try container.decode(Int.self, forKey: .unpackedLimit)
    for url in urls {
      try container.check(
        ["https://", "http://", "file:///"].contains { url.hasPrefix($0) }, .urls,
        "'\(url)' does not begin with https://, http:// or file:///")
    }
    try container.check(size.map { $0 > 0 } ?? true, .size, "a size must be positive")
    try container.check(isHexadecimal(sha256, 64), .sha256, "64 digits 0-9 and a-f are needed")
    try container.check(isHexadecimal(md5, 32), .md5, "32 digits 0-9 and a-f are needed")
    try container.check(
      (grade == nil) == (sha256 == nil && md5 == nil), .grade,
      grade == nil ? "digests need a 'grade'" : "a grade without a digest grades nothing")
    try container.check(!members.isEmpty, .members, "at least one member is needed")
    try container.check(
      packing == .archive || members.count == 1, .members, "a single file has one member")
    try container.check(unpackedLimit > 0, .unpackedLimit, "a limit must be positive")
  }
}

/// True where `text` is absent or has exactly `digits` lower-case hexadecimal digits.
private func isHexadecimal(_ text: String?, _ digits: Int) -> Bool {
  guard let text else { return true }
  return text.utf8.count == digits
    && text.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
}
