import Autograd
import Determinism
import Tensors
import Testing

/// Kernels that are cut so that several workers have something to do give the bits of the whole.
@Suite struct PartTests {
  @Test(
    "states of a recurrence are those of one product for all rows at each step",
    arguments: [8, 20, 50, 64])
  func states(width: Int) {
    // More rows than one part has, of many lengths, one of them empty.
    let key = RandomKey(seed: 4)
    let lengths = (0..<61).map { $0 == 30 ? 0 : 1 + key.integer(below: 40, $0) }
    let rows = PackedRows(lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) })
    let three = 3 * width
    let x = numbers([rows.tokens, three], "x")
    let (weight, bias) = (numbers([three, width], "w", scale: 0.3), numbers([three], "b"))
    let states = GatedRecurrence(width: width, rows: rows).forward(x, weight: weight, bias: bias).0

    let order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    let (given, added) = (x.elements, bias.elements)
    var expected = [Real](repeating: 0, count: rows.tokens * width)
    var state = [Real](repeating: 0, count: rows.count * width)
    for step in 0..<rows.longest {
      let count = order.prefix { lengths[$0] > step }.count
      let running = Tensor([count, width], Array(state[..<(count * width)]))
      let a = matmul(running, transposed: false, weight, transposed: true).elements
      /// A gate of all running rows: `[count · width]`.
      func gate(_ sums: (_ token: Int, _ place: Int, _ feature: Int) -> Real) -> [Real] {
        let all = order[..<count].enumerated().flatMap { place, row in
          (0..<width).map { sums(rows[row].lowerBound + step, place, $0) }
        }
        return logistic(Tensor([count, width], all)).elements
      }
      func part(_ index: Int) -> [Real] {
        gate { token, place, feature in
          let at = index * width + feature
          return given[token * three + at] + a[place * three + at] + added[at]
        }
      }
      let (r, z) = (part(0), part(1))
      let n = gate { token, place, feature in
        let at = 2 * width + feature
        let inner = a[place * three + at] + added[at]
        return 2 * (given[token * three + at] + r[place * width + feature] * inner)
      }
      for place in 0..<count {
        for feature in 0..<width {
          let at = place * width + feature
          state[at] = (1 - z[at]) * (2 * n[at] - 1) + z[at] * state[at]
          expected[(rows[order[place]].lowerBound + step) * width + feature] = state[at]
        }
      }
    }
    #expect(states.elements == expected)
  }

  @Test("a recurrence of several parts is its formula, on any number of workers")
  func parts() {
    let lengths = (0..<30).map { 1 + $0 % 4 }
    let rows = PackedRows(lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) })
    checkLaws(
      of: Recurrent(GatedRecurrence(width: 6, rows: rows)),
      at: [
        numbers([rows.tokens, 18], "x"), numbers([18, 6], "w", scale: 0.5), numbers([18], "b"),
      ])
  }

  @Test("rows are added into a table in the order given, whoever adds them", arguments: [7, 700])
  func scattered(rows: Int) {
    let (count, width) = (5000, 20)
    let values = numbers([count, width], "values")
    let key = RandomKey(seed: 8)
    // Most go to the first rows.
    let indices = (0..<count).map { place in
      Int32(min(key["a"].integer(below: rows, place), key["b"].integer(below: rows, place)))
    }
    var expected = [Real](repeating: 0, count: rows * width)
    let elements = values.elements
    for (place, index) in indices.enumerated() {
      for feature in 0..<width {
        expected[Int(index) * width + feature] += elements[place * width + feature]
      }
    }
    inTurn {
      for workers in [1, 2, 3] {
        Workers.count = workers
        #expect(scatterRows(values, indices, rows: rows).elements == expected, "\(workers)")
      }
    }
  }
}
