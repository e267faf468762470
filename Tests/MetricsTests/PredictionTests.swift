import Determinism
import Metrics
import Testing

@Suite struct PredictionTests {
  /// The definition, over all pairs.
  private func plainArea(_ scores: [Double], _ labels: [Bool]) -> Double? {
    var wins = 0.0
    var pairs = 0.0
    for p in scores.indices where labels[p] {
      for q in scores.indices where !labels[q] {
        wins += scores[p] > scores[q] ? 1 : scores[p] == scores[q] ? 0.5 : 0
        pairs += 1
      }
    }
    return pairs > 0 ? wins / pairs : nil
  }

  private func value(_ metric: Metric, _ logits: [Double], _ labels: [Bool]) throws -> Double? {
    try Predictions(logits: logits, labels: labels).value(metric)
  }

  @Test("the area equals its definition over all pairs, with many ties", arguments: [2, 5, 1000])
  func areaAgainstPairs(levels: Int) throws {
    let key = RandomKey(seed: 2)[levels]
    for trial in 0..<20 {
      let scores = (0..<60).map { Double(key[trial].integer(below: levels, $0)) }
      let labels = (0..<60).map { key["label"][trial].uniform($0) < 0.3 }
      #expect(try value("auc", scores, labels) == plainArea(scores, labels))
    }
  }

  @Test("the area is undefined for one class, and refused for a score that is not a number")
  func areaEdges() throws {
    #expect(try value("auc", [1, 2], [true, true]) == nil)
    #expect(try value("auc", [], []) == nil)
    #expect(
      throws: MetricError(metric: "auc", reason: "met a score that is not a number, in row 1")
    ) {
      try value("auc", [1, .nan], [true, false])
    }
  }

  @Test("areas within users leave out users of one class, and are undefined without users")
  func grouped() throws {
    let rows = Predictions(
      logits: [0.9, 0.1, 0.5, 0.4, 0.6, 0.7], labels: [true, false, true, false, false, true],
      users: [7, 7, 2, 2, 2, 5])
    // User 2: the positive 0.5 beats 0.4 and loses to 0.6 → 1/2; user 7 → 1; user 5 has one class.
    #expect(try rows.value("user-auc") == 0.75)
    #expect(try value("user-auc", [1, 0], [true, false]) == nil)
  }

  @Test("log loss equals the logarithm of the probabilities, and never overflows")
  func losses() throws {
    // p = 1/(1 + e^−x) with x = ln 3 is 3/4: losses −ln(3/4) and −ln(1/4).
    let x = portableLog(3)
    let expected = -(portableLog(0.75) + portableLog(0.25)) / 2
    #expect(try abs(#require(try value("logloss", [x, x], [true, false])) - expected) < 1e-15)
    #expect(try value("logloss", [1e4], [false]) == 1e4)
    #expect(throws: MetricError.self) { try value("logloss", [.infinity], [true]) }
    #expect(try value("logloss", [], []) == nil)
  }

  @Test("a model that says the base rate gains no information, one that is sure and right all")
  func gain() throws {
    let labels = [true, false, false, false]
    let base = -portableLog(3)  // p = 1/4
    let gained = try #require(try value("rig", [base, base, base, base], labels))
    #expect(abs(gained) < 1e-15)
    #expect(try value("rig", [1e4, -1e4, -1e4, -1e4], labels) == 1)
    #expect(try value("rig", [0, 0], [true, true]) == nil)
  }

  @Test("calibration is predicted over observed")
  func calibrated() throws {
    // p = 1/2, 3/4 and 1/4.
    let x = portableLog(3)
    let ratio = try #require(try value("calibration", [0, x, -x], [true, false, true]))
    #expect(abs(ratio - 0.75) < 1e-15)
    #expect(try value("calibration", [0], [false]) == nil)
  }

  @Test("a metric of ranks has no value on predictions, and one that is undefined is left out")
  func otherMetrics() throws {
    #expect(try value("mrr", [1, 0], [true, false]) == nil)
    let oneClass = Predictions(logits: [0, 0], labels: [true, true])
    #expect(try oneClass.values(["auc", "logloss"]) == ["logloss": portableLog(2)])
  }
}
