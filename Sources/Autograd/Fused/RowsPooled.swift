public import Tensors

/// Softmax attention of some queries of each packed row to the row's tokens, which are keys and values at
/// once: inputs are queries `[rows, heads · width]` and tokens `[tokens, width]`; the output is
/// `[rows, heads · (width + 1)]`, what each query gathers and the sum of its weights.
public struct RowsPooled: FusedOperation {
  let pooling: RowPooling

  /// With the given rows and dropout.
  public init(_ pooling: RowPooling) { self.pooling = pooling }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (output, saved) = pooling.forward(inputs[0], inputs[1])
    return Evaluation(output, saved: saved)
  }

  /// By the kernel.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    pooling.pullback(g, kept.inputs[0], kept.inputs[1], saved: kept.saved)
  }

  /// Head by head, each query beside all tokens of its row.
  public func composition(_ inputs: [Variable]) -> Variable {
    let (q, x) = (inputs[0], inputs[1])
    let (heads, width, rows) = (pooling.heads, pooling.width, pooling.rows)
    let rowOfToken = rows.rowOfToken
    let scores = sum(of: heads) { head in
      let asking = q.columns(head * width..<(head + 1) * width).gatheredRows(rowOfToken)
      return (asking * x).rowSums().placedColumns(at: head, of: heads)
    }
    var weights = scores.scaled(by: pooling.scale).softmax(over: rows)
    if let dropped = pooling.dropped {
      weights = .apply(Dropout(rate: dropped.rate, key: dropped.key), weights)
    }
    return sum(of: heads) { head in
      let weight = weights.columns(head..<head + 1)
      let gathered = (weight.spreadColumns(width) * x).placedColumns(at: 0, of: width + 1)
      return (gathered + weight.placedColumns(at: width, of: width + 1))
        .scatteredRows(rowOfToken, rows: rows.count)
        .placedColumns(at: head * (width + 1), of: heads * (width + 1))
    }
  }

  private func sum(of heads: Int, _ part: (Int) -> Variable) -> Variable {
    (1..<heads).reduce(part(0)) { $0 + part($1) }
  }
}
