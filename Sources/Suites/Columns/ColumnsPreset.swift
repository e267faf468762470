/// A published form of data as settings of `columns`: a value, no code of its own.
package struct ColumnsPreset: Sendable {
  /// The word that chooses it.
  package let name: String
  /// What it reads, in a sentence.
  package let meaning: String
  /// Where its publishers offer or describe it.
  package let address: String
  /// What is known of digests of the published files, and from whom; nil where none is known.
  package let digest: String?
  /// The file that it reads, as its publishers call it.
  package let file: String
  /// Where everything stands.
  package let columns: ColumnsLayout

  /// The preset of this name.
  package static func named(_ name: String) -> ColumnsPreset? { all.first { $0.name == name } }

  /// The presets there are, in the order in which an unknown file is held against them: those that
  /// name their columns first, then those that only count them.
  package static let all: [ColumnsPreset] = withNames + objects + withoutNames
}

/// A layout that a preset fills in.
package struct PresetLayout: ColumnarLayout {
  package static let kind = "preset"
  package static let meaning =
    "A published form of data by its name: settings of `columns` that are known. The page "
    + "[Data as people have it](data-forms.md) lists them."

  package var of = ""

  package static let fields: [Field<Self>] = [
    .word(
      "of", \.of, among: ColumnsPreset.all.map(\.name).sorted(), "The form's name.")
  ]

  package init() {}

  /// The layout of a preset.
  package init(of name: String) { of = name }

  package var relations: [Complaint] {
    guard ColumnsPreset.named(of) == nil else { return [] }
    let names = ColumnsPreset.all.map(\.name).sorted().joined(separator: ", ")
    return [("of", "no preset is called '\(of)'; there are \(names)")]
  }

  package var asColumns: ColumnsLayout {
    guard let preset = ColumnsPreset.named(of) else {
      preconditionFailure("A layout is checked before anything is read by it.")
    }
    return preset.columns
  }
}
