/// Where a data set comes from and what its bytes must be: one file of `suites/datasets`.
///
/// Papers may share a source; how its rows are prepared is the suite's business (`DatasetSpec`).
public struct DatasetSource: CheckedPart {
  /// How the bytes are read.
  public typealias Layout = LayoutSpec

  package var schema = 0
  package var id = ""
  package var title = ""
  package var layout = LayoutSpec.generated
  package var licence: Licence?
  package var file: PublishedFile?
  package var counts: Counts?
  package var clicks: Clicks?

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

  package init() {}

  /// How much a data set holds.
  public struct Counts: Part {
    package var users = 0
    package var events = 0

    package static let fields: [Field<Self>] = [
      .published("users", \.users, "Users."), .published("events", \.events, "Events."),
    ]

    package init() {}
  }

  /// How much a table of clicks holds.
  public struct Clicks: Part {
    package var rows = 0
    package var training: Int?
    package var dense = 0
    package var fields = 0
    package var vocabulary = 0

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

    package init() {}
  }

  package var relations: [Complaint] {
    var found: [Complaint] = refusal(ofName: id, for: "a file").map { [("id", $0)] } ?? []
    if let file, file.sha256 == nil, file.md5 == nil,
      !file.members.allSatisfy({ $0.sha256 != nil || $0.md5 != nil }),
      file.urls.contains(where: { $0.hasPrefix("file:") })
    {
      found.refuse("file", "an address on this machine (file:) needs the file's sha256 or md5")
    }
    if let file {
      if !file.itemFiles.isEmpty, !(layout.entry is any ColumnarLayout) {
        found.refuse("file", "only events that are read by columns can have members with 'items'")
      }
      if file.eventMembers.isEmpty, !file.members.isEmpty {
        found.refuse("file", "no member of it holds events")
      }
    }
    if (file == nil) != (layout == .generated) {
      found.refuse(
        "layout",
        file == nil
          ? "the layout \(layout.kind) needs a 'file'" : "generated data cannot have a 'file'")
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

/// Terms under which a data set is published.
public struct Licence: Part {
  package var id = ""
  package var text = ""
  package var url = ""

  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name that `--accept-licence` takes."),
    .text("text", \.text, "The terms, summarised; shown once before the first download."),
    .text("url", \.url, "Where the terms stand in full."),
  ]

  package init() {}
}

/// Letters a-z, digits, `.`, `_` and `-`, at most 100 of them, beginning neither with a dot nor with a
/// hyphen: safe as a file name.
func isIdentifier(_ text: String) -> Bool {
  guard let first = text.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
    return false
  }
  guard text.utf8.count <= longestIdentifier else { return false }
  return text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }
}

/// The sentence that refuses a name that is not an identifier; nil for one that is.
///
/// - Parameter what: what it would name: "a file".
func refusal(ofName name: String, for what: String) -> String? {
  isIdentifier(name)
    ? nil
    : "'\(name)' cannot name \(what): use 1 to \(longestIdentifier) of a-z, 0-9, '-', '_' and '.', "
      + "beginning with neither '-' nor '.'"
}
