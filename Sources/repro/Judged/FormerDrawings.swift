import Foundation
import Suites

/// Drawings that a report had and has no longer.
///
/// Only files that are certainly a report's own go: plain files beside the pages, which the pages that are
/// about to be replaced show, and which say that gnuplot made them.
struct FormerDrawings {
  private let folder: String
  private let names: Set<String>

  /// What the pages in a folder show.
  init(in folder: String) {
    self.folder = folder
    var names: Set<String> = []
    for page in ["report.md", "details.md"] {
      guard let data = (try? regularFile("\(folder)/\(page)")) ?? nil else { continue }
      let text = String(decoding: data, as: UTF8.self)
      for match in text.matches(of: /\]\(([a-z0-9][a-z0-9._-]*\.svg)\)/) {
        names.insert(String(match.1))
      }
    }
    self.names = names
  }

  /// Removes those that are not among these names.
  func remove(except kept: some Sequence<String>) {
    for name in names.subtracting(kept).sorted() {
      let file = "\(folder)/\(name)"
      guard let data = (try? regularFile(file)) ?? nil,
        data.prefix(1024).range(of: Data("<desc>Produced by GNUPLOT".utf8)) != nil
      else { continue }
      unlink(file)
    }
  }
}
