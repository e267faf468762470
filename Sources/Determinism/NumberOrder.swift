extension Sequence {
  /// The elements by ascending numbers, those whose number is NaN behind all others; elements of one
  /// number keep their order.
  ///
  /// `<` alone is no order where a NaN stands among the numbers: what a sort then gives is
  /// unspecified, and a quantile or a best of it is wrong in silence.
  public func sorted(ascending number: (Element) -> Double) -> [Element] {
    let numbered = enumerated().map { (place: $0.offset, number: number($0.element), $0.element) }
    return numbered.sorted { left, right in
      if left.number < right.number { return true }
      if right.number < left.number { return false }
      if left.number.isNaN != right.number.isNaN { return right.number.isNaN }
      return left.place < right.place
    }.map(\.2)
  }
}
