internal import Suites

/// A layout that has a name, and how a file of it is known.
struct KnownShape: Sendable {
  let layout: LayoutSpec
  let words: String
  let meaning: String
  /// What reads its events.
  let columns: ColumnsLayout
  let notes: [String]
  /// Whether the first lines look like it, besides being read by it.
  let fits: @Sendable ([String]) -> Bool

  static let all: [KnownShape] =
    ColumnsPreset.all.filter { looks($0) == nil }.map { preset($0) { _ in true } }
    + named
    + ColumnsPreset.all.compactMap { preset in looks(preset).map { KnownShape.preset(preset, $0) } }

  private static func preset(
    _ preset: ColumnsPreset, _ fits: @escaping @Sendable ([String]) -> Bool
  ) -> KnownShape {
    KnownShape(
      layout: LayoutSpec(PresetLayout(of: preset.name)), words: "the preset '\(preset.name)'",
      meaning: preset.meaning, columns: preset.columns, notes: [], fits: fits)
  }

  /// How lines look that name nothing; nil where names alone tell a form.
  private static func looks(_ preset: ColumnsPreset) -> (@Sendable ([String]) -> Bool)? {
    switch preset.name {
    case "sasrec-pairs":
      return { lines in lines.allSatisfy { $0.wholeMatch(of: /[0-9]+ [0-9]+/) != nil } }
    case "s3rec-lists":
      return { lines in
        let counts = Set(lines.map { $0.split(separator: " ").count })
        return counts.count > 1 && (counts.max() ?? 0) > 3
          && lines.allSatisfy { $0.wholeMatch(of: /[0-9]+(?: [0-9]+)* ?/) != nil }
      }
    case "gowalla", "lastfm-1k", "yoochoose":
      // Their second column is a time, which a layout of columns reads or does not.
      return { lines in
        lines.allSatisfy { $0.firstMatch(of: /^[^\t,]+[\t,][0-9]{4}-[0-9]{2}-[0-9]{2}T/) != nil }
      }
    case "steam-200k":
      return { lines in
        lines.allSatisfy { $0.firstMatch(of: /,(?:purchase|play),[0-9.]+,0$/) != nil }
      }
    case "movielens-1m-ratings", "movielens-100k-ratings":
      // Numbers from 1 like anybody's; who knows that these are his says so.
      return { _ in false }
    default: return nil
    }
  }

  /// Amazon's ratings, which differ in what stands first: an item's number has ten letters.
  private static let named: [KnownShape] = [
    KnownShape(
      layout: .amazonRatingsCSV, words: "the layout 'amazon-ratings-csv'",
      meaning: AmazonRatingsLayout.meaning,
      columns: AmazonRatingsLayout().asColumns, notes: [],
      fits: {
        $0.allSatisfy {
          $0.firstMatch(of: /^[^,]+,(?:B[0-9A-Z]{9}|[0-9]{9}[0-9X]),[0-9.]+,[0-9]{8,10}$/) != nil
        }
      }),
    KnownShape(
      layout: .amazonItemFirstCSV, words: "the layout 'amazon-item-first-csv'",
      meaning: AmazonItemFirstLayout.meaning,
      columns: AmazonItemFirstLayout().asColumns, notes: [],
      fits: {
        $0.allSatisfy {
          $0.firstMatch(of: /^(?:B[0-9A-Z]{9}|[0-9]{9}[0-9X]),[^,]+,[0-9.]+,[0-9]{8,10}$/) != nil
        }
      }),
    KnownShape(
      layout: .sequenceGaps, words: "the layout 'sequence-gaps'",
      meaning: SequenceGapsLayout.meaning,
      columns: ColumnsLayout {
        ($0.separator, $0.columns) = ("tab", ["list", "gaps"])
        ($0.user, $0.item) = (nil, "list")
        $0.within = "blanks"
      }, notes: ["The first number of each line is the user; the rows below show it as an item."],
      fits: { $0.allSatisfy { $0.wholeMatch(of: /[0-9]+(?: [0-9]+)+\t[0-9]+(?: [0-9]+)*/) != nil } }
    ),
  ]
}

/// A table of clicks, and how it is known.
struct ClickShape: Sendable {
  let layout: LayoutSpec
  let fits: @Sendable ([String]) -> Bool

  static let all: [ClickShape] = [
    ClickShape(layout: .criteoKaggle) { lines in
      lines.allSatisfy {
        let fields = $0.split(separator: "\t", omittingEmptySubsequences: false)
        return fields.count == 40 && (fields[0] == "0" || fields[0] == "1")
      }
    },
    ClickShape(layout: .criteoX4) { lines in
      isBARS(lines) && lines.dropFirst().contains { $0.contains(/[a-f][0-9a-f]{3,7}/) }
    },
    ClickShape(layout: .criteoX1) { isBARS($0) },
    ClickShape(layout: .criteoWithIds) { has($0, .criteoWithIds) },
    ClickShape(layout: .avazu) { has($0, .avazu) },
  ]

  private static func isBARS(_ lines: [String]) -> Bool { has(lines, .criteoX4) }

  private static func has(_ lines: [String], _ table: ClickTableLayout) -> Bool {
    lines.first == table.headerNames.joined(separator: ",")
  }

  private init(layout: LayoutSpec, _ fits: @escaping @Sendable ([String]) -> Bool) {
    self.layout = layout
    self.fits = fits
  }
}

extension LayoutSpec {
  /// What it is, in a sentence.
  var meaning: String { type(of: entry).meaning }
}
