import Foundation

/// Plain loops over numbers of 64 bits: the second way that the models are held to.
enum Plain {
  typealias Row = [Double]

  /// `W x`, W row by row.
  static func times(_ weight: [Float], _ x: Row) -> Row {
    (0..<weight.count / x.count).map { row in
      (0..<x.count).reduce(0) { $0 + Double(weight[row * x.count + $1]) * x[$1] }
    }
  }

  static func sum(_ a: Row, _ b: Row) -> Row { zip(a, b).map(+) }
  static func product(_ a: Row, _ b: Row) -> Row { zip(a, b).map(*) }
  static func row(_ numbers: [Float]) -> Row { numbers.map(Double.init) }

  /// Attention of one head, causal or to both sides: `[length][width]` each.
  static func attend(_ q: [Row], _ k: [Row], _ v: [Row], isCausal: Bool) -> [Row] {
    q.indices.map { i in
      let seen = isCausal ? 0..<i + 1 : 0..<k.count
      let scores = seen.map { j in
        product(q[i], k[j]).reduce(0, +) / Double(q[i].count).squareRoot()
      }
      let weights = scores.map { exp($0 - (scores.max() ?? 0)) }
      let total = weights.reduce(0, +)
      return seen.reduce(Row(repeating: 0, count: v[0].count)) { sums, j in
        sum(sums, v[j].map { $0 * weights[j] / total })
      }
    }
  }
}
