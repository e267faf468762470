internal import Suites

extension Report {
  /// Markdown with a sentence where a drawing is missing.
  ///
  /// - Parameter missing: why, as the end of a sentence, by the drawing's file name.
  public func markdown(missing: [String: String]) -> String { document.without(missing).markdown }

  /// One self-contained page with a sentence where a drawing is missing.
  ///
  /// - Parameters:
  ///   - drawings: SVG text by file name.
  ///   - missing: why, as the end of a sentence, by the drawing's file name.
  public func html(drawings: [String: String], missing: [String: String] = [:]) -> String {
    document.without(missing).html(
      title: suite.paper.title, drawings: drawings, places: places)
  }

  /// The second page as Markdown, with a sentence where a drawing is missing.
  ///
  /// - Parameter missing: why, as the end of a sentence, by the drawing's file name.
  public func detailsMarkdown(missing: [String: String]) -> String {
    details.without(missing).markdown
  }

  /// The second page, self-contained, with a sentence where a drawing is missing.
  ///
  /// - Parameters:
  ///   - drawings: SVG text by file name.
  ///   - missing: why, as the end of a sentence, by the drawing's file name.
  public func detailsHTML(drawings: [String: String], missing: [String: String]) -> String {
    details.without(missing).html(
      title: "Details: \(suite.paper.title)", drawings: drawings, page: .details, places: places)
  }
}

extension Document {
  /// The same with a sentence in place of each drawing that is missing.
  func without(_ missing: [String: String]) -> Document {
    Document(blocks: blocks.map { Self.without(missing, $0) })
  }

  private static func without(_ missing: [String: String], _ block: Block) -> Block {
    switch block {
    case .figure(let file, let caption):
      guard let reason = missing[file] else { return block }
      return .paragraph(
        "The drawing `\(file)` is missing: \(reason). It would show: \(caption)")
    case .folded(let title, let blocks):
      return .folded(title, blocks.map { without(missing, $0) })
    case .heading, .paragraph, .list, .table, .code, .claims, .linked, .pointer: return block
    }
  }
}
