import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// No vector may depend on what comes after its event: held bit for bit, over rows that span more
/// than one block of queries.
@Suite struct CausalityTests {
  static let models =
    [ParityTests.sasrec(dropout: 0), ParityTests.hstu(dropout: 0)].map(widened)
    + FuXiAlphaSpec.Variant.allCases.map { widened(ParityTests.fuxi($0, dropout: 0)) }
    + Backbones.variants(positions: 90, dropout: 0) + ClassicTests.models(dropout: 0)

  /// The same model with room for the long row.
  static func widened(_ model: ModelSpec) -> ModelSpec {
    switch model.entry {
    case var spec as SASRecSpec:
      spec.positions = 90
      return .sasrec(spec)
    case var spec as HSTUSpec:
      spec.positions = 90
      return .hstu(spec)
    case var spec as FuXiAlphaSpec:
      spec.positions = 90
      return .fuxiAlpha(spec)
    default: return model
    }
  }

  /// Rows of 3 and 80 events, a day or so apart.
  static let batch: SequenceBatch = {
    let key = RandomKey(seed: 3)
    let items = (0..<83).map { Int32(1 + key["items"].integer(below: 11, $0)) }
    var times: [Int64] = [0]
    for event in 1..<83 {
      times.append(times[event - 1] + Int64(1 << key["gaps"].integer(below: 20, event)))
    }
    return SequenceBatch(
      offsets: [0, 3, 83], items: items, times: times, nextTimes: times.dropFirst() + [times[82]],
      targets: items.dropFirst() + [1])
  }()

  static func vectors(_ spec: ModelSpec, _ batch: SequenceBatch) throws -> [[Real]] {
    let model = try #require(try recommender(for: spec, itemRows: 12, key: RandomKey(seed: 5)))
    var parameters = model.parameters
    for (index, parameter) in parameters.declared.enumerated() {
      let draws = RandomKey(seed: 17)[parameter.path]
      parameters.values[index] = Tensor(
        parameter.shape, (0..<parameter.shape.count).map { Real(0.5 * draws.normal($0)) })
    }
    let all = model.encode(batch, Pass(inferenceWith: parameters)).value
    return (0..<batch.tokens).map { columnsOfRow(all, $0) }
  }

  private static func columnsOfRow(_ all: Tensor, _ row: Int) -> [Real] {
    let width = all.shape.width
    return Array(all.elements[row * width..<(row + 1) * width])
  }

  /// Items from an event on replaced.
  static func otherItems(from event: Int) -> SequenceBatch {
    var other = batch
    for later in event..<batch.tokens { other.items[later] = other.items[later] % 11 + 1 }
    return other
  }

  /// Times from an event on moved, where times follow each other and where they are next ones.
  static func otherTimes(from event: Int) -> SequenceBatch {
    var other = batch
    for later in event..<batch.tokens { other.times[later] += 40_000_000 }
    for later in event - 1..<batch.tokens { other.nextTimes[later] += 40_000_000 }
    return other
  }

  @Test("changing a future item changes no earlier vector, bit for bit", arguments: models)
  func items(model: ModelSpec) throws {
    let plain = try Self.vectors(model, Self.batch)
    for event in [5, 43, 67, 82] {
      let changed = try Self.vectors(model, Self.otherItems(from: event))
      #expect(changed[..<event] == plain[..<event])
      #expect(changed[event] != plain[event])
    }
  }

  @Test("with the query's own time, no future time is known", arguments: models)
  func times(model: ModelSpec) throws {
    let plain = try Self.vectors(model, Self.batch)
    for event in [5, 43, 67, 82] {
      let changed = try Self.vectors(model, Self.otherTimes(from: event))
      // As published, the vector after an event knows the time of the next one: the one place where
      // an answer's own time comes in.
      #expect(changed[..<(event - 1)] == plain[..<(event - 1)])
      #expect((changed[event - 1] != plain[event - 1]) == model.readsNextTime)
    }
  }
}

extension ModelSpec {
  /// Whether a vector depends on the time of the event that follows.
  var readsNextTime: Bool {
    switch entry {
    case let spec as HSTUSpec:
      (spec.bias ?? .both).seesTime && (spec.requestTime ?? .nextEvent) == .nextEvent
    case let spec as SASRecSpec:
      (spec.bias ?? .none).seesTime && (spec.requestTime ?? .nextEvent) == .nextEvent
    case let spec as FuXiAlphaSpec: spec.hasChannels
    default: false
    }
  }
}
