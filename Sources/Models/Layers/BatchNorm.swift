package import Autograd
internal import Suites
package import Tensors

/// Columns normed over all rows of a batch: `[rows, width]`.
package struct NormalizeColumns: FusedOperation {
  let epsilon: Real
  package init(epsilon: Real) { self.epsilon = epsilon }
  package func forward(_ inputs: [Tensor]) -> Evaluation {
    let (columns, scales) = normalizedColumns(inputs[0], epsilon: epsilon)
    return Evaluation(columns, saved: [scales])
  }
  package func composition(_ inputs: [Variable]) -> Variable {
    let x = inputs[0]
    let (rows, width) = (x.shape.rows, x.shape.width)
    let share = 1 / Real(rows)
    let centred = x - x.columnSums().scaled(by: share).reshaped([width]).spreadRows(rows)
    let variance = (centred * centred).columnSums().scaled(by: share)
    let roots = variance.affine(times: 1, plus: epsilon).squareRoot().reshaped([width])
    return centred / roots.spreadRows(rows)
  }
  package func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [normalizedColumnsPullback(g, columns: kept.output, scales: kept.saved[0])]
  }
}

/// What the batch norms of one training pass saw, for their running moments. A pass runs on one
/// thread and owns its own.
public final class BatchMoments {
  /// Moments of a layer's sums over a batch.
  struct Seen: Sendable {
    /// The running mean they belong to.
    let mean: Parameter
    /// The running variance.
    let variance: Parameter
    /// Mean and variance of each column, the latter over `rows`.
    let moments: (mean: Tensor, variance: Tensor)
    /// Rows of the batch.
    let rows: Int
  }

  /// Layer by layer.
  var seen: [Seen] = []

  /// None yet.
  public init() {}
}

/// Batch norm as `torch.nn.BatchNorm1d` has it (Ioffe and Szegedy 2015): in training by the moments
/// of the batch, in inference by running ones, then a learned scale and shift; ε = 1e-5, running
/// moments move by a tenth of what is seen, their variance by the one over `rows − 1`.
///
/// Running moments stand among the parameters, so that they are kept and taken up with them; no
/// gradient moves them, and they are not counted.
struct BatchNorm: Sendable {
  static let epsilon: Real = 1e-5
  static let momentum: Real = 0.1
  private let weight: Parameter
  private let bias: Parameter
  private let mean: Parameter
  private let variance: Parameter

  /// Declares `weight`, ones, and `bias`, zeros, and the running moments 0 and 1: `[width]` each.
  init(_ width: Int, _ declaration: inout Declaration) {
    weight = declaration.parameter("weight", [width], Initial.ones)
    bias = declaration.parameter("bias", [width], Initial.zeros)
    mean = declaration.parameter("running.mean", [width], Initial.zeros)
    variance = declaration.parameter("running.variance", [width], Initial.ones)
  }

  /// `[rows, width] → [rows, width]`.
  func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    guard case .training = pass.mode else {
      let scales = pass[weight] / pass[variance].affine(times: 1, plus: Self.epsilon).squareRoot()
      return (x - pass[mean].spreadRows(x.shape.rows)).multiplyingRow(scales)
        .addingRow(pass[bias])
    }
    pass.moments?.seen.append(
      .init(
        mean: mean, variance: variance, moments: columnMoments(x.value), rows: x.shape.rows))
    return Variable.apply(NormalizeColumns(epsilon: Self.epsilon), x)
      .multiplyingRow(pass[weight]).addingRow(pass[bias])
  }
}

extension Parameters {
  /// Moves the running moments towards those of a batch.
  mutating func follow(_ moments: [BatchMoments.Seen]) {
    for seen in moments {
      let unbiased = affine(
        seen.moments.variance, times: Real(seen.rows) / Real(max(1, seen.rows - 1)))
      for (running, found) in [(seen.mean, seen.moments.mean), (seen.variance, unbiased)] {
        values[running.index] = sum(
          affine(values[running.index], times: 1 - BatchNorm.momentum),
          affine(found, times: BatchNorm.momentum))
      }
    }
  }
}

extension Parameter {
  /// Whether it is a running moment: no gradient moves it, and it is not counted.
  var isRunning: Bool { path.hasSuffix(".running.mean") || path.hasSuffix(".running.variance") }
}
