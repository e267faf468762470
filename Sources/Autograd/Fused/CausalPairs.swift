internal import Tensors

/// Pairs of query and key of packed rows, for the compositions of the fused attentions.
struct CausalPairs {
  let buckets: TimeBuckets
  let positions: Int

  init(_ buckets: TimeBuckets, positions: Int) {
    self.buckets = buckets
    self.positions = positions
  }

  /// One row's pairs.
  struct Row {
    let length: Int
    let positions: Int
    let times: [Int32]

    /// 1 where the key is not later than the query, else 0: `[length, length]`.
    var mask: Variable {
      let entries = (0..<length).flatMap { i in (0..<length).map { $0 <= i ? Real(1) : 0 } }
      return Variable(Tensor([length, length], entries))
    }

    /// `p[N − 1 + j − i]`: `[length, length]`.
    func position(_ table: Variable) -> Variable {
      let indices = (0..<length).flatMap { i in
        (0..<length).map { Int32(positions - 1 + $0 - i) }
      }
      return table.reshaped([table.value.count, 1]).gatheredRows(indices).reshaped([length, length])
    }

    /// `t[bucket(i, j)]` below the diagonal: `[length, length]`.
    func time(_ table: Variable) -> Variable {
      table.reshaped([table.value.count, 1]).gatheredRows(times).reshaped([length, length])
    }
  }

  /// Applies `body` to the tokens of each row, adds up what it gives, and packs the rows again:
  /// `[tokens, …] → [tokens, width]`.
  func perRow(
    _ x: Variable, width: Int, _ body: (Variable, Row) -> [Variable]
  ) -> Variable {
    let rows = buckets.rows
    var result = Variable(Tensor(zeros: [rows.tokens, width]))
    for row in 0..<rows.count where !rows[row].isEmpty {
      let indices = rows[row].map(Int32.init)
      let pairs = Row(
        length: indices.count, positions: positions, times: buckets.square(row).map(Int32.init))
      for part in body(x.gatheredRows(indices), pairs) {
        result = result + part.scatteredRows(indices, rows: rows.tokens)
      }
    }
    return result
  }
}
