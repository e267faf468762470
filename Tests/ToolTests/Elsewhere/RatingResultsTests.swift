import Foundation
import Metrics
import Suites
import Testing

/// Predicted ratings, by a baseline of ours and by another program.
@Suite struct RatingResultsTests {
  private func made() throws -> ElsewhereTool {
    let source = """
      schema: 1
      id: rows
      title: Ratings
      layout: {kind: columns, user: user, item: item, rating: stars, time: time, ids: words}
      file: {urls: [], packing: single, members: [{path: rows.csv}], unpackedLimit: 100000}

      """
    let made = try ElsewhereTool { _ in
      """
      schema: 2
      name: tiny
      paper: {title: A tiny suite, authors: made for tests, year: 2025, url: nowhere}
      policy: {alpha: 0.05, fails: [NOT-REPLICATED, ERROR], profiles: [smoke]}
      datasets:
        - {id: rows, source: rows, ties: file, filters: [], maximalLength: 20, split: leave-last-out}
      runs:
        - id: means
          group: g
          profile: smoke
          task:
            kind: rating
            dataset: rows
            held: 1
            model: {kind: popularity, smoothing: 1}
            evaluation: {metrics: [rmse, mae], every: 1, read: last}
          seeds: [1]
        - id: theirs
          group: g
          profile: smoke
          task:
            kind: external
            protocol: {kind: rating, dataset: rows, held: 1, evaluation: {metrics: [rmse, mae]}}
            results: {kind: predictions, folder: "theirs/{seed}"}
          seeds: [1]
      guards: []
      claims: []
      blocked: []
      comparisons: []
      deviations: []
      contradictions: []

      """
    }
    let folder = made.tool.folder
    try source.write(
      toFile: folder + "/suites/datasets/rows.yaml", atomically: false, encoding: .utf8)
    try "user,item,stars,time\nu,a,4,1\nu,b,3,2\nu,c,4.5,3\nv,a,2,1\nv,c,3,2\nw,b,1,1\nw,a,5,2\n"
      .write(toFile: folder + "/rows.csv", atomically: false, encoding: .utf8)
    return made
  }

  @Test("ratings are predicted by means of ours and by what came back, and measured in stars")
  func measured() throws {
    let made = try made()
    let run = try made.tool.run("run", "tiny/means", "--data", "rows=rows.csv")
    #expect([0, 14].contains(run.code), "\(run.complaints)")
    // Of training, all: 2.5; a: (6 + 2.5) / 3; c: 2.5. Errors: 2.5 − 4.5, 2.5 − 3, 17/6 − 5.
    let errors = [-2, -0.5, 17.0 / 6 - 5]
    let ours = try made.result("means.1").metrics
    let mean = errors.reduce(0) { $0 + abs($1) } / 3
    let root = (errors.reduce(0) { $0 + $1 * $1 } / 3).squareRoot()
    #expect(try abs(#require(ours["mae"]) - mean) < 1e-6)
    #expect(try abs(#require(ours["rmse"]) - root) < 1e-6)
    let split = try made.tool.run("export-split", "tiny/theirs", "split", "--data", "rows=rows.csv")
    #expect(split.code == 0, "\(split.complaints)")
    #expect(
      try made.text("split/test.csv")
        == "row,user,item,rating,time\n1,1,3,4.5,3\n2,2,3,3,2\n3,3,1,5,2\n")
    let summary = try CanonicalJSON.read(
      JSONValue.self, from: Data(made.text("split/split.json").utf8))
    let checksum = try #require(summary["checksum"]?.text)
    func read(_ rows: String) throws -> Tool.Outcome {
      try made.write(
        "p.csv", Data("row,label,score\n\(rows)".utf8), kind: "predictions", split: checksum)
      return try made.tool.run("run", "tiny/theirs", "--data", "rows=rows.csv")
    }
    for (rows, sentence) in [
      ("1,4,4\n2,3,3\n3,5,6\n", "the rating of row 1 is 4.5 in the data, but '4' here"),
      ("1,4.5,nan\n2,3,3\n3,5,6\n", "p.csv:2: the score 'nan' is not a finite number"),
      ("1,4.5,4\n3,5,6\n", "the row 2 is missing; 1 of 3 are"),
    ] {
      let refused = try read(rows)
      #expect(refused.code == 65 && refused.complaints.contains(sentence), "\(refused.complaints)")
    }
    // −½, 0 and 1; ratings above the largest star and below the least are their program's matter.
    #expect([0, 14].contains(try read("3,5,6\n1,4.50,4\n2,3.0,3\n").code))
    let theirs = try made.result("theirs.1").metrics
    #expect(theirs["mae"] == 0.5 && theirs["rmse"] == (1.25 / 3).squareRoot())
  }
}
