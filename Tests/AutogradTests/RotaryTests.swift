import Foundation
import Tensors
import Testing

@Suite struct RotaryTests {
  @Test("angles are those of the formula, up to position 210")
  func angles() {
    let positions = RotaryPositions(
      first: 0, heads: 1, headWidth: 8, base: 10_000, rows: PackedRows([0, 211]))
    let turned = positions(Tensor([211, 8], (0..<211 * 8).map { $0 % 8 < 4 ? 1 : 0 }))
    for place in [0, 1, 2, 100, 210] {
      for d in 0..<4 {
        // The pair (1, 0) turned by the angle φ is (cos φ, sin φ).
        let angle = Double(place) * pow(10_000, -Double(d) / 4)
        #expect(abs(Double(turned.elements[place * 8 + d]) - cos(angle)) < 1e-7)
        #expect(abs(Double(turned.elements[place * 8 + 4 + d]) - sin(angle)) < 1e-7)
      }
    }
  }

  @Test("a product of turned vectors depends on their distance alone")
  func distance() {
    let (query, key) = (numbers([6], "query"), numbers([6], "key"))
    let positions = RotaryPositions(
      first: 0, heads: 1, headWidth: 6, base: 50, rows: PackedRows([0, 40]))
    func everywhere(_ x: Tensor) -> [[Real]] {
      let turned = positions(Tensor([40, 6], (0..<40).flatMap { _ in x.elements })).elements
      return (0..<40).map { Array(turned[$0 * 6..<($0 + 1) * 6]) }
    }
    let (q, k) = (everywhere(query), everywhere(key))
    func product(_ i: Int, _ j: Int) -> Real { zip(q[i], k[j]).reduce(0) { $0 + $1.0 * $1.1 } }
    for (i, j) in [(9, 4), (25, 20), (39, 34)] {
      #expect(abs(product(i, j) - product(5, 0)) < 1e-4)
    }
    #expect(abs(product(9, 4) - product(9, 8)) > 1e-2)
  }
}
