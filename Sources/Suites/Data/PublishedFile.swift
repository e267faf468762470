/// A file as its publishers offer it: addresses, size, digests, and what is read of it.
public struct PublishedFile: CheckedPart {
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

  /// With the scheme https, http or file.
  package var urls: [String] = []
  package var packing = Packing.single
  package var size: Int?
  package var sha256: String?
  package var md5: String?
  package var grade: Grade?
  package var members: [Member] = []
  package var unpackedLimit = 0

  package static let fields: [Field<Self>] = [
    .list(
      "urls", \.urls,
      "Addresses, tried in order; empty where nobody publishes this form, so that only a user's own "
        + "copy can be read.",
      of: .text(
        TextForm("`https://…`, `http://…` or `file:///…`", pattern: "^(https?://|file:///)")),
      complaints: { urls in
        urls.enumerated().filter { _, url in
          !["https://", "http://", "file:///"].contains { url.hasPrefix($0) }
        }.map {
          ("urls.\($0)", "'\($1)' does not begin with https://, http:// or file:///")
        }
      }),
    .word(
      "packing", \.packing,
      "How the rows are wrapped: a zip or tar whose members are read, or one file, plain, "
        + "compressed by gzip, bzip2, xz or zstandard, or alone in a zip."),
    .size(
      "size", \.size, absent: "not published", "Size of the file.", unit: "bytes", in: 1...Int.max,
      saying: "a size must be positive"),
    .digest("sha256", \.sha256, 64, "SHA-256 of the file."),
    .digest("md5", \.md5, 32, "MD5 of the file."),
    .word(
      "grade", \.grade, absent: "there is no digest of the file",
      "How the digests came to be known: printed by the publishers, or second-hand."),
    .list(
      "members", \.members,
      "What is read of it; one, whatever its name, where the packing is `single`.",
      of: .entry(Member.self), atLeast: 1),
    .size(
      "unpackedLimit", \.unpackedLimit, "Size that all of it may unpack to, at most.",
      unit: "bytes",
      in: 1...Int.max, saying: "a limit must be positive"),
  ]

  package init() {}

  /// A part of a published file that is read.
  public struct Member: CheckedPart {
    package var path = ""
    package var size: Int?
    package var sha256: String?
    package var md5: String?
    package var lists: LayoutSpec?
    package var items: ItemFile?

    package static let fields: [Field<Self>] = [
      .text("path", \.path, "Path inside the archive.", TextForm("a path that stays inside")),
      .size(
        "size", \.size, absent: "not known", "Size, unpacked.", unit: "bytes", in: 0...Int.max,
        saying: "a size cannot be negative"),
      .digest("sha256", \.sha256, 64, "SHA-256 of the unpacked bytes."),
      .digest("md5", \.md5, 32, "MD5 of the unpacked bytes."),
      .choice(
        "lists", \.lists, absent: "it holds events",
        "How its lines list items of users, for protocols that rank among these; it holds no "
          + "events."),
      .part(
        "items", \.items, absent: "it holds events",
        "How its lines say items, all of which are candidates, whether or not an event knows them; it holds "
          + "no events."),
    ]

    package init() {}

    package var relations: [Complaint] {
      if path.isEmpty { return [("path", "a member needs a path")] }
      var found: [Complaint] = []
      if !isInnerPath(path) {
        found.refuse("path", "'\(path)' does not stay inside the data set's folder")
      }
      let name = path.split(separator: "/").last.map { String($0) } ?? path
      if let lists, !((lists.entry as? any ColumnarLayout)?.listsItems(in: name) ?? false) {
        found.refuse(
          "lists", "a layout with columns of user and item is needed: `columns` or `preset`")
      }
      if lists != nil, items != nil {
        found.refuse("items", "a member can hold items or lists of users' items, but not both")
      }
      return found
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

  package var relations: [Complaint] {
    var found: [Complaint] = []
    if (grade == nil) != (sha256 == nil && md5 == nil) {
      found.refuse(
        "grade", grade == nil ? "digests need a 'grade'" : "a 'grade' needs a digest that it grades"
      )
    }
    if members.isEmpty { found.refuse("members", "at least one member is needed") }
    if packing == .single, members.count > 1 {
      found.refuse("members", "a single file must have exactly one member")
    }
    return found
  }
}

extension Field {
  /// A digest that may be absent.
  static func digest(
    _ name: String, _ path: Path<String?>, _ digits: Int, _ meaning: String
  ) -> Field {
    Field(
      optional: FieldDescription(
        name: name, meaning: meaning, form: .text(.hexadecimal(digits)), absent: "not known"), path,
      complaints: { text in
        let isOne =
          text.utf8.count == digits
          && text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
              || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
          }
        return isOne ? [] : [(name, "\(digits) digits of 0-9 and a-f are needed")]
      })
  }
}
