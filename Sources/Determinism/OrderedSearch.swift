extension RandomAccessCollection {
  /// The first place from which on every element is far enough, by bisection; `endIndex` where none is.
  ///
  /// - Parameter isFarEnough: false for some elements from the front, true for all behind them.
  @inlinable
  public func firstPlace(where isFarEnough: (Element) -> Bool) -> Index {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = index(low, offsetBy: distance(from: low, to: high) / 2)
      if isFarEnough(self[middle]) { high = middle } else { low = index(after: middle) }
    }
    return low
  }
}

extension RandomAccessCollection where Element: Comparable {
  /// The place of an element of a collection that ascends; nil where it has none.
  @inlinable
  public func place(of element: Element) -> Index? {
    let place = firstPlace { $0 >= element }
    return place < endIndex && self[place] == element ? place : nil
  }
}
