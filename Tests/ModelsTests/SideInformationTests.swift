import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// Attributes of users and items beside their events, against sums by hand.
@Suite struct SideInformationTests {
  private static let genres = [
    [], [0], [0, 2], [1], [1, 2], [2], [], [0, 1, 2], [0], [1], [2], [0, 1],
  ]
  private static let sexes = [[0], [1], []]
  private static let side = SideInformation(
    users: [SideInformation.Column("sex", labels: 2, values: sexes)],
    items: [SideInformation.Column("genre", labels: 3, values: genres)])

  private static let batch: SequenceBatch = {
    var batch = CausalityTests.batch.rows(0..<2)
    batch.users = [2, 1]
    return batch
  }()

  static let models = [
    CausalityTests.widened(ParityTests.hstu(dropout: 0)),
    CausalityTests.widened(ParityTests.sasrec(dropout: 0)),
  ]

  /// The model with attributes, the one without, and numbers of the former, which begin with the
  /// latter's.
  private static func pair(_ spec: ModelSpec) throws -> (
    informed: any SequenceRecommender, plain: any SequenceRecommender, parameters: Parameters
  ) {
    let key = RandomKey(seed: 5)
    let informed = try #require(try recommender(for: spec, itemRows: 12, side: side, key: key))
    let plain = try #require(try recommender(for: spec, itemRows: 12, key: key))
    var parameters = informed.parameters
    for (index, parameter) in parameters.declared.enumerated() {
      let draws = RandomKey(seed: 17)[parameter.path]
      parameters.values[index] = Tensor(
        parameter.shape, (0..<parameter.shape.count).map { Real(0.5 * draws.normal($0)) })
    }
    return (informed, plain, parameters)
  }

  /// What each event should be given: `[tokens, width]`.
  private static func byHand(_ parameters: Parameters, _ width: Int) -> Tensor {
    func table(_ path: String) -> [Double] {
      zip(parameters.declared, parameters.values).first { $0.0.path == path }?
        .1.elements.map { Double($0) } ?? []
    }
    let (genre, sex) = (table("side.genre"), table("side.sex"))
    func mean(_ labels: [Int], _ table: [Double], _ feature: Int) -> Double {
      labels.isEmpty
        ? 0
        : labels.reduce(0) { $0 + table[$1 * width + feature] } / Double(labels.count)
    }
    var elements: [Real] = []
    for row in 0..<batch.rows {
      for token in batch.offsets[row]..<batch.offsets[row + 1] {
        for feature in 0..<width {
          let sum =
            mean(genres[Int(batch.items[token])], genre, feature)
            + mean(sexes[Int(batch.users[row])], sex, feature)
          elements.append(Real(Double(width).squareRoot() * sum / 2))
        }
      }
    }
    return Tensor([batch.tokens, width], elements)
  }

  private static func expectClose(_ a: Tensor, _ b: Tensor, _ what: String) {
    let largest = b.elements.map(abs).max() ?? 0
    let apart = zip(a.elements, b.elements).map { abs($0 - $1) }.max() ?? .infinity
    #expect(a.shape == b.shape && largest > 0)
    #expect(Double(apart) <= 3 * ModelPair.closeness * Double(largest), "\(what): \(apart)")
  }

  @Test("an event is given the mean of its item's and its user's attributes", arguments: models)
  func values(spec: ModelSpec) throws {
    let (informed, plain, parameters) = try Self.pair(spec)
    let count = plain.parameters.declared.count
    #expect(
      parameters.declared.dropFirst(count).map(\.path).sorted() == ["side.genre", "side.sex"])
    let pass = Pass(inferenceWith: parameters)
    let given = Self.byHand(parameters, plain.items.shape.width)
    Self.expectClose(
      informed.encode(Self.batch, pass).value,
      plain.features(Self.batch, adding: Variable(given), pass)
        .normalized(.unit(epsilon: 1e-6)).value, "vectors")
    // Without any attribute the vectors are others.
    #expect(informed.encode(Self.batch, pass).value != plain.encode(Self.batch, pass).value)
  }

  @Test("an attribute learns from every event that has it", arguments: models)
  func derivatives(spec: ModelSpec) throws {
    let (informed, plain, parameters) = try Self.pair(spec)
    let width = plain.items.shape.width
    let seed = Tensor(
      [Self.batch.tokens, width],
      (0..<Self.batch.tokens * width).map { Real(RandomKey(seed: 9).normal($0)) })

    let tape = Tape()
    let leaves = parameters.values.map(tape.variable)
    let output = informed.features(Self.batch, adding: nil, Pass(.inference, binding: leaves))
    let found = tape.gradients(of: output, to: leaves, seed: seed).map(\.value)

    let other = Tape()
    let given = other.variable(Self.byHand(parameters, width))
    let same = plain.features(
      Self.batch, adding: given, Pass(.inference, binding: parameters.values.map(other.variable)))
    let byEvent = other.gradients(of: same, to: [given], seed: seed)[0].value.elements

    for (index, parameter) in parameters.declared.enumerated()
    where parameter.path.hasPrefix("side.") {
      var sums = [Real](repeating: 0, count: parameter.shape.count)
      for row in 0..<Self.batch.rows {
        for token in Self.batch.offsets[row]..<Self.batch.offsets[row + 1] {
          let labels =
            parameter.path == "side.sex"
            ? Self.sexes[Int(Self.batch.users[row])] : Self.genres[Int(Self.batch.items[token])]
          for label in labels {
            for feature in 0..<width {
              sums[label * width + feature] +=
                Real(width).squareRoot() / 2 / Real(labels.count) * byEvent[token * width + feature]
            }
          }
        }
      }
      Self.expectClose(found[index], Tensor(parameter.shape, sums), parameter.path)
    }
  }
}
