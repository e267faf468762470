import Autograd
import Determinism
import Tensors
import Testing

@Suite struct FusedTests {
  /// Rows of 1, 7, 70 and 130 events: less than a lane group, one block, several blocks.
  let rows = PackedRows([0, 1, 8, 78, 208])

  var buckets: TimeBuckets {
    let key = RandomKey(seed: 2)
    var times: [Int64] = []
    for row in 0..<rows.count {
      var time: Int64 = 978_300_000
      for event in rows[row] {
        time += Int64(key.integer(below: 1 << (1 + event % 20), event)) - (event % 3 == 0 ? 1 : 0)
        times.append(time)
      }
    }
    let next = times.dropFirst() + [times[times.count - 1] + 5]
    return TimeBuckets(rows, times: times, nextTimes: Array(next))
  }

  @Test("pointwise kernels equal their compositions")
  func pointwise() {
    checkLaws(of: SiLU(), at: [numbers([3, 7], "x", scale: 4)])
    checkLaws(of: GELU(), at: [numbers([3, 7], "x", scale: 4)])
    checkLaws(of: ReLU(), at: [numbers([3, 7], "x")])
    checkLaws(of: Dropout(rate: 0.3, key: RandomKey(seed: 1)), at: [numbers([5, 9], "x")])
  }

  @Test(
    "norms of rows equal their formulas",
    arguments: [
      RowNorm.layer(epsilon: 1e-6), .rootMeanSquare(epsilon: 1e-6), .unit(epsilon: 1e-6),
    ])
  func norms(norm: RowNorm) {
    checkLaws(of: NormalizeRows(norm), at: [numbers([4, 13], "x")])
    checkLaws(of: NormalizeRows(norm), at: [numbers([4, 16], "x")])
  }

  @Test("the middle of HSTU equals its formula", arguments: [1, 2])
  func hstu(heads: Int) {
    let attention = HSTUAttention(
      heads: heads, keyWidth: 5, valueWidth: 6, positions: 140, buckets: buckets)
    checkLaws(
      of: HSTUMiddle(attention),
      at: [
        numbers([208, attention.projectedWidth], "h"), numbers([279], "p"), numbers([129], "t"),
      ])
  }

  @Test("the middle of HSTU without its gate equals its formula", arguments: [1, 2])
  func ungated(heads: Int) {
    let attention = HSTUAttention(
      heads: heads, keyWidth: 5, valueWidth: 6, positions: 140, buckets: buckets, gating: false)
    #expect(attention.projectedWidth == heads * 16)
    checkLaws(
      of: HSTUMiddle(attention),
      at: [
        numbers([208, attention.projectedWidth], "h"), numbers([279], "p"), numbers([129], "t"),
      ])
  }

  @Test("softmax attention with a relative bias equals its formula", arguments: [0, 0.25])
  func biased(dropout: Double) {
    let attention = SoftmaxAttention(
      heads: 2, headWidth: 5, rows: rows, dropout: (dropout, RandomKey(seed: 4)),
      bias: RelativeBias(positions: 140, buckets: buckets))
    checkLaws(
      of: SelfAttention(attention),
      at: [
        numbers([208, 10], "q"), numbers([208, 20], "kv"), numbers([279], "p"),
        numbers([129], "t"),
      ])
  }

  @Test("attention to all events of a row equals its formula", arguments: [0, 0.25])
  func whole(dropout: Double) {
    let attention = WholeAttention(
      heads: 2, headWidth: 5, rows: rows, dropout: (dropout, RandomKey(seed: 4)))
    checkLaws(
      of: EncoderAttention(attention), at: [numbers([208, 10], "q"), numbers([208, 20], "kv")])
  }

  @Test("attention of fewer queries than keys equals its formula", arguments: [0, 0.25])
  func fewQueries(dropout: Double) {
    let attention = WholeAttention(
      heads: 2, headWidth: 5, rows: PackedRows([0, 9, 9, 18, 40]),
      queries: PackedRows([0, 2, 2, 11, 12]), dropout: (dropout, RandomKey(seed: 4)))
    checkLaws(
      of: EncoderAttention(attention), at: [numbers([12, 10], "q"), numbers([40, 20], "kv")])
  }

  @Test("rotary positions equal their formula, in heads of even and odd width", arguments: [6, 7])
  func rotary(width: Int) {
    let positions = RotaryPositions(
      first: 2, heads: 2, headWidth: width, base: 10_000, rows: rows)
    checkLaws(of: Rotate(positions), at: [numbers([208, 17], "x")])
  }

  @Test(
    "a recurrence equals its formula, in widths of whole and of broken lanes", arguments: [5, 8])
  func recurrence(width: Int) {
    // Rows of several lengths, one of them empty, not in order of length.
    let rows = PackedRows([0, 2, 9, 9, 10, 22])
    checkLaws(
      of: Recurrent(GatedRecurrence(width: width, rows: rows)),
      at: [
        numbers([22, 3 * width], "x"), numbers([3 * width, width], "w", scale: 0.5),
        numbers([3 * width], "b"),
      ])
  }

  @Test("additive attention equals its formula", arguments: [5, 8])
  func additive(width: Int) {
    checkLaws(
      of: AttendAdditively(AdditiveAttention(keyWidth: width, valueWidth: 6, rows: rows)),
      at: [
        numbers([208, width], "q"), numbers([208, width], "k"), numbers([width], "v"),
        numbers([208, 6], "h"),
      ])
  }

  @Test("a row multiplies every row")
  func row() {
    let tape = Tape()
    let (x, w) = (tape.variable(numbers([4, 13], "x")), tape.variable(numbers([13], "w")))
    let seed = numbers([4, 13], "cotangent")
    let (fused, plain) = (x.multiplyingRow(w), x * w.spreadRows(4))
    #expect(fused.value == plain.value)
    let ours = tape.gradients(of: fused, to: [x, w], seed: seed)
    let expected = tape.gradients(of: plain, to: [x, w], seed: seed)
    #expect(zip(ours, expected).allSatisfy { $0.value == $1.value })
  }

  @Test("the middle of FuXi-α equals its formula", arguments: [1, 2])
  func fuxi(heads: Int) {
    let attention = FuXiAttention(
      heads: heads, keyWidth: 5, valueWidth: 6, positions: 140, buckets: buckets)
    checkLaws(
      of: FuXiMiddle(attention),
      at: [
        numbers([208, attention.projectedWidth], "h"), numbers([279], "p"), numbers([129], "t"),
      ])
  }

  @Test("softmax attention equals its formula", arguments: [0, 0.25])
  func softmax(dropout: Double) {
    let attention = SoftmaxAttention(
      heads: 2, headWidth: 5, rows: rows, dropout: (dropout, RandomKey(seed: 4)))
    checkLaws(
      of: SelfAttention(attention), at: [numbers([208, 10], "q"), numbers([208, 20], "kv")])
  }

  @Test("sampled softmax equals its formula", arguments: [3, 8, 21])
  func loss(negatives: Int) {
    let key = RandomKey(seed: 6)
    let loss = SampledSoftmaxLoss(
      targets: [3, 1, 0, 7, 9],
      negatives: (0..<5 * negatives).map { Int32(1 + key.integer(below: 9, $0)) },
      perToken: negatives, temperature: 0.5, scale: 0.25)
    // Columns behind the width are no input: nothing reads them.
    let items = widened(numbers([10, 13], "items"))
    checkLaws(
      of: SampledSoftmax(loss), at: [numbers([5, 13], "queries"), items],
      differentiable: [true, false])
    let tape = Tape()
    let (q, e) = (tape.variable(numbers([5, 13], "queries")), tape.variable(items))
    let fused = tape.gradients(of: .apply(SampledSoftmax(loss), q, e), to: [e])[0].value
    let plain = tape.gradients(of: SampledSoftmax(loss).composition([q, e]), to: [e])[0].value
    #expect(
      relativeDifference(columns(fused, 0..<13), columns(plain, 0..<13)) < 10 * closeness)
  }

  @Test("embedding equals two look-ups")
  func embed() {
    checkLaws(
      of: Embed(ids: [2, 0, 2, 1], places: [0, 1, 0, 1], factor: 3),
      at: [numbers([4, 11], "items"), numbers([2, 11], "positions")])
  }

  @Test("a fused operation can be differentiated twice")
  func twice() {
    // silu″(x) = σ′(2 + x(1 − 2σ)), at x = 0: σ′ = 1/4, so 1/2.
    let tape = Tape()
    let x = tape.variable(Tensor(0))
    let y = Variable.apply(SiLU(), x)
    let first = tape.gradients(of: y, to: [x], differentiable: true)[0]
    #expect(first.value.scalar == 0.5)
    #expect(abs(tape.gradients(of: first, to: [x])[0].value.scalar - 0.5) < 1e-6)
  }

  @Test(
    "time buckets have the check values of the paper page",
    arguments: [
      (1, 0), (60, 13), (3600, 27), (86_400, 37), (2_592_000, 49), (31_536_000, 57),
      (1_000_000_000, 68), (0, 0), (-60, 13),
    ])
  func bucket(seconds: Int64, expected: Int) {
    #expect(TimeBuckets.bucket(seconds) == expected)
  }
}
