internal import Datasets
internal import Suites
internal import Tensors

/// Few sequences as people may read them.
struct MaterialForPeople {
  /// Probabilities of items at each position: `[sequences · length, itemRows]`.
  let probabilities: Tensor
  /// Positions of a sequence.
  let length: Int
  /// Items by their events for training, most first; items of as many events by id.
  let popular: [Int32]

  /// - Parameter counts: events of each item for training: `[itemRows]`.
  init(_ probabilities: Tensor, length: Int, counts: [Int]) {
    self.probabilities = probabilities
    self.length = length
    popular = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.map { Int32($0) }
  }

  private var sequences: Int { probabilities.shape.rows / length }

  /// Mass by class and position.
  var shape: MaterialShape {
    let width = probabilities.shape.width
    let bounds = MaterialShape.bounds.filter { $0 < width } + [width]
    var classOf = [Int](repeating: 0, count: width)
    for (place, item) in popular.enumerated() {
      classOf[Int(item)] = bounds.firstIndex { place < $0 } ?? bounds.count - 1
    }
    var mass = [[Double]](
      repeating: [Double](repeating: 0, count: length), count: bounds.count)
    var items = [Double](repeating: 0, count: length)
    let elements = probabilities.elements
    let share = 1 / Double(sequences)
    for row in 0..<probabilities.shape.rows {
      var squares = 0.0
      for item in 0..<width {
        let p = Double(elements[row * width + item])
        mass[classOf[item]][row % length] += p * share
        squares += p * p
      }
      items[row % length] += share / squares
    }
    let sizes = zip(bounds, [0] + bounds).map { $0 - $1 }
    return MaterialShape(classes: sizes, mass: mass, items: items)
  }

  /// The likeliest item of each position, a line each, with its probability and its place by popularity.
  var lines: String {
    let width = probabilities.shape.width
    var placeOf = [Int](repeating: 0, count: width)
    for (place, item) in popular.enumerated() { placeOf[Int(item)] = place + 1 }
    let elements = probabilities.elements
    var text = "sequence\tposition\titem\tprobability\tpopularity\n"
    for row in 0..<probabilities.shape.rows {
      var best = 0
      for item in 1..<width where elements[row * width + item] > elements[row * width + best] {
        best = item
      }
      // Hundredths of a per cent: no digits that hang on a format.
      let parts = Int((Double(elements[row * width + best]) * 10_000).rounded())
      let digits = String(parts % 10_000)
      let fraction = String(repeating: "0", count: 4 - digits.count) + digits
      text += "\(row / length + 1)\t\(row % length + 1)\t\(best)\t"
      text += "\(parts / 10_000).\(fraction)\t\(placeOf[best])\n"
    }
    return text
  }
}

extension DistillationTraining {
  /// What the scored learner was trained on; nil where it was no few sequences.
  var material: MaterialForPeople? {
    guard let size = parts.task.material.size, let probabilities = read else { return nil }
    let counts = parts.interactions.trainingCounts(parts.cuts)
    return MaterialForPeople(probabilities, length: size.length, counts: counts)
  }
}
