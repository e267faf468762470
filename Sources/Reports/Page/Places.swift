internal import Suites

/// Where claims and runs have their row, so that their names can lead there from every page.
struct Places: Sendable {
  /// A row of a page.
  struct Home: Hashable, Sendable {
    var page: Document.Page
    var anchor: String
  }

  private var homes: [String: Home] = [:]

  /// No row has a place.
  init() {}

  /// The first row about each claim among the details, and about each run in the report; either on
  /// the other page where it has none there.
  init(claims: [String], runs: [String], report: Document, details: Document) {
    let shown: [(page: Document.Page, rows: Set<String>)] = [
      (.report, Set(report.blocks.flatMap(\.rowNames))),
      (.details, Set(details.blocks.flatMap(\.rowNames))),
    ]
    func settle(_ names: [String], first: Document.Page) {
      for name in names where homes[name] == nil {
        let pages = shown.filter { $0.rows.contains(name) }.map(\.page)
        guard let page = pages.contains(first) ? first : pages.first else { continue }
        homes[name] = Home(page: page, anchor: Self.anchor(name))
      }
    }
    settle(claims, first: .details)
    settle(runs, first: .report)
  }

  /// The row of a claim or run; nil where it has none.
  func home(of name: String) -> Home? { homes[name] }

  /// A name as an anchor: letters, digits and hyphens are kept, all else is its number.
  private static func anchor(_ name: String) -> String {
    var anchor = "row-"
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        anchor.unicodeScalars.append(Unicode.Scalar(byte))
      default: anchor += "_\(byte)_"
      }
    }
    return anchor
  }
}

extension Document.Block {
  /// What its rows are about, where their first cell is a name in code alone.
  var rowNames: [String] {
    switch self {
    case .table(_, _, let rows): rows.compactMap { $0.first.flatMap(nameAlone) }
    case .claims(let table): table.rows.map(\.claim)
    case .folded(_, let blocks): blocks.flatMap(\.rowNames)
    case .heading, .paragraph, .list, .linked, .figure, .code, .pointer: []
    }
  }
}

/// The name that a cell consists of; nil where it holds anything else.
func nameAlone(_ cell: String) -> String? {
  let pieces = InlineText(cell).pieces
  guard pieces.count == 1, case .code(let name, _)? = pieces.first else { return nil }
  return name
}
