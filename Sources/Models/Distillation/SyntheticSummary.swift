public import Autograd
public import Determinism
public import Suites
public import Tensors

/// A few synthetic sequences: a distribution over items for each position, made from fewer numbers.
public protocol SyntheticSummary: Sendable {
  /// What is trained, with initial numbers.
  var parameters: Parameters { get }
  /// Synthetic sequences, N.
  var sequences: Int { get }
  /// Positions of each, L.
  var length: Int { get }
  /// Scores of items at each position, before the softmax: `[sequences · length, itemRows]`.
  ///
  /// - Parameter numbers: the parameters, in declared order.
  func scores(_ numbers: [Variable]) -> Variable
}

extension SyntheticSummary {
  /// Probabilities of items at each position: `[sequences · length, itemRows]`.
  public func probabilities(_ numbers: [Variable]) -> Variable {
    scores(numbers).logSoftmax().exponential()
  }

  /// Derivatives by the parameters, from those by the probabilities.
  public func pullback(_ cotangent: Tensor, at values: [Tensor]) -> [Tensor] {
    let tape = Tape()
    let leaves = values.map(tape.variable)
    return tape.gradients(of: probabilities(leaves), to: leaves, seed: cotangent).map(\.value)
  }
}

/// The summary of a form, with initial numbers.
///
/// - Parameter items: a trained item table, `[itemRows, width]`.
public func syntheticSummary(
  for form: SummaryFormSpec, sequences: Int, length: Int, items: Tensor, key: RandomKey
) -> any SyntheticSummary {
  form.entry.able((any BuildableSummary).self)
    .summary(sequences: sequences, length: length, items: items, key: key)
}

/// The entry of a form as what a summary is built from.
protocol BuildableSummary {
  func summary(
    sequences: Int, length: Int, items: Tensor, key: RandomKey
  ) -> any SyntheticSummary
}

/// TD3's form: `Z[n,l,i] = Σ_abc G[a,b,c]·U[n,a]·T[l,b]·V[i,c]`, V being a trained learner's item table.
///
/// G begins normal with deviation √(2 / (d2·d3)), U and T with 0.02.
public struct TuckerSummary: SyntheticSummary {
  /// What is trained, with initial numbers.
  public let parameters: Parameters
  /// Synthetic sequences, N.
  public let sequences: Int
  /// Positions of each, L.
  public let length: Int

  private let core: Parameter
  private let users: Parameter
  private let positions: Parameter
  private let items: Tensor

  /// Declares `core` `[d1, d2, d3]`, `sequences` `[N, d1]` and `positions` `[L, d2]`.
  ///
  /// - Parameters:
  ///   - ranks: d1 and d2.
  ///   - items: V, `[itemRows, d3]`.
  public init(
    sequences: Int, length: Int, ranks: (sequences: Int, positions: Int), items: Tensor,
    key: RandomKey
  ) {
    self.sequences = sequences
    self.length = length
    self.items = items
    let width = items.shape.width
    var declaration = Declaration(key: key)
    core = declaration.parameter(
      "core", [ranks.sequences, ranks.positions, width],
      Initial.normal((2 / Double(ranks.positions * width)).squareRoot()))
    users = declaration.parameter(
      "sequences", [sequences, ranks.sequences], Initial.normal(0.02))
    positions = declaration.parameter(
      "positions", [length, ranks.positions], Initial.normal(0.02))
    parameters = declaration.parameters
  }

  /// `(U ⊗ T)·G·Vᵀ`: `[sequences · length, itemRows]`.
  public func scores(_ numbers: [Variable]) -> Variable {
    let (core, users) = (numbers[core.index], numbers[users.index])
    let positions = numbers[positions.index]
    let (a, b) = (users.shape.width, positions.shape.width)
    let ofSequence = (0..<sequences).flatMap { Array(repeating: Int32($0), count: length) }
    let ofPosition = (0..<sequences).flatMap { _ in (0..<Int32(length)) }
    // Products of a sequence's and a position's numbers: `[sequences · length, d1 · d2]`.
    let pairs =
      matmul(users.gatheredRows(ofSequence), Self.places(a, a * b) { $1 / b == $0 })
      * matmul(positions.gatheredRows(ofPosition), Self.places(b, a * b) { $1 % b == $0 })
    let vectors = matmul(pairs, core.reshaped([a * b, items.shape.width]))
    return matmul(vectors, transposed: false, Variable(items), transposed: true)
  }

  /// 1 where `isOne` says so, else 0: `[rows, columns]`.
  private static func places(
    _ rows: Int, _ columns: Int, _ isOne: (Int, Int) -> Bool
  ) -> Variable {
    Variable(
      Tensor(
        [rows, columns],
        (0..<rows).flatMap { row in (0..<columns).map { isOne(row, $0) ? 1 : 0 } }))
  }
}

extension TuckerSpec: BuildableSummary {
  func summary(
    sequences: Int, length: Int, items: Tensor, key: RandomKey
  ) -> any SyntheticSummary {
    TuckerSummary(
      sequences: sequences, length: length, ranks: (sequenceRank, positionRank), items: items,
      key: key)
  }
}

/// Farzi's form (arXiv 2310.09983): a latent vector for each position times a decoder, both trained.
///
/// Both begin uniform within √(6 / fan-in), the fan-in as torch counts it.
package struct FarziSummary: SyntheticSummary {
  package let parameters: Parameters
  package let sequences: Int
  package let length: Int

  private let latent: Parameter
  private let decoder: Parameter

  /// Declares `latent` `[N, L, width]` and `decoder` `[width, itemRows]`.
  package init(sequences: Int, length: Int, width: Int, itemRows: Int, key: RandomKey) {
    self.sequences = sequences
    self.length = length
    var declaration = Declaration(key: key)
    latent = declaration.parameter(
      "latent", [sequences, length, width],
      Initial.uniform((6 / Double(length * width)).squareRoot()))
    decoder = declaration.parameter(
      "decoder", [width, itemRows], Initial.uniform((6 / Double(itemRows)).squareRoot()))
    parameters = declaration.parameters
  }

  /// `latent·decoder`: `[sequences · length, itemRows]`.
  package func scores(_ numbers: [Variable]) -> Variable {
    matmul(numbers[latent.index], numbers[decoder.index])
      .reshaped([sequences * length, decoder.shape.width])
  }
}

extension FarziSpec: BuildableSummary {
  func summary(
    sequences: Int, length: Int, items: Tensor, key: RandomKey
  ) -> any SyntheticSummary {
    FarziSummary(
      sequences: sequences, length: length, width: width, itemRows: items.shape.rows, key: key)
  }
}
