// What can be written in a file of `suites/datasets`.

extension DatasetSource: CheckedPart {
  package static let fields: [Field<Self>] = [
    .size(
      "schema", \.schema, "Version of the form; 1.", unit: "version", in: 1...1,
      saying: "this version reads schema 1, not {}"),
    .text("id", \.id, "Name that suites use: the file's without `.yaml`.", .name),
    .text("title", \.title, "Name in words."),
    .choice("layout", \.layout, "How the bytes are read."),
    .part(
      "licence", \.licence, absent: "nothing is asked", "Terms to accept before the download."),
    .part("file", \.file, absent: "the data are generated", "The published file."),
    .part(
      "counts", \.counts, absent: "not known",
      "How much the publishers say it holds, before any filter. Decides nothing; plans use it."),
    .part(
      "clicks", \.clicks, absent: "not known",
      "How much the publishers say a table of clicks holds. Decides nothing; plans use it."),
  ]

  package init() {
    self.init(schema: 0, id: "", title: "", layout: .generated, licence: nil, file: nil)
  }

  package var relations: [Complaint] {
    var found: [Complaint] = refusal(ofName: id, for: "a file").map { [("id", $0)] } ?? []
    if let file, file.sha256 == nil, file.md5 == nil,
      !file.members.allSatisfy({ $0.sha256 != nil || $0.md5 != nil }),
      file.urls.contains(where: { $0.hasPrefix("file:") })
    {
      found.append(("file", "an address on this machine (file:) needs the file's sha256 or md5"))
    }
    if let file {
      if !file.itemFiles.isEmpty, !(layout.entry is any ColumnarLayout) {
        found.append(("file", "only events that are read by columns can have members with 'items'"))
      }
      if file.eventMembers.isEmpty, !file.members.isEmpty {
        found.append(("file", "no member of it holds events"))
      }
    }
    if (file == nil) != (layout == .generated) {
      found.append(
        (
          "layout",
          file == nil
            ? "the layout \(layout.kind) needs a 'file'" : "generated data cannot have a 'file'"
        ))
    }
    return found
  }
}

extension Field {
  /// How much there is, as published.
  static func published(_ name: String, _ path: Path<Int>, _ meaning: String) -> Field {
    .size(
      name, path, meaning, unit: "count", in: 1...1_000_000_000_000)
  }
}

extension DatasetSource.Counts: Part {
  package static let fields: [Field<Self>] = [
    .published("users", \.users, "Users."), .published("events", \.events, "Events."),
  ]

  package init() { self.init(users: 0, events: 0) }
}

extension DatasetSource.Clicks: Part {
  package static let fields: [Field<Self>] = [
    .published("rows", \.rows, "Rows in all."),
    .size(
      "training", \.training, absent: "the publishers do not divide them",
      "Rows of the training part.", unit: "count", in: 1...1_000_000_000_000),
    .published("dense", \.dense, "Columns of numbers."),
    .published("fields", \.fields, "Columns of tokens."),
    .published(
      "vocabulary", \.vocabulary,
      "Categories that published runs ended with, of all columns together."),
  ]

  package init() { self.init(rows: 0, training: nil, dense: 0, fields: 0, vocabulary: 0) }
}

extension Licence: Part {
  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name that `--accept-licence` takes."),
    .text("text", \.text, "The terms, summarised; shown once before the first download."),
    .text("url", \.url, "Where the terms stand in full."),
  ]

  package init() { self.init(id: "", text: "", url: "") }
}

extension PublishedFile: CheckedPart {
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

  package init() {
    self.init(
      urls: [], packing: .single, size: nil, sha256: nil, md5: nil, grade: nil, members: [],
      unpackedLimit: 0)
  }

  package var relations: [Complaint] {
    var found: [Complaint] = []
    if (grade == nil) != (sha256 == nil && md5 == nil) {
      found.append(
        (
          "grade",
          grade == nil ? "digests need a 'grade'" : "a 'grade' needs a digest that it grades"
        ))
    }
    if members.isEmpty { found.append(("members", "at least one member is needed")) }
    if packing == .single, members.count > 1 {
      found.append(("members", "a single file must have exactly one member"))
    }
    return found
  }
}

extension PublishedFile.Member: CheckedPart {
  package static let fields: [Field<Self>] = [
    .text("path", \.path, "Path inside the archive.", TextForm("a path that stays inside")),
    .size(
      "size", \.size, absent: "not known", "Size, unpacked.", unit: "bytes", in: 0...Int.max,
      saying: "a size cannot be negative"),
    .digest("sha256", \.sha256, 64, "SHA-256 of the unpacked bytes."),
    .digest("md5", \.md5, 32, "MD5 of the unpacked bytes."),
    .choice(
      "lists", \.lists, absent: "it holds events",
      "How its lines list items of users, for protocols that rank among these; it holds no events."),
    .part(
      "items", \.items, absent: "it holds events",
      "How its lines say items, all of which are candidates, whether or not an event knows them; it holds "
        + "no events."),
  ]

  package init() { self.init(path: "", size: nil, sha256: nil) }

  package var relations: [Complaint] {
    if path.isEmpty { return [("path", "a member needs a path")] }
    var found: [Complaint] = []
    if !isInnerPath(path) {
      found.append(("path", "'\(path)' does not stay inside the data set's folder"))
    }
    let name = path.split(separator: "/").last.map { String($0) } ?? path
    if let lists, !((lists.entry as? any ColumnarLayout)?.listsItems(in: name) ?? false) {
      found.append(
        ("lists", "a layout with columns of user and item is needed: `columns` or `preset`"))
    }
    if lists != nil, items != nil {
      found.append(("items", "a member can hold items or lists of users' items, but not both"))
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
