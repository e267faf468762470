extension Int {
  /// The whole number nearest to a number of whatever size: half away from zero, the largest or the
  /// smallest `Int` beyond them, 0 for what is no number. `Int(x)` ends the process there.
  public init(nearest value: Double) {
    let rounded = value.rounded()
    if let whole = Int(exactly: rounded) {
      self = whole
    } else {
      self = value > 0 ? .max : value < 0 ? .min : 0
    }
  }

  /// The product of two sizes from outside; the largest or smallest `Int` where it is beyond them.
  public func multipliedWithinBounds(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    guard overflow else { return product }
    return (self < 0) == (other < 0) ? .max : .min
  }

  /// The sum of two sizes from outside; the largest or smallest `Int` where it is beyond them.
  public func addedWithinBounds(to other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    guard overflow else { return sum }
    return other > 0 ? .max : .min
  }
}
