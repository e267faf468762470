public import Tensors

/// What was computed, in order. Not Sendable: it belongs to the one pass that writes it.
///
/// A flat array of nodes that name their inputs by index: already in topological order, nothing
/// recurses, no reference cycle can form, and dropping the tape frees everything.
public final class Tape {
  private enum Source {
    case constant(Tensor)
    case tracked(Int)
  }

  private struct Node {
    var operation: (any Operation)?
    var inputs: [Source]
    var output: Tensor
    var saved: [Tensor]
  }

  private var nodes: [Node] = []

  /// An empty tape.
  public init() {}

  /// Number of nodes recorded.
  public var count: Int { nodes.count }

  /// A leaf: what gradients can be taken to.
  public func variable(_ value: Tensor) -> Variable {
    nodes.append(Node(operation: nil, inputs: [], output: value, saved: []))
    return Variable(value: value, tape: self, index: nodes.count - 1)
  }

  func record(
    _ operation: some Operation, _ inputs: [Variable], _ evaluation: Evaluation
  ) -> Variable {
    let sources = inputs.map { input -> Source in
      guard let tape = input.tape else { return .constant(input.value) }
      precondition(tape === self, "An operation cannot mix variables of two tapes.")
      return .tracked(input.index)
    }
    nodes.append(
      Node(
        operation: operation, inputs: sources, output: evaluation.output, saved: evaluation.saved))
    return Variable(value: evaluation.output, tape: self, index: nodes.count - 1)
  }

  /// Derivatives of `loss` with respect to each source.
  ///
  /// - Parameters:
  ///   - loss: what is differentiated; with the default seed, of one element.
  ///   - sources: variables of this tape.
  ///   - seed: the cotangent of `loss`, ones where nothing is given.
  ///   - differentiable: whether the walk writes its own derivatives on this tape, so that the
  ///     result can be differentiated again.
  /// - Returns: one variable for each source, of its shape; zeros where the loss does not depend
  ///   on it.
  public func gradients(
    of loss: Variable, to sources: [Variable], seed: Tensor? = nil, differentiable: Bool = false
  ) -> [Variable] {
    precondition(loss.tape === self, "The loss is not on this tape.")
    precondition(
      seed.map { $0.shape == loss.shape } ?? (loss.value.count == 1),
      "The cotangent of \(loss.shape) must be given in its shape.")
    let start = Variable(seed ?? Tensor(loss.shape, repeating: 1))
    let kept = Set(sources.map(\.index))
    let lowest = sources.map(\.index).min() ?? 0
    let found = walk(
      from: loss.index, start, downTo: 0, wanting: reach(from: sources, upTo: loss.index),
      keeping: kept, lowest: lowest, differentiable)
    return sources.map { found[$0.index] ?? Variable(Tensor(zeros: $0.shape)) }
  }

  /// Which nodes depend on the sources.
  private func reach(from sources: [Variable], upTo end: Int) -> [Bool] {
    var reached = [Bool](repeating: false, count: end + 1)
    for source in sources where source.index <= end { reached[source.index] = true }
    for index in 0...end where !reached[index] {
      reached[index] = nodes[index].inputs.contains {
        if case .tracked(let input) = $0 { reached[input] } else { false }
      }
    }
    return reached
  }

  private func walk(
    from end: Int, _ seed: Variable, downTo start: Int, wanting reached: [Bool]?,
    keeping kept: Set<Int>, lowest: Int, _ differentiable: Bool
  ) -> [Int: Variable] {
    // Only ever read by index: the order of a dictionary cannot reach a result.
    var cotangents = [end: seed]
    for index in stride(from: end, through: max(start, lowest), by: -1) {
      let cotangent =
        kept.contains(index) ? cotangents[index] : cotangents.removeValue(forKey: index)
      guard let cotangent, let operation = nodes[index].operation else { continue }
      let node = nodes[index]
      let wanted = node.inputs.map { input in
        if case .tracked(let i) = input { reached.map { $0[i] } ?? true } else { false }
      }
      guard wanted.contains(true) else { continue }
      let step = Step(
        inputs: node.inputs.map { input in
          switch input {
          case .constant(let value): Variable(value)
          case .tracked(let i): seen(i, differentiable)
          }
        }, output: seen(index, differentiable), saved: node.saved, wanted: wanted)
      let contributions = operation.pullback(cotangent, at: step)
      for (place, (input, contribution)) in zip(node.inputs, contributions).enumerated() {
        guard case .tracked(let i) = input, wanted[place], let contribution else { continue }
        add(contribution, to: i, of: &cotangents, differentiable)
      }
    }
    return cotangents
  }

  private func seen(_ index: Int, _ differentiable: Bool) -> Variable {
    differentiable
      ? Variable(value: nodes[index].output, tape: self, index: index)
      : Variable(nodes[index].output)
  }

  private func add(
    _ contribution: Variable, to index: Int, of cotangents: inout [Int: Variable],
    _ differentiable: Bool
  ) {
    guard let old = cotangents.removeValue(forKey: index) else {
      cotangents[index] = contribution
      return
    }
    if differentiable {
      cotangents[index] = old + contribution
    } else {
      // Taken out of the table, the old sum is usually ours alone: it is added to in place.
      var sum = old.value
      _ = consume old
      sum.add(contribution.value)
      cotangents[index] = Variable(sum)
    }
  }

  /// Pulls a cotangent back through a composition recorded just now, to the inputs it was made
  /// from.
  func pullback(
    through composition: ([Variable]) -> Variable, _ cotangent: Variable, to inputs: [Variable]
  ) -> [Variable?] {
    let start = nodes.count
    // Inputs come in again as leaves of their own, so that the walk stops at them.
    let leaves = inputs.map { Variable.apply(Identity(), recorded($0)) }
    let output = composition(leaves)
    guard output.tape === self else { return inputs.map { _ in nil } }
    let found = walk(
      from: output.index, cotangent, downTo: start, wanting: nil, keeping: Set(leaves.map(\.index)),
      lowest: start + leaves.count, true)
    return leaves.map { found[$0.index] }
  }

  private func recorded(_ input: Variable) -> Variable {
    input.tape === self ? input : variable(input.value)
  }
}

/// The input unchanged.
struct Identity: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(inputs[0]) }
  func pullback(_ cotangent: Variable, at step: Step) -> [Variable?] { [cotangent] }
}
