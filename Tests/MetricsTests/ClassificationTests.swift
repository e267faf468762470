import Determinism
import Metrics
import Testing

@Suite struct ClassificationTests {
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

  @Test("the area equals its definition over all pairs, with many ties", arguments: [2, 5, 1000])
  func areaAgainstPairs(levels: Int) throws {
    let key = RandomKey(seed: 2)[levels]
    for trial in 0..<20 {
      let scores = (0..<60).map { Double(key[trial].integer(below: levels, $0)) }
      let labels = (0..<60).map { key["label"][trial].uniform($0) < 0.3 }
      #expect(try areaUnderCurve(scores: scores, labels: labels) == plainArea(scores, labels))
    }
  }

  @Test("the area is undefined for one class, and refused for a score that is not a number")
  func areaEdges() throws {
    #expect(try areaUnderCurve(scores: [1.0, 2], labels: [true, true]) == nil)
    #expect(try areaUnderCurve(scores: [Double](), labels: []) == nil)
    #expect(
      throws: MetricError(metric: "auc", reason: "met a score that is not a number, in row 1")
    ) {
      try areaUnderCurve(scores: [1, Float.nan], labels: [true, false])
    }
  }

  @Test("grouped areas leave out groups of one class and weigh by rows when asked")
  func grouped() throws {
    let result = try #require(
      try groupedAreaUnderCurve(
        scores: [0.9, 0.1, 0.5, 0.4, 0.6, 0.7], labels: [true, false, true, false, false, true],
        groups: [7, 7, 2, 2, 2, 5]))
    // Group 2: the positive 0.5 beats 0.4 and loses to 0.6 → 1/2; group 7 → 1; group 5 has one class.
    #expect(result.mean == 0.75)
    #expect(result.weightedMean == 0.7)  // (½·3 + 1·2)/5
    #expect(result.counted == 2 && result.skipped == 1)
  }

  @Test("log loss from probabilities and from logits agree")
  func losses() throws {
    // p = 1/(1 + e^−x) with x = ln 3 is 3/4: losses −ln(3/4) and −ln(1/4).
    let x = portableLog(3)
    let expected = -(portableLog(0.75) + portableLog(0.25)) / 2
    let fromLogits = try #require(try logLoss(logits: [x, x], labels: [true, false]))
    let fromShares = try #require(
      try logLoss(probabilities: [0.75, 0.75], labels: [true, false], clip: 1e-7))
    #expect(abs(fromLogits - expected) < 1e-15)
    #expect(abs(fromShares - expected) < 1e-15)
    #expect(try logLoss(logits: [1e4], labels: [false]) == 1e4)
    let cut = try #require(try logLoss(probabilities: [0.0], labels: [true], clip: 1e-7))
    #expect(abs(cut + portableLog(1e-7)) < 1e-12)
    #expect(throws: MetricError.self) {
      try logLoss(probabilities: [1.5], labels: [true], clip: 1e-7)
    }
    #expect(throws: MetricError.self) { try logLoss(logits: [Double.infinity], labels: [true]) }
  }

  @Test("a model that says the base rate gains no information, a perfect one all")
  func gain() throws {
    let labels = [true, false, false, false]
    let base = try #require(
      try logLoss(probabilities: [0.25, 0.25, 0.25, 0.25], labels: labels, clip: 1e-7))
    let gained = try #require(relativeInformationGain(logLoss: base, baseRate: 0.25))
    #expect(abs(gained) < 1e-15)
    #expect(relativeInformationGain(logLoss: 0, baseRate: 0.25) == 1)
    #expect(relativeInformationGain(logLoss: 0.1, baseRate: 0) == nil)
  }

  @Test("calibration is predicted over observed")
  func calibrated() {
    #expect(calibration(probabilities: [0.5, 0.25, 0.25], labels: [true, false, true]) == 0.5)
    #expect(calibration(probabilities: [0.5], labels: [false]) == nil)
  }
}
