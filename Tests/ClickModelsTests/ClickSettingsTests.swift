import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

#if DoublePrecision
  // What is read back from a trainer was kept in 32 bits: half a unit of the last place is 6e-8.
  private let close = 1e-7
#else
  private let close = 1e-4
#endif

private let columns = ClickColumns(dense: 2, fields: 3, vocabulary: 9)
private let wide = ClickModelSpec.wideDeep(
  ClickNetworkSpec(
    width: 2, numbers: .embedded, hidden: [4], dropout: 0, firstOrderBias: false))

/// Adam's means after one step from zero: a tenth of the gradient, by name.
private func tenths(_ spec: ClickTrainingSpec) -> [String: [Double]] {
  var trainer = ClickTrainer(wide, spec, columns, key: RandomKey(seed: 4))
  let parts =
    spec.shards == 1 ? [littleBatch(11)] : [littleBatch(7, "first"), littleBatch(4, "second")]
  _ = trainer.step(parts, key: RandomKey(seed: 1))
  return Dictionary(
    uniqueKeysWithValues: trainer.memory.tensors.filter { $0.name.hasPrefix("mean:") }.map {
      (String($0.name.dropFirst(5)), $0.elements.map { Double($0) })
    })
}

@Suite("Settings of click trainings")
struct ClickSettingsTests {
  @Test(
    "clipping scales the whole gradient, tables and penalties included, to the norm asked for",
    arguments: [1, 2])
  func clipping(shards: Int) {
    func spec(_ clipNorm: Double?) -> ClickTrainingSpec {
      littleTraining(
        shards: shards, penalty: 0.2, tablePenalty: 0.3, numberPenalty: 0.4, clipNorm: clipNorm)
    }
    let plain = tenths(spec(nil))
    let norm = plain.values.joined().reduce(0.0) { $0 + 100 * $1 * $1 }.squareRoot()
    #expect(plain.count == 8 && norm > 0.5)
    for (limit, factor) in [(0.01, 0.01 / (norm + 1e-6)), (norm * 1.5, 1)] {
      let clipped = tenths(spec(limit))
      for (name, values) in plain {
        for (a, b) in zip(values, clipped[name] ?? []) {
          #expect(abs(a * factor - b) < close * factor, "\(name) at \(limit)")
        }
      }
    }
  }

  @Test("the penalty of what embeds numbers reaches their vectors and weights, nothing else")
  func numberPenalty() {
    let (none, some) = (tenths(littleTraining()), tenths(littleTraining(numberPenalty: 0.5)))
    let begin = ClickTrainer(wide, littleTraining(), columns, key: RandomKey(seed: 4)).state
    for (name, values) in none {
      let isNumber = name == "deep.fields.numbers" || name == "wide.weight"
      let starts = begin[name]?.elements ?? []
      for (index, value) in values.enumerated() {
        let expected = value + (isNumber ? 0.1 * 0.5 * Double(starts[index]) : 0)
        #expect(abs((some[name]?[index] ?? .nan) - expected) < close * 0.01, "\(name)")
      }
    }
    #expect(begin["deep.fields.numbers"]?.elements.allSatisfy { $0 != 0 } == true)
  }

  @Test("FuxiCTR's start: numbers are embedded by Xavier-normal maps of one, interactions uniform")
  func start() throws {
    let many = ClickColumns(dense: 2000, fields: 2, vocabulary: 9)
    func parameters(_ spec: ClickModelSpec, _ columns: ClickColumns, _ start: ClickStart)
      -> Parameters
    {
      spec.model(for: columns, key: RandomKey(seed: 6), start: start).parameters
    }
    func deviation(_ values: [Real]) -> Double {
      (values.reduce(0) { $0 + Double($1 * $1) } / Double(values.count)).squareRoot()
    }
    let spec = ClickModelSpec.wideDeep(
      ClickNetworkSpec(width: 10, numbers: .embedded, hidden: [3], dropout: 0))
    let (own, theirs) = (parameters(spec, many, .own), parameters(spec, many, .fuxictr))
    for parameter in own.declared {
      let (a, b) = (own.values[parameter.index], theirs.values[parameter.index])
      switch parameter.path {
      // √(2/11) = 0.426 and 1, within five standard errors of so many draws.
      case "deep.fields.numbers": #expect(abs(deviation(b.elements) - 0.4264) < 0.011)
      case "wide.weight": #expect(abs(deviation(b.elements) - 1) < 0.08)
      default: #expect(a == b, "\(parameter.path)")
      }
    }
    let cin = ClickModelSpec.cin(
      ClickMapsSpec {
        $0.embedding = ClickFieldsSpec(width: 10, numbers: .embedded)
        $0.maps = [8, 6]
      })
    let few = ClickColumns(dense: 3, fields: 2, vocabulary: 9)
    let drawn = parameters(cin, few, .fuxictr)
    // Layers of 25 and 40 inputs.
    for (layer, inputs) in [(0, 25.0), (1, 40.0)] {
      for name in ["weight", "bias"] {
        let place = try #require(
          drawn.declared.first { $0.path == "interaction.\(layer).\(name)" }?.index)
        let largest = drawn.values[place].elements.map { Double(abs($0)) }.max() ?? 0
        let bound = 1 / inputs.squareRoot()
        #expect(largest <= bound && largest > 0.5 * bound, "\(layer) \(name)")
      }
    }
  }

  @Test("the rate drops to its floor")
  func rate() {
    var spec = littleTraining()
    #expect(spec.dropped(1e-6) == 1e-6 * 0.1)
    spec.rateFloor = 1e-6
    #expect(spec.dropped(1e-3) == 1e-3 * 0.1 && spec.dropped(2e-6) == 1e-6)
  }
}
