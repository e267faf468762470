import Foundation
import Metrics
import Suites
import TestSupport
import Testing

/// A grid of 4 depths and 4 widths, and laws fitted to what is recorded of it.
private func gridSuite() -> String {
  let cells = [1, 2, 4, 8].flatMap { blocks in
    [8, 16, 32, 64].map { width in
      """
        - id: cell-\(blocks)x\(width)
          group: grid
          profile: smoke
          task:
            kind: ranking
            dataset: planted
            model: {kind: hstu, width: \(width), blocks: \(blocks), heads: 1, keyWidth: \(width),
                    valueWidth: \(width), positions: 31, embeddingDropout: 0, dropout: 0}
            training:
              loss: {kind: sampled-softmax, negatives: 16, temperature: 0.05}
              optimizer:
                {kind: adamw, rate: 0.003, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0}
              rows: 16
              epochs: 3
              shards: 4
            evaluation:
              {candidates: catalogue, seen: kept-history, ties: against, queryTime: target,
               floor: 2501, metrics: [ndcg@10, hr@10, mrr], every: 1, read: last}
          seeds: [1]
      """
    }
  }
  let head = tinySuite().split(separator: "runs:\n", maxSplits: 1)[0]
  let tail = tinySuite().split(separator: "guards:", maxSplits: 1)[1]
  return head + "runs:\n" + cells.joined(separator: "\n") + """

      - id: laws
        group: laws
        profile: smoke
        task:
          kind: law-fit
          points: {from: records, groups: [grid], metric: hr@10}
          fits:
            - {name: F3, law: F3, outer: [2, 8]}
            - {name: log-linear, law: log-linear}
            - {name: quadratic, law: quadratic}
          search: {lowest: -3, highest: 10, resamples: 10, descents: 4,
                   scan: [-2, -1, -0.5, -0.1, 0.1, 0.5, 1, 2, 5]}
          largest: 3
        seeds: [1]
    guards:
    """ + tail
}

@Suite struct OwnLawTests {
  private let tool: Tool

  init() throws { tool = try Tool(suite: gridSuite()) }

  /// Writes the records of the first cells, each a little better than a smaller one.
  private func record(_ count: Int) throws {
    let suite = try SuiteFile(yaml: gridSuite(), file: "tiny.yaml").suite
    let cells = try Plan(suite).runs.filter { $0.name.hasPrefix("cell-") }
    #expect(cells.count == 16)
    for (index, run) in cells.prefix(count).enumerated() {
      let quality = 0.5 + 0.2 * Double(index / 4) + 0.25 * Double(index % 4)
      try RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
        .write(LittleSuite.record(run, suite, quality: quality))
    }
  }

  @Test("no cell yet is one sentence")
  func none() throws {
    let outcome = try tool.run("run", "tiny/laws")
    #expect(outcome.code != 0)
    #expect(
      outcome.complaints
        == "repro: the group 'grid': none of its 16 runs has a finished record.\n")
  }

  @Test("of five cells the laws that can be fitted are, and the others say what they lack")
  func five() throws {
    try record(5)
    let outcome = try tool.run("run", "tiny/laws")
    #expect(outcome.complaints.contains("tiny/laws.1: "), "\(outcome.complaints)")
    let text = try tool.page("details.md")
    #expect(
      text.contains(
        "- hr@10, grid, 5 of 16 cells: not run are `cell-2x16`, `cell-2x32`, `cell-2x64`, "))
    let sentence = "hr@10, grid, 5 of 16 cells: F3 needs at least 7 points, not 5."
    #expect(text.contains("- F3 was not fitted. \(sentence)"))
    #expect(text.contains("| hr@10, grid, 5 of 16 cells | 5 | "))
    // Two cells are too few for anything.
    #expect(text.contains("the largest models (3) are not predicted: "))
    #expect(!text.contains("The largest models, predicted by laws"))
    for name in ["surface", "predicted", "residuals"] {
      let drawing = try String(
        contentsOfFile: "\(tool.folder)/reports/tiny/laws-\(name)-laws.svg", encoding: .utf8)
      #expect(drawing.contains("</svg>"), "\(name)")
    }
  }

  @Test(
    "of twelve cells every law predicts the three largest, and more cells are fitted when recorded")
  func twelve() throws {
    try record(12)
    let outcome = try tool.run("run", "tiny/laws")
    let page = try tool.page("details.md")
    #expect(page.contains("The largest models, predicted by laws"), "\(outcome.complaints)")
    let names = ["| Panel | Layers × width | Measured | F3 | log-linear | quadratic |"]
    for name in names { #expect(page.contains(name), "\(page)") }
    for cell in ["4 × 32", "2 × 64", "4 × 64"] {
      #expect(page.contains("| \(cell) | "), "\(cell)")
    }
    #expect(!page.contains("was not fitted"))
    let record = try #require(
      try RecordFolder(reports: tool.folder + "/reports", suite: "tiny").record(of: "laws.1"))
    let fit = try #require(record.result?.fit)
    let places = try #require(fit.largest)
    for law in fit.fits {
      let held = try #require(law.largest)
      let squares = zip(held, places).map {
        ($0 - fit.points[$1].value) * ($0 - fit.points[$1].value)
      }
      let expected = (squares.reduce(0, +) / 3).squareRoot()
      #expect(
        abs(try #require(record.result?.metrics[FitErrorMetric.largest.of(law.name)]) - expected)
          < 1e-12)
      // Three depths, four widths: the whole rectangle is there to draw.
      #expect(law.mesh?.count == 12)
    }
    try self.record(14)
    _ = try tool.run("report", "tiny")
    #expect(
      try tool.page("details.md").contains(
        "14 cells are recorded by now; `repro run tiny/laws` fits them all."))
    let again = try tool.run("run", "tiny/laws")
    #expect(again.output.contains("| hr@10, grid, 14 of 16 cells | 14 | "))
  }
}
