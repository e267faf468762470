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

  @Test("errors are those of predicted ratings, or of probabilities from their labels")
  func errors() throws {
    let rated = Predictions([4.5, 3, 6], of: [5, 3, 5], users: [0, 1, 1])
    // −½, 0 and 1.
    #expect(try rated.value("mae") == 0.5)
    #expect(try rated.value("rmse") == (1.25 / 3).squareRoot())
    // No logit is meant by a rating.
    #expect(try rated.values(["auc", "logloss", "user-auc", "mae"]) == ["mae": 0.5])
    // p = ½, ¾ and ¼ from 1, 0 and 0: −½, ¾ and ¼.
    let x = portableLog(3)
    let labels = [true, false, false]
    #expect(try abs(#require(try value("mae", [0, x, -x], labels)) - 0.5) < 1e-15)
    let squares = try #require(try value("rmse", [0, x, -x], labels))
    #expect(abs(squares - ((0.25 + 0.5625 + 0.0625) / 3).squareRoot()) < 1e-15)
    #expect(try value("rmse", [], []) == nil)
    #expect(throws: MetricError.self) { try Predictions([.nan], of: [1]).value("mae") }
    // What blocks add has the whole as its mean, here as with labels.
    let many = Predictions(
      (0..<256).map { Double($0 % 7) }, of: (0..<256).map { Double($0 % 5) })
    let units = try #require(try many.units("rmse"))
    let whole = try #require(try many.value("rmse"))
    #expect(units.count == 64 && abs(units.reduce(0, +) / 64 - whole) < 1e-12)
  }

  @Test("a metric of ranks has no value on predictions, and one that is undefined is left out")
  func otherMetrics() throws {
    #expect(try value("mrr", [1, 0], [true, false]) == nil)
    let oneClass = Predictions(logits: [0, 0], labels: [true, true])
    #expect(try oneClass.values(["auc", "logloss"]) == ["logloss": portableLog(2)])
  }
}
