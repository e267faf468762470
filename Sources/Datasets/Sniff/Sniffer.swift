package import Suites

/// Which layout an unknown file has, and what it makes of its first rows.
package struct Sniffer: Sendable {
  /// What a file was taken for.
  package struct Finding: Sendable {
    /// The layout in words: "the preset 'kuairand'".
    package let words: String
    /// What it is, in a sentence.
    package let meaning: String
    package let layout: LayoutSpec
    /// What the layout makes of the first rows; nil for tables of clicks.
    package let sample: ColumnSample?
    /// What was left out, or guessed.
    package let notes: [String]
    /// A file of `suites/datasets` to begin with.
    package let yaml: String
  }

  /// What a file is taken for.
  ///
  /// - Parameter rows: events of the sample, at most.
  /// - Throws: `DataError` with one sentence that names what was seen, and the way.
  package static func finding(_ head: FileHead, rows: Int = 10) throws(DataError) -> Finding {
    do throws(RowProblem) {
      let lines = try head.lines()
      if let named = known(head, lines, rows) { return named }
      return try Inference(head, lines, rows: rows).finding()
    } catch {
      throw DataError(dataset: head.name, reason: error.reason)
    }
  }

  /// The layout that would read a file which another one refused, in words; nil where none is known.
  static func better(than layout: LayoutSpec, _ head: FileHead) -> String? {
    guard let lines = try? head.lines() else { return nil }
    let found = known(head, lines, 1) ?? (try? Inference(head, lines, rows: 1).finding())
    guard let found, found.layout != layout else { return nil }
    return found.words
  }

  /// A preset or a layout of its own name that fits.
  private static func known(_ head: FileHead, _ lines: [String], _ rows: Int) -> Finding? {
    guard !lines.isEmpty else { return nil }
    if let clicks = ClickShape.all.first(where: { $0.fits(lines) }) {
      return Finding(
        words: "the layout '\(clicks.layout.kind)'", meaning: clicks.layout.meaning,
        layout: clicks.layout, sample: nil, notes: [],
        yaml: SniffedYAML.source(clicks.layout, head))
    }
    for shape in KnownShape.all where shape.fits(lines) {
      guard let sample = try? ColumnSample(shape.columns, head, most: rows),
        sample.rows + sample.dropped > 0 || (shape.columns.keep != nil && sample.lines > 0)
      else { continue }
      let layout = shape.layout
      return Finding(
        words: shape.words, meaning: shape.meaning, layout: layout, sample: sample,
        notes: shape.notes, yaml: SniffedYAML.source(layout, head))
    }
    return nil
  }
}
