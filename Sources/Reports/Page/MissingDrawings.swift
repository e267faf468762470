internal import Suites

extension Report {
  /// A page as Markdown, drawings as files beside it, with a sentence where one is missing.
  ///
  /// - Parameter missing: why, as the end of a sentence, by the drawing's file name.
  package func markdown(
    _ page: Document.Page = .report, missing: [String: String] = [:]
  ) -> String {
    shown(page, missing).markdown
  }

  /// A self-contained page, with a sentence where a drawing is missing.
  ///
  /// - Parameters:
  ///   - drawings: SVG text by file name.
  ///   - missing: why, as the end of a sentence, by the drawing's file name.
  package func html(
    _ page: Document.Page = .report, drawings: [String: String], missing: [String: String] = [:]
  ) -> String {
    shown(page, missing).html(
      title: (page == .details ? "Details: " : "") + suite.paper.title, drawings: drawings,
      page: page, places: places)
  }

  private func shown(_ page: Document.Page, _ missing: [String: String]) -> Document {
    (page == .report ? document : details).without(missing)
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
