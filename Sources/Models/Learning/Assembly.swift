internal import Autograd
public import Determinism
public import Suites
public import Tensors

/// What a training changes, and how the numbers that a model reads follow from it.
///
/// Mostly they are the same. A loss may have numbers of its own, and an item table may be made, before each step,
/// of vectors that stay as they are: then the maps are trained, and the table itself only where it is added.
public struct Assembly: Sendable {
  /// What is trained, with initial numbers: the model's but an item table that is made, then those of `adapter`
  /// and of `loss`.
  public let parameters: Parameters
  /// The model that reads the numbers.
  public let model: any SequenceRecommender
  /// Where each of the model's numbers stands among what is trained; nil for an item table that is made alone.
  private let places: [Int?]
  private let adapter: ItemAdapter?
  /// Whether an adapter makes the item table.
  var makesItems: Bool { adapter != nil }
  /// How many numbers of the loss stand at the end.
  private let ofLoss: Int

  /// - Parameters:
  ///   - training: whose loss may have numbers of its own; nil for a model in use.
  ///   - adapter: how its item table is made of vectors, `[itemRows, inputs]`; nil where it has a table.
  ///   - key: of the initial numbers.
  public init(
    _ model: any SequenceRecommender, loss: LossSpec?,
    adapter: (spec: AdapterSpec, vectors: Tensor)? = nil,
    key: RandomKey
  ) {
    self.model = model
    let table = model.items.index
    let isMade = adapter.map { !$0.spec.table } ?? false
    let kept = model.parameters.declared.indices.filter { $0 != table || !isMade }
    var next = 0
    places = model.parameters.declared.indices.map { index in
      guard index != table || !isMade else { return nil }
      defer { next += 1 }
      return next
    }
    let own = Parameters(
      declared: kept.enumerated().map { place, index in
        let parameter = model.parameters.declared[index]
        return Parameter(index: place, path: parameter.path, shape: parameter.shape)
      }, values: kept.map { model.parameters.values[$0] })
    var declaration = Declaration(key: key, after: own)
    self.adapter = adapter.map { spec, vectors in
      declaration.nested("adapter") {
        ItemAdapter(&$0, spec, vectors, width: model.items.shape.width)
      }
    }
    let before = declaration.parameters.declared.count
    if let rule = loss?.entry.able((any LossRule).self) {
      declaration.nested("loss") { rule.declare(&$0) }
    }
    parameters = declaration.parameters
    ofLoss = parameters.declared.count - before
  }

  /// The model's numbers in its own order, an item table made where it is.
  public func made(of trained: Parameters) -> Parameters {
    Parameters(declared: model.parameters.declared, values: made(of: trained.values).values)
  }

  /// The model's numbers in its own order, and how derivatives by them and by the loss's numbers become those by
  /// what is trained.
  ///
  /// - Parameter rows: items that are read, ascending: an adapter makes no others, whose vectors are zeros then;
  ///   nil for all.
  func made(
    of trained: [Tensor], reading rows: [Int32]? = nil
  ) -> (values: [Tensor], back: ([Tensor]) -> [Tensor]) {
    guard let adapter else { return (Array(trained.dropLast(ofLoss)), { $0 }) }
    let table = model.items.index
    let tape = Tape()
    let leaves = trained.map(tape.variable)
    let mapped = adapter.table(Pass(.inference, binding: leaves), rows)
    let vectors = places[table].map { mapped + leaves[$0] } ?? mapped
    let values = places.enumerated().map { index, place in
      index == table ? vectors.value : place.map { trained[$0] } ?? vectors.value
    }
    return (
      values,
      { gradients in
        var all = tape.gradients(
          of: (vectors * Variable(gradients[table])).total(), to: leaves
        ).map(\.value)
        for (index, place) in places.enumerated() where index != table {
          if let place { all[place] = gradients[index] }
        }
        for place in 0..<ofLoss {
          all[all.count - ofLoss + place] = gradients[places.count + place]
        }
        return all
      }
    )
  }

  /// The loss's numbers among what is trained.
  func ofLoss(_ trained: [Tensor]) -> ArraySlice<Tensor> { trained.suffix(ofLoss) }
}

/// Linear maps that make an item table of vectors that stay as they are.
struct ItemAdapter: Sendable {
  /// `[itemRows, inputs]`.
  private let vectors: Tensor
  private let maps: [Linear]
  private let joinsMaps: Bool

  /// Declares `0` and, where there are two maps, `1`, each with `weight` `[out, in]` and, where it has one, `bias`;
  /// weights begin normal by Glorot's rule, as LLMEmb's do, biases as torch has them.
  init(_ declaration: inout Declaration, _ spec: AdapterSpec, _ vectors: Tensor, width: Int) {
    self.vectors = vectors
    joinsMaps = spec.joinsMaps(from: Double(vectors.shape.width), to: Double(width))
    var maps: [Linear] = []
    var input = vectors.shape.width
    for output in [spec.hidden, width] {
      guard let output else { continue }
      let bias = spec.bias ? Linear.torchBias(input) : nil
      maps.append(
        declaration.linear(
          "\(maps.count)", from: input, to: output, weight: Initial.xavierNormal, bias: bias))
      input = output
    }
    self.maps = maps
  }

  /// `[itemRows, width]`; zeros for items that are not read.
  func table(_ pass: Pass, _ read: [Int32]?) -> Variable {
    let inputs = Variable(read.map { gatherRows(vectors, $0) } ?? vectors)
    let made = joinsMaps ? joined(inputs, pass) : maps.reduce(inputs) { $1($0, pass) }
    return read.map { made.scatteredRows($0, rows: vectors.shape.rows) } ?? made
  }

  /// `x·(W₂·W₁)ᵀ + W₂·b₁ + b₂`: both maps of `x`, `[items, inputs]`, by their product.
  private func joined(_ x: Variable, _ pass: Pass) -> Variable {
    let (first, second) = (maps[0], maps[1])
    let weight = matmul(
      pass[second.weight], transposed: false, pass[first.weight], transposed: false)
    let made = matmul(x, transposed: false, weight, transposed: true)
    guard let inner = first.bias else { return made }
    let carried = second(pass[inner].reshaped([1, inner.shape.count]), pass)
    return made.addingRow(carried.reshaped([second.weight.shape.rows]))
  }
}
