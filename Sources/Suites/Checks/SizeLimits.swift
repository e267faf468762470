extension ClickTask {
  /// About as many numbers as one step holds at most: the table, the batch between the layers, and
  /// the layers' matrices. A bound, for telling what cannot be tried from what can.
  ///
  /// - Parameters:
  ///   - fields: categorical columns.
  ///   - dense: columns of numbers.
  ///   - vocabulary: rows of the table.
  public func numbersAtOnce(fields: Int, dense: Int, vocabulary: Int) -> Double {
    var width = 1.0
    var layers = 1.0
    var sizes: [Double] = []
    for (path, size) in model.entry.sizes {
      switch path.split(separator: ".").last {
      case "width": width = Double(size)
      case "depth", "layers": layers += Double(size)
      default: sizes.append(Double(size))
      }
    }
    let input = Double(fields) * width + Double(dense)
    let widest = max(input, sizes.max() ?? 0)
    return Double(vocabulary) * width + Double(training.rows)
      * (input * layers + sizes.reduce(0, +))
      + widest * widest * (layers + Double(sizes.count))
  }
}

/// The optimizer's numbers, which two kinds of training share.
func optimizerComplaints(
  rate: Double, beta1: Double, beta2: Double, epsilon: Double
) -> [Complaint] {
  var found: [Complaint] = []
  if !(rate > 0) { found.append(("rate", "it must be positive")) }
  for (path, value) in [("beta1", beta1), ("beta2", beta2)] where !(value >= 0 && value < 1) {
    found.append((path, "a fraction from 0 to below 1 is needed, not \(value)"))
  }
  if !(epsilon > 0) { found.append(("epsilon", "it must be positive")) }
  return found
}

/// Counts of rows, epochs, draws: at least one of each, and no more than anybody can wait for.
func counts(_ counts: [(String, Int)]) -> [Complaint] {
  counts.filter { $0.1 < 1 || $0.1 > 1_000_000 }
    .map { ($0.0, "between 1 and 1,000,000 are possible, not \($0.1)") }
}
