import Suites
import Testing

@Test("repeats are left out and groups are made without changing the order")
func inOrder() {
  let numbers = [3, 1, 3, 2, 1, 5]
  #expect(numbers.eachOnce() == [3, 1, 2, 5])
  #expect([Int]().eachOnce() == [])
  let groups = numbers.grouped { $0.isMultiple(of: 2) }
  #expect(groups.map(\.key) == [false, true])
  #expect(groups.map(\.elements) == [[3, 1, 3, 1, 5], [2]])
}
