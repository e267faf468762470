import Datasets
import Suites
import Testing

@Suite struct PlantedTimeTests {
  private let numbers = PlantedTimeSpec {
    ($0.seed, $0.users, $0.items, $0.groups) = (3, 400, 200, 20)
    ($0.fewestEvents, $0.mostEvents, $0.noise) = (20, 60, 0.1)
  }

  @Test("the group of the next item follows from the last group and the gap, but for noise")
  func law() {
    let planted = PlantedTime(spec: numbers)
    let rows = planted.interactions()
    let (short, long) = planted.successors()
    var lawful = 0
    var either = 0
    var steps = 0
    for user in 0..<rows.users.count {
      for event in rows.events(of: user).dropFirst() {
        let gap = rows.times[event] - rows.times[event - 1]
        #expect((30...300).contains(gap) || (86_400...777_600).contains(gap))
        let last = Int(rows.items[event - 1] - 1) / 10
        let next = Int(rows.items[event] - 1) / 10
        steps += 1
        if next == (gap <= 300 ? short : long)[last] { lawful += 1 }
        if next == short[last] || next == long[last] { either += 1 }
      }
    }
    // 1 − 0.1 · 19/20 = 0.905, less what full groups push elsewhere; who sees no gap has to guess
    // between two groups.
    #expect(abs(Double(lawful) / Double(steps) - 0.905) < 0.02)
    #expect(abs(Double(either) / Double(steps) - 0.91) < 0.02)
    #expect((0..<20).allSatisfy { short[$0] != long[$0] })
  }

  @Test("no item is popular, and nobody meets an item twice")
  func popularity() {
    let rows = PlantedTime(spec: numbers).interactions()
    var tally = [Int](repeating: 0, count: 201)
    for item in rows.items { tally[Int(item)] += 1 }
    let mean = Double(rows.events) / 200
    // Binomial with standard deviation √mean: five of them bound 200 draws.
    #expect(tally.dropFirst().allSatisfy { abs(Double($0) - mean) < 5 * mean.squareRoot() })
    for user in 0..<rows.users.count {
      let items = rows.items[rows.events(of: user)]
      #expect(Set(items).count == items.count)
      #expect((20...60).contains(items.count))
    }
  }

  @Test("rows depend on the seed alone")
  func seeded() {
    var other = numbers
    other.seed = 4
    let rows = PlantedTime(spec: numbers).interactions()
    #expect(rows == PlantedTime(spec: numbers).interactions())
    #expect(rows != PlantedTime(spec: other).interactions())
  }
}
