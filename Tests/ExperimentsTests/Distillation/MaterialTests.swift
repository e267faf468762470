import Suites
import Tensors
import Testing

@testable import Experiments

/// What few sequences consist of, for people.
@Suite struct MaterialTests {
  /// Two sequences of two positions over twelve items; item i has i events but item 3, which has 50.
  private var material: MaterialForPeople {
    var elements = [Real](repeating: 0, count: 4 * 12)
    // The most popular are 3, 11, 10, 9, …, 2; the last two are 1 and 0.
    elements[3] = 1
    elements[12 + 0] = 0.5
    elements[12 + 11] = 0.5
    elements[24 + 1] = 1
    elements[36 + 5] = 0.25
    elements[36 + 1] = 0.75
    return MaterialForPeople(
      Tensor([4, 12], elements), length: 2, counts: (0..<12).map { $0 == 3 ? 50 : $0 })
  }

  @Test("mass is counted by popularity and position, and over how many items it is spread")
  func shape() {
    let shape = material.shape
    #expect(shape.classes == [10, 2])
    // First positions: all on 3, and all on 1; second ones: half on 0 and on 11; 1 three quarters.
    #expect(shape.mass == [[0.5, 0.375], [0.5, 0.625]])
    // 1 / Σp²: 1 and 1; 2 and 1 / (1/16 + 9/16) = 1.6.
    #expect(shape.items == [1, 1.8])
  }

  @Test("each position's likeliest item has a line, the first of equal ones")
  func lines() {
    #expect(
      material.lines == """
        sequence\tposition\titem\tprobability\tpopularity
        1\t1\t3\t1.0000\t1
        1\t2\t0\t0.5000\t12
        2\t1\t1\t1.0000\t11
        2\t2\t1\t0.7500\t11

        """)
  }
}
