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
