import Foundation
import Metrics
import Testing

/// The metrics against numbers drawn and computed by their definitions elsewhere, to which the Python
/// package is held as well: `drawn_metrics.py` says how.
@Suite struct DrawnMetricsTests {
  private struct Drawn: Decodable {
    struct Ranking: Decodable {
      var targets: Int
      var ranks: [Int32]
      var values: [String: Double]
    }
    struct Rows: Decodable {
      var logits: [Double]
      var labels: [Bool]
      var users: [Int]
      var values: [String: Double?]
    }
    struct Scored: Decodable {
      var scores: [Double?]
      var target: Int
      var excluded: [Int]
      var against: Int
      var favour: Int
    }
    var rankings: [Ranking]
    var predictions: [Rows]
    var scores: [Scored]
  }

  private let drawn: Drawn

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/drawn-metrics.json")
    drawn = try JSONDecoder().decode(Drawn.self, from: Data(contentsOf: file))
  }

  @Test("ranking metrics of one, two and five held items are those of the definitions")
  func rankings() throws {
    var count = 0
    for ranking in drawn.rankings {
      let ranks = try #require(TargetRanks(ranking.ranks, targets: ranking.targets))
      for (name, expected) in ranking.values {
        let metric = try #require(Metric(named: name)?.ranking)
        #expect(abs(try #require(ranks.mean(metric)) - expected) < 1e-14, "\(name)")
        count += 1
      }
    }
    #expect(count == 48)
  }

  @Test("metrics of predictions are those of the definitions, or nothing where these are nothing")
  func predictions() throws {
    for rows in drawn.predictions {
      let predictions = Predictions(logits: rows.logits, labels: rows.labels, users: rows.users)
      #expect(rows.values.count == 5)
      for (name, expected) in rows.values {
        let value = try predictions.value(try #require(Metric(named: name)))
        #expect((value == nil) == (expected == nil), "\(name)")
        guard let value, let expected else { continue }
        #expect(abs(value - expected) < 1e-13 * max(1, abs(expected)), "\(name)")
      }
    }
  }

  @Test("ranks among equal, missing and excluded scores are those of the definition")
  func scores() {
    #expect(drawn.scores.count == 40)
    for row in drawn.scores {
      let scores = row.scores.map { $0 ?? .nan }
      for (ties, expected) in [(TieRule.against, row.against), (.favour, row.favour)] {
        #expect(rank(of: row.target, in: scores, excluding: row.excluded, ties: ties) == expected)
      }
    }
  }
}
