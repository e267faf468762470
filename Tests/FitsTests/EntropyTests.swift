import Determinism
import Fits
import Foundation
import Testing

@Suite struct EntropyTests {
  /// The definition, every run against every run.
  private func plain(_ u: [Int], _ m: Int, circular: Bool) -> Double {
    func phi(_ m: Int) -> Double {
      let runs = circular ? u.count : u.count - m + 1
      var sum = 0.0
      for i in 0..<runs {
        let matches = (0..<runs).count { j in
          (0..<m).allSatisfy { u[(i + $0) % u.count] == u[(j + $0) % u.count] }
        }
        sum += log(Double(matches) / Double(runs))
      }
      return sum / Double(runs)
    }
    return phi(m) - phi(m + 1)
  }

  @Test("85, 80, 89 seventeen times over has the value of the encyclopedia's example")
  func repeated() throws {
    // The example's tolerance of 3 lies below every difference: equal runs alone match. Of two numbers
    // near 1.1 each is known to a few 1e-16, and so is their difference.
    let entropy = try ApproximateEntropy(of: (0..<51).map { [85, 80, 89][$0 % 3] }, length: 2)
    #expect(abs(abs(entropy.value) - 1.0996541105e-05) < 5e-15)
    #expect(entropy.value < 0)
    #expect(abs(entropy.shorter + 1.0982095404) < 1e-10)
    #expect(abs(entropy.longer + 1.0981985438) < 1e-10)
  }

  @Test("NIST's bits have NIST's values, on a circle and off it")
  func bits() throws {
    // SP 800-22, section 2.12: χ² = 2n(ln 2 − ApEn).
    let short = "0100110101".map { $0 == "1" ? 1 : 0 }
    let circle = try ApproximateEntropy(of: short, length: 3, ends: .circular)
    #expect(abs(circle.shorter + 1.6434177) < 5e-8)
    #expect(abs(circle.longer + 1.8343720) < 5e-8)
    #expect(abs(circle.value - 0.1909543) < 5e-8)
    #expect(abs(20 * (log(2) - circle.value) - 10.043859) < 5e-7)
    #expect(abs(try ApproximateEntropy(of: short, length: 3).value - 0.2130422) < 5e-8)
    let pi =
      "1100100100001111110110101010001000100001011010001100"
      + "001000110100110001001100011001100010100010111000"
    let digits = pi.map { $0 == "1" ? 1 : 0 }
    #expect(digits.count == 100)
    let ofPi = try ApproximateEntropy(of: digits, length: 2, ends: .circular)
    #expect(abs(ofPi.value - 0.665393) < 5e-7)
    #expect(abs(200 * (log(2) - ofPi.value) - 5.550792) < 5e-6)
    #expect(abs(try ApproximateEntropy(of: digits, length: 2).value - 0.6655422) < 5e-8)
  }

  @Test("a constant sequence has entropy 0; distinct items have ln((N − m)/(N − m + 1))")
  func closedForms() throws {
    let constant = try ApproximateEntropy(of: Array(repeating: 4, count: 30), length: 2)
    #expect(constant.value == 0)
    for (count, m) in [(25, 1), (50, 2), (200, 4)] {
      let distinct = try ApproximateEntropy(of: Array(0..<count), length: m)
      let n = Double(count)
      let expected = log((n - Double(m)) / (n - Double(m) + 1))
      #expect(abs(distinct.value - expected) < 1e-12)
    }
  }

  @Test("the fast way equals the definition", arguments: [1, 2, 3], [false, true])
  func definition(m: Int, circular: Bool) throws {
    let key = RandomKey(seed: 9)[m]
    let ends = circular ? ApproximateEntropy.Ends.circular : .open
    let items = (0..<80).map { key["items"].integer(below: 4, $0) }
    let counted = try ApproximateEntropy(of: items, length: m, ends: ends).value
    #expect(abs(counted - plain(items, m, circular: circular)) < 1e-12)
  }

  @Test("too few items, or runs of none, are refused in one sentence")
  func refusals() {
    let short = #expect(throws: FitError.self) { try ApproximateEntropy(of: [1, 2], length: 2) }
    #expect(short?.description == "Approximate entropy: 2 values are too few for runs of 3.")
    #expect(throws: FitError.self) { try ApproximateEntropy(of: [1, 2], length: 0) }
  }

  /// The authors' loop, written out.
  private func plainPhrases(_ items: [Int]) -> Int {
    var known: Set<[Int]> = []
    var total = 0
    for i in items.indices {
      for j in (i + 1)...items.count {
        let phrase = Array(items[i..<j])
        if known.insert(phrase).inserted {
          total += j - i
          break
        } else if j == items.count {
          total += items.count - i + 1
        }
      }
    }
    return total
  }

  @Test("real entropy equals its test vectors")
  func realVectors() {
    let vectors: [([Int], Int, Double)] = [
      ([1, 2, 1, 2, 3], 7, 1.1495985), ([1, 1, 1, 1, 1], 11, 0.7315627),
      ([1, 2, 3, 4, 5], 5, 1.6094379), ((0..<16).map { 1 + $0 % 2 }, 56, 0.7921682),
      (Array(0..<100), 100, 4.6051702),
    ]
    for (items, phrases, value) in vectors {
      let entropy = RealEntropy(of: items)
      #expect(entropy.phrases == phrases)
      #expect(abs(entropy.value - value) < 5e-8)
    }
    #expect(RealEntropy(of: []).value == 0)
    #expect(RealEntropy(of: []).inverse == nil)
  }

  @Test("real entropy equals the authors' loop", arguments: 0..<12)
  func realLoop(trial: Int) {
    let key = RandomKey(seed: 6)[trial]
    let items = (0..<120).map { key.integer(below: 2 + trial, $0) }
    #expect(RealEntropy(of: items).phrases == plainPhrases(items))
  }

  @Test("a million items with the repetition of MovieLens have an entropy between four and seven")
  func million() {
    let key = RandomKey(seed: 5)
    // The product of two uniform numbers prefers small items, as ratings prefer popular films.
    let items = (0..<999_611).map { Int(3400 * key.uniform(2 * $0) * key.uniform(2 * $0 + 1)) }
    let entropy = RealEntropy(of: items)
    #expect(entropy.value > 4 && entropy.value < 7)
  }

  @Test("Shannon's entropy of even shares is the logarithm of their number")
  func shannon() {
    #expect(shannonEntropy(of: [1, 2, 3, 4]) == 2)
    #expect(shannonEntropy(of: [7, 7, 7]) == 0)
    // Shares 1/2, 1/4, 1/4: 1.5 bits.
    #expect(shannonEntropy(of: [1, 2, 1, 3]) == 1.5)
  }

  @Test("the compression ratio equals Python's zlib, on the same bytes")
  func compression() throws {
    // python3: b = b''.join((i % 50).to_bytes(4, 'big') for i in range(10000))
    //          len(zlib.compress(b)) / len(b), zlib 1.2.13 → 268 / 40000 = 0.0067
    let ratio = try compressionRatio(of: (0..<10_000).map { $0 % 50 })
    #expect(abs(try #require(ratio) - 0.0067) < 2e-4)
    #expect(try compressionRatio(of: [Int]()) == nil)
    #expect(throws: FitError.self) { try compressionRatio(of: [-1]) }
  }

  @Test("chunks are full ones alone")
  func chunks() throws {
    let items = Array(repeating: 1, count: 4) + [1, 2, 3, 4] + [5]
    let mean = try meanOverChunks(of: items, length: 4) { shannonEntropy(of: $0) }
    #expect(mean == 1)
    #expect(try meanOverChunks(of: items, length: 10) { shannonEntropy(of: $0) } == nil)
  }

  @Test("the data term cuts each user to the last items and puts users end to end")
  func dataTerm() throws {
    let term = try DataTerm(of: [[1, 2, 3, 4], [5], [2, 3, 4]], length: 3)
    #expect(term.tokens == 7)
    #expect(term.realEntropy == RealEntropy(of: [2, 3, 4, 5, 2, 3, 4]))
    // Users of three distinct items: ln(1/2) each; the user of one item has no runs of 3.
    #expect(abs(try #require(term.approximateEntropy) - log(2)) < 1e-12)
    #expect(term.shannonEntropy == nil)
    #expect(throws: FitError.self) { try DataTerm(of: [[1]], length: 0) }
  }
}
