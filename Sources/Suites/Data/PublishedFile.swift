/// A file as its publishers offer it: addresses, size, digests, and what is read of it.
public struct PublishedFile: Hashable, Sendable {
  /// How the rows are wrapped.
  public enum Packing: String, Word {
    /// A zip or (compressed) tar archive; its members are read.
    case archive
    /// One file of rows, plain, compressed by gzip, bzip2, xz or zstandard, or alone in a zip.
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
  public struct Member: Hashable, Sendable {
    /// Path inside the archive.
    public var path: String
    /// Unpacked bytes, where known.
    public var size: Int?
    /// SHA-256 of the unpacked bytes, where known.
    public var sha256: String?
    /// MD5 of the unpacked bytes, where known.
    public var md5: String?
    /// How its lines list items of users, among which a protocol may rank; nil where it holds events.
    public var lists: LayoutSpec?
    /// How its lines say items, which are candidates whether or not an event knows them; nil where it
    /// holds events.
    public var items: ItemFile?

    /// A part of a published file that is read.
    public init(
      path: String, size: Int?, sha256: String?, md5: String? = nil, lists: LayoutSpec? = nil,
      items: ItemFile? = nil
    ) {
      self.path = path
      self.size = size
      self.sha256 = sha256
      self.md5 = md5
      self.lists = lists
      self.items = items
    }
  }

  /// Paths of the members that hold events, in order.
  package var eventMembers: [String] {
    members.filter { $0.lists == nil && $0.items == nil }.map(\.path)
  }

  /// Item files by their paths.
  package var itemFiles: [String: ItemFile] {
    members.reduce(into: [:]) { $0[$1.path] = $1.items }
  }

  /// Paths of the members that events and candidates are made of, in order.
  package var rowMembers: [String] { members.filter { $0.lists == nil }.map(\.path) }

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
