import Determinism
import Tensors
import Testing

/// Where the arithmetic of a number does not depend on its neighbours, the size of a tile must not
/// show in any bit. (Products and sums are cut by shape, and their cuts are part of the numerics.)
@Suite struct TileTests {
  /// Less than a group of lanes, a group, some and a bit, all at once.
  static let tiles = [1, 7, 8, 100, 1 << 14]

  private func bits(_ tensors: [Tensor]) -> [[Real]] { tensors.map(\.elements) }

  @Test("an optimizer step is the same bits in tiles of any size")
  func adam() {
    let shape: Shape = [37, 29]
    func updated(_ tile: Int) -> [[Real]] {
      var (p, m) = (numbers(shape, "p"), numbers(shape, "m", scale: 0.1))
      var v = Tensor(shape, numbers(shape, "v").elements.map { $0 * $0 })
      for time in 1...3 {
        AdamStep(
          rate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01, time: time
        ).update(&p, numbers(shape, "g\(time)"), &m, &v, tile: tile)
      }
      return bits([p, m, v])
    }
    let whole = updated(shape.count)
    #expect(whole[0] != numbers(shape, "p").elements)
    for tile in Self.tiles { #expect(updated(tile) == whole, "\(tile)") }
  }

  @Test("steps of a table are the same bits in tiles of any size", arguments: [true, false])
  func tables(everyRow: Bool) {
    let shape: Shape = [53, 11]
    let key = RandomKey(seed: 4)
    let ids = (0..<2).map { shard in
      (0..<40).map { Int32(key[shard].integer(below: 26, $0) + ($0 % 2) * 26) }
    }
    let gradients = (0..<2).map { numbers([20, 22], "g\($0)") }
    let touched = TouchedRows(ids, gradients, fields: 2, width: 11)
    func updated(_ tile: Int) -> [[Real]] {
      var (p, m, v) = (numbers(shape, "p"), Tensor(zeros: shape), Tensor(zeros: shape))
      let step = AdamStep(
        rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, time: 1)
      if everyRow {
        step.updateDensely(&p, ids, gradients, &m, &v, penalty: 0.25, tile: tile)
      } else {
        step.updateLazily(&p, touched, &m, &v, penalty: 0.25, tile: tile)
      }
      return bits([p, m, v])
    }
    let whole = updated(shape.rows)
    for tile in Self.tiles { #expect(updated(tile) == whole, "\(tile)") }
  }

  @Test("first values are the same bits in tiles of any size")
  func initial() {
    let key = RandomKey(seed: 6)
    let whole = normalTensor([19, 23], deviation: 0.02, key: key, tile: 19 * 23)
    for tile in Self.tiles {
      #expect(normalTensor([19, 23], deviation: 0.02, key: key, tile: tile) == whole)
    }
  }
}
