import Foundation
import TestSupport
import Testing

/// Laws fitted to made points: a plane in ln layers and ln width that rises with the data, each point
/// moved by a thousandth or two so that errors are numbers and not rounding.
private let suite = """
  runs:
    - id: small
      group: one-size
      profile: smoke
      task:
        kind: law-fit
        points: {from: file, file: tiny/points.csv, rows: {set: small}, layers: layers, width: width,
                 value: value, measure: gain}
        fits:
          - {name: log-linear, law: log-linear}
          - {name: quadratic, law: quadratic}
          - {name: F3, law: F3, outer: [2, 8]}
        search: {lowest: -3, highest: 10, resamples: 0, descents: 4, scan: [-1, 1]}
        largest: 1
      seeds: [1]
    - id: joint-tokens
      group: several-sizes
      profile: smoke
      task:
        kind: law-fit
        points: {from: file, file: tiny/points.csv, rows: {set: large}, length: length,
                 layers: layers, width: width, value: value, measure: gain}
        data: {from: file, name: tokens, file: tiny/sizes.csv, rows: {set: large}, length: length,
               columns: [tokens]}
        fits:
          - {name: constant, law: log-linear, data: constant}
          - {name: logarithm, law: log-linear, data: logarithm}
          - {name: levels, law: quadratic}
        search: {lowest: -3, highest: 10, resamples: 0, descents: 4, scan: [-1, 1]}
      seeds: [1]
    - id: joint-weighted
      group: several-sizes
      profile: smoke
      task:
        kind: law-fit
        points: {from: file, file: tiny/points.csv, rows: {set: large}, length: length,
                 layers: layers, width: width, value: value, measure: gain}
        data: {from: file, name: tokens × weight, file: tiny/sizes.csv, rows: {set: large},
               length: length, columns: [tokens, weight]}
        fits:
          - {name: constant, law: log-linear, data: constant}
          - {name: logarithm, law: log-linear, data: logarithm}
          - {name: levels, law: quadratic}
        search: {lowest: -3, highest: 10, resamples: 0, descents: 4, scan: [-1, 1]}
      seeds: [1]
  """

@Suite struct LawReportTests {
  /// A tool with the suite and its files.
  private func prepared() throws -> Tool {
    let head = tinySuite().split(separator: "runs:\n", maxSplits: 1)[0]
    let tail = tinySuite().split(separator: "guards:", maxSplits: 1)[1]
    let tool = try Tool(suite: head + suite + "\nguards:" + tail)
    var points = "set,length,layers,width,value\n"
    func add(_ set: String, _ length: Int, _ sizes: [(Double, Double)]) {
      for (index, (layers, width)) in sizes.enumerated() {
        // The truth, and a push of −0.002 to 0.002.
        let truth = 0.1 + 0.02 * log(layers) + 0.03 * log(width) + 0.01 * log(Double(length))
        let push = 0.001 * Double((index * 7 + length) % 5 - 2)
        points += "\(set),\(length),\(layers),\(width),\(truth + push)\n"
      }
    }
    add("small", 50, [1.0, 2, 4].flatMap { n in [8.0, 16].map { (n, $0) } })
    for length in [50, 100, 200] {
      add("large", length, [1.0, 2, 4].flatMap { n in [8.0, 16, 32].map { (n, $0) } })
    }
    let folder = tool.folder + "/suites/tiny"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try points.write(toFile: folder + "/points.csv", atomically: true, encoding: .utf8)
    try "set,length,tokens,weight\nlarge,50,5000,0.5\nlarge,100,9000,0.6\nlarge,200,15000,0.7\n"
      .write(toFile: folder + "/sizes.csv", atomically: true, encoding: .utf8)
    return tool
  }

  @Test("the sections on laws are these, word for word")
  func wholeText() throws {
    let tool = try prepared()
    let outcome = try tool.run("run", "tiny")
    let page = try tool.page("details.md")
    let begin = try #require(page.range(of: "## Laws"), "\(outcome.complaints)")
    let rest = page[begin.lowerBound...]
    let end = try #require(rest.range(of: "\n## Curves and laws"))
    let expected = try String(contentsOf: SharedData.fixture("law-sections.md"), encoding: .utf8)
    #expect(String(rest[..<end.lowerBound]) == expected)
    // One size is drawn; several sizes have no one surface.
    #expect(rest.contains("laws-surface-one-size.svg"))
    #expect(!rest.contains("laws-surface-several-sizes.svg"))
  }

  @Test(
    "a data size that cannot be found is refused in one sentence",
    arguments: [
      ("large,200,15000,0.7\n", "", "tiny/sizes.csv: no row has the length 200."),
      ("weight\n", "mass\n", "there is no column 'weight'; there are set, length, tokens, mass."),
    ])
  func refusals(text: String, replacement: String, sentence: String) throws {
    let tool = try prepared()
    let path = tool.folder + "/suites/tiny/sizes.csv"
    let sizes = try String(contentsOfFile: path, encoding: .utf8)
    try sizes.replacing(text, with: replacement).write(
      toFile: path, atomically: true, encoding: .utf8)
    let outcome = try tool.run("run", "tiny/joint-weighted")
    #expect(outcome.complaints.hasSuffix("\(sentence)\n"), "\(outcome.complaints)")
    #expect(outcome.code != 0)
  }
}
