import Determinism
import Foundation

/// Area under the receiver operating characteristic, exact, with ties counted half.
///
/// `AUC = (#{(p, q): s_p > s_q} + ½·#{(p, q): s_p = s_q}) / (positives · negatives)` over pairs of a
/// positive p and a negative q. Sorted once, counted in whole numbers: O(n log n), no rounding
/// before the last division.
///
/// - Parameters:
///   - scores: `[rows]`, larger means more likely positive.
///   - labels: `[rows]`.
/// - Returns: `nil` when one of the two classes is missing, where the area is not defined.
/// - Throws: ``MetricError`` when a score is not a number.
public func areaUnderCurve<Score: BinaryFloatingPoint>(
  scores: [Score], labels: [Bool]
) throws(MetricError) -> Double? {
  precondition(scores.count == labels.count, "\(scores.count) scores, \(labels.count) labels.")
  if let row = scores.firstIndex(where: \.isNaN) {
    throw MetricError(metric: "auc", reason: "met a score that is not a number, in row \(row)")
  }
  let order = scores.indices.sorted { scores[$0] < scores[$1] }
  return area(order: order[...], scores, labels)
}

/// The area over rows given in ascending order of score.
private func area<Score: BinaryFloatingPoint>(
  order: ArraySlice<Int>, _ scores: [Score], _ labels: [Bool]
) -> Double? {
  var positives = 0
  var negatives = 0
  var twiceWins = 0
  var first = order.startIndex
  while first < order.endIndex {
    var last = first
    var positive = 0
    while last < order.endIndex, scores[order[last]] == scores[order[first]] {
      if labels[order[last]] { positive += 1 }
      last += 1
    }
    let negative = last - first - positive
    twiceWins += positive * (2 * negatives + negative)
    positives += positive
    negatives += negative
    first = last
  }
  guard positives > 0, negatives > 0 else { return nil }
  return Double(twiceWins) / (2 * Double(positives) * Double(negatives))
}

/// Areas under the curve of the groups that have both classes.
public struct GroupedArea: Hashable, Sendable {
  /// Plain mean over the groups counted.
  public var mean: Double
  /// Mean weighted by rows, the "GAUC" of the click-rate literature.
  public var weightedMean: Double
  /// Groups with both classes.
  public var counted: Int
  /// Groups left out, because all their rows have one label.
  public var skipped: Int
}

/// AUC within each group (a user, a day), over groups that have both classes.
///
/// - Parameters:
///   - scores: `[rows]`.
///   - labels: `[rows]`.
///   - groups: `[rows]`, the group of each row; groups are added in ascending order.
/// - Returns: `nil` when no group has both classes.
/// - Throws: ``MetricError`` when a score is not a number.
public func groupedAreaUnderCurve<Score: BinaryFloatingPoint>(
  scores: [Score], labels: [Bool], groups: [Int]
) throws(MetricError) -> GroupedArea? {
  precondition(
    scores.count == labels.count && scores.count == groups.count,
    "\(scores.count) scores, \(labels.count) labels, \(groups.count) groups.")
  if let row = scores.firstIndex(where: \.isNaN) {
    throw MetricError(metric: "auc", reason: "met a score that is not a number, in row \(row)")
  }
  let order = scores.indices.sorted { (groups[$0], scores[$0]) < (groups[$1], scores[$1]) }
  var result = GroupedArea(mean: 0, weightedMean: 0, counted: 0, skipped: 0)
  var rows = 0
  var first = 0
  while first < order.count {
    var last = first
    while last < order.count, groups[order[last]] == groups[order[first]] { last += 1 }
    if let area = area(order: order[first..<last], scores, labels) {
      result.mean += area
      result.weightedMean += area * Double(last - first)
      result.counted += 1
      rows += last - first
    } else {
      result.skipped += 1
    }
    first = last
  }
  guard result.counted > 0 else { return nil }
  result.mean /= Double(result.counted)
  result.weightedMean /= Double(rows)
  return result
}

/// Mean negative log-likelihood of binary labels, natural logarithm.
///
/// `−mean(y·ln p + (1 − y)·ln(1 − p))`, with p first cut to `[clip, 1 − clip]`.
///
/// - Parameter clip: in (0, ½). 1e-7 is what most click-rate code uses.
/// - Returns: `nil` without rows.
/// - Throws: ``MetricError`` for a probability outside 0…1.
public func logLoss<Probability: BinaryFloatingPoint>(
  probabilities: [Probability], labels: [Bool], clip: Double
) throws(MetricError) -> Double? {
  precondition(probabilities.count == labels.count, "Every probability needs a label.")
  precondition(clip > 0 && clip < 0.5, "The cut \(clip) must lie between 0 and one half.")
  guard !labels.isEmpty else { return nil }
  var sum = 0.0
  for row in labels.indices {
    let given = Double(probabilities[row])
    guard given >= 0, given <= 1 else {
      throw MetricError(metric: "logloss", reason: "met \(given) for a probability, in row \(row)")
    }
    let p = min(max(given, clip), 1 - clip)
    sum -= portableLog(labels[row] ? p : 1 - p)
  }
  return sum / Double(labels.count)
}

/// Mean negative log-likelihood from logits, without a cut: `mean(ln(1 + e^x) − y·x)`.
///
/// - Returns: `nil` without rows.
/// - Throws: ``MetricError`` for a logit that is not finite.
public func logLoss<Logit: BinaryFloatingPoint>(
  logits: [Logit], labels: [Bool]
) throws(MetricError) -> Double? {
  precondition(logits.count == labels.count, "Every logit needs a label.")
  guard !labels.isEmpty else { return nil }
  var sum = 0.0
  for row in labels.indices {
    let x = Double(logits[row])
    guard x.isFinite else {
      throw MetricError(metric: "logloss", reason: "met \(x) for a logit, in row \(row)")
    }
    // ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|), which never overflows.
    sum += max(x, 0) + log1p(exp(-abs(x))) - (labels[row] ? x : 0)
  }
  return sum / Double(labels.count)
}

/// Share of the base rate's entropy that a model explains: `1 − logLoss / H(base)`, with
/// `H(b) = −b·ln b − (1 − b)·ln(1 − b)`. 0 for a model that always says the base rate, below 0 for
/// a worse one, 1 for a perfect one.
///
/// - Parameter baseRate: share of positives among the rows that `logLoss` was taken on.
/// - Returns: `nil` when the base rate is 0 or 1, where there is nothing to explain.
public func relativeInformationGain(logLoss: Double, baseRate: Double) -> Double? {
  guard baseRate > 0, baseRate < 1 else { return nil }
  let entropy = -baseRate * portableLog(baseRate) - (1 - baseRate) * portableLog(1 - baseRate)
  return 1 - logLoss / entropy
}

/// Predicted positives over observed positives: `Σp / Σy`. 1 is calibrated in the large.
///
/// - Returns: `nil` when no row is positive.
public func calibration<Probability: BinaryFloatingPoint>(
  probabilities: [Probability], labels: [Bool]
) -> Double? {
  precondition(probabilities.count == labels.count, "Every probability needs a label.")
  let observed = labels.count { $0 }
  guard observed > 0 else { return nil }
  return probabilities.reduce(0.0) { $0 + Double($1) } / Double(observed)
}
