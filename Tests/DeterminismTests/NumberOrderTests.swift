import Determinism
import Testing

@Suite struct NumberOrderTests {
  @Test("numbers ascend, NaN stands behind all others, and equal ones keep their order")
  func order() {
    let values: [Double] = [.nan, 3, -.infinity, 0, .nan, -0.0, .infinity, 3, -1]
    let order = values.indices.sorted(ascending: { values[$0] })
    #expect(order == [2, 8, 3, 5, 1, 7, 6, 0, 4])
  }

  @Test("wherever NaN stands, the numbers come out the same", arguments: 0..<40)
  func places(seed: Int) {
    var values = (0..<30).map { Double($0 * 7 % 30) }
    let key = RandomKey(seed: 5)[seed]
    for draw in 0..<6 { values[key.integer(below: 30, draw)] = .nan }
    let sorted = values.sorted(ascending: { $0 })
    let numbers = values.filter { !$0.isNaN }
    #expect(Array(sorted.prefix(numbers.count)) == numbers.sorted())
    let isBehind = sorted.dropFirst(numbers.count).allSatisfy { $0.isNaN }
    #expect(isBehind)
  }
}
