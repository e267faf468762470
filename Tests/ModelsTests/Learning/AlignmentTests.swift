import Determinism
import Foundation
import Models
import Tensors
import Testing

/// The loss by which LLMEmb's item vectors are drawn towards a table of ids.
@Suite struct AlignmentTests {
  private static let width = 3

  private static func numbers(_ seed: UInt64, rows: Int = 6) -> [Double] {
    (0..<rows * width).map { RandomKey(seed: seed).normal($0) }
  }

  /// The formula in plain loops.
  private static func loss(
    _ items: [Double], _ table: [Double], _ targets: [Int], temperature: Double
  ) -> Double {
    func row(_ numbers: [Double], _ index: Int) -> [Double] {
      Array(numbers[index * width..<(index + 1) * width])
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    func softmax(_ x: [Double]) -> [Double] {
      let powers = x.map { exp($0) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
    let (p, s) = (targets.map { row(items, $0) }, targets.map { row(table, $0) })
    let n = targets.count
    let logits = s.map { one in p.map { dot(one, $0) / temperature } }
    let aims = (0..<n).map { i in
      softmax((0..<n).map { (dot(p[i], p[$0]) + dot(s[i], s[$0])) / 2 * temperature })
    }
    var sum = 0.0
    for i in 0..<n {
      let ofRow = softmax(logits[i])
      let ofColumn = softmax(logits.map { $0[i] })
      for j in 0..<n { sum -= aims[i][j] * log(ofRow[j]) + aims[j][i] * log(ofColumn[j]) }
    }
    return sum / Double(2 * n)
  }

  @Test("it is the formula's number, repeats counted as often as they come", arguments: [1.0, 2.0])
  func value(temperature: Double) {
    let (items, table) = (Self.numbers(1), Self.numbers(2))
    let alignment = Alignment(
      towards: Tensor([6, 3], table.map { Real($0) }), weight: 0.25, temperature: temperature)
    let (loss, _) = alignment.added(
      Tensor([6, 3], items.map { Real($0) }), targets: [3, 0, 1, 3, 5, 2])
    let expected = Self.loss(items, table, [3, 1, 3, 5, 2], temperature: temperature)
    #expect(abs(loss - 0.25 * expected) < 1e-5)
  }

  @Test("towards the items' own table at temperature 1 it is the entropy of the aims")
  func entropy() {
    let table = Self.numbers(4)
    let alignment = Alignment(
      towards: Tensor([6, 3], table.map { Real($0) }), weight: 1, temperature: 1)
    let (loss, _) = alignment.added(Tensor([6, 3], table.map { Real($0) }), targets: [1, 2, 4])
    let rows = [1, 2, 4].map { Array(table[$0 * 3..<$0 * 3 + 3]) }
    let powers = rows.map { one in
      rows.map { exp(zip(one, $0).reduce(0) { $0 + $1.0 * $1.1 }) }
    }
    // Products are symmetric, so that rows and columns have the same entropy; of columns, the aims of rows.
    var expected = 0.0
    for i in 0..<3 {
      for j in 0..<3 {
        let (row, column) = (powers[i].reduce(0, +), powers[j].reduce(0, +))
        expected -= powers[i][j] / row * log(powers[i][j] / row) / 6
        expected -= powers[j][i] / column * log(powers[i][j] / row) / 6
      }
    }
    #expect(abs(loss - expected) < 1e-5)
  }

  @Test("its derivative is that of the loss, and zero for items that nobody asks for")
  func derivative() {
    let (items, table) = (Self.numbers(1), Self.numbers(2))
    let targets = [3, 1, 3, 5]
    let alignment = Alignment(
      towards: Tensor([6, 3], table.map { Real($0) }), weight: 1, temperature: 2)
    let (_, gradient) = alignment.added(
      Tensor([6, 3], items.map { Real($0) }), targets: targets.map { Int32($0) })
    for place in items.indices {
      func loss(_ step: Double) -> Double {
        var moved = items
        moved[place] += step
        return Self.loss(moved, table, targets, temperature: 2)
      }
      let difference = (loss(1e-5) - loss(-1e-5)) / 2e-5
      #expect(abs(Double(gradient.elements[place]) - difference) < 1e-5)
      #expect(difference != 0 || ![1, 3, 5].contains(place / 3))
    }
  }
}
