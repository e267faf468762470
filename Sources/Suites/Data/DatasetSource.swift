/// Where a data set comes from and what its bytes must be: one file of `suites/datasets`.
///
/// Papers may share a source; how its rows are prepared is the suite's business (`DatasetSpec`).
public struct DatasetSource: Hashable, Sendable {
  /// How the bytes are read.
  public typealias Layout = LayoutSpec

  /// Version of this file's form; 1.
  public var schema: Int
  /// Name that suites use.
  public var id: String
  /// Name in words.
  public var title: String
  /// How the bytes are read.
  public var layout: LayoutSpec
  /// Terms to accept before the download. Nothing is asked where absent.
  public var licence: Licence?
  /// The published file. Absent only where the data are generated.
  public var file: PublishedFile?
  /// How much the publishers say it holds, before any filter. Decides nothing; plans use it.
  public var counts: Counts?
  /// How much the publishers say a table of clicks holds. Decides nothing; plans use it.
  public var clicks: Clicks?

  /// How much a data set holds.
  public struct Counts: Hashable, Sendable {
    /// Users.
    public var users: Int
    /// Events.
    public var events: Int
  }

  /// How much a table of clicks holds.
  public struct Clicks: Hashable, Sendable {
    /// Rows in all.
    public var rows: Int
    /// Rows of the training part, where the publishers divide them.
    public var training: Int?
    /// Columns of numbers.
    public var dense: Int
    /// Columns of tokens.
    public var fields: Int
    /// Categories that published runs ended with, of all columns together.
    public var vocabulary: Int
  }

  /// A source of rows.
  public init(
    schema: Int, id: String, title: String, layout: LayoutSpec, licence: Licence?,
    file: PublishedFile?,
    counts: Counts? = nil, clicks: Clicks? = nil
  ) {
    self.schema = schema
    self.id = id
    self.title = title
    self.layout = layout
    self.licence = licence
    self.file = file
    self.counts = counts
    self.clicks = clicks
  }
}

/// Terms under which a data set is published.
public struct Licence: Hashable, Sendable {
  /// Name that `--accept-licence` takes.
  public var id: String
  /// The terms, summarised; shown once before the first download.
  public var text: String
  /// Where the terms stand in full.
  public var url: String

  /// Terms under which a data set is published.
  public init(id: String, text: String, url: String) {
    self.id = id
    self.text = text
    self.url = url
  }
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
