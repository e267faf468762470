import Foundation
import Testing
import Verdicts

private struct Published: Decodable {
  var quantiles: [[Double]]
  var distribution: [[Double]]
  var normal: [[Double]]

  static func read() throws -> Published {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/student-t.json")
    return try JSONDecoder().decode(Published.self, from: Data(contentsOf: file))
  }
}

@Test("Student's quantiles agree with scipy's to 1e-10")
func quantiles() throws {
  for row in try Published.read().quantiles {
    let ours = StudentT(degrees: row[0]).quantile(row[1])
    #expect(abs(ours - row[2]) <= 1e-10 * max(1, abs(row[2])), "df \(row[0]), p \(row[1])")
  }
}

@Test("Student's distribution agrees with scipy's to 1e-10")
func distribution() throws {
  for row in try Published.read().distribution {
    // Half of what lies farther out is on the side of t.
    let beyond = row[1] < 0 ? row[2] : 1 - row[2]
    #expect(abs(StudentT(degrees: row[0]).twoSided(row[1]) / 2 - beyond) <= 1e-10)
  }
}

/// Abramowitz and Stegun 26.7.3 and 26.7.4: a second way, for whole degrees of freedom. With
/// θ = atan(t/√ν) the probability of [−t, t] is a finite sum.
private func central(_ t: Double, degrees: Int) -> Double {
  let angle = atan(t / Double(degrees).squareRoot())
  var term = degrees.isMultiple(of: 2) ? 1 : cos(angle)
  var sum = degrees == 1 ? 0 : term
  for k in stride(from: degrees.isMultiple(of: 2) ? 2 : 3, to: degrees, by: 2) {
    term *= cos(angle) * cos(angle) * Double(k - 1) / Double(k)
    sum += term
  }
  return degrees.isMultiple(of: 2) ? sin(angle) * sum : 2 / .pi * (angle + sin(angle) * sum)
}

@Test("the incomplete beta function gives the finite sums of whole degrees of freedom")
func finiteSums() {
  for degrees in 1...40 {
    for t in [0.01, 0.5, 1.7, 2.3, 6, 40] {
      let ours = 1 - StudentT(degrees: Double(degrees)).twoSided(t)
      #expect(abs(ours - central(t, degrees: degrees)) < 1e-12)
    }
  }
}

@Test("the normal distribution agrees with scipy's to 1e-10")
func normal() throws {
  for row in try Published.read().normal {
    #expect(abs(normalDistribution(row[0]) - row[1]) <= 1e-10)
  }
}

@Test("the printed table's corner values come out: t(.975, 1) = 12.706, t(.95, 4) = 2.132")
func printedTable() {
  #expect((StudentT(degrees: 1).quantile(0.975) * 1000).rounded() == 12706)
  #expect((StudentT(degrees: 4).quantile(0.95) * 1000).rounded() == 2132)
}

@Test("the expected maximum of 3, 5, 10 and 20 normal draws is the tabulated one")
func maxima() {
  // Harter's table of normal order statistics.
  for (count, expected) in [
    (2, 0.5641895835), (3, 0.8462843753), (5, 1.1629644736), (10, 1.5387527308),
    (20, 1.8674750598),
  ] { #expect(abs(expectedMaximum(of: count) - expected) < 1e-9) }
}

@Test(
  "Benjamini and Hochberg's adjustment takes the number over the rank, and never rises downwards")
func benjaminiHochbergByHand() {
  // Sorted 0.01·4/1, 0.02·4/2, 0.03·4/3, 0.5·4/4.
  #expect(benjaminiHochberg([0.03, 0.01, 0.5, 0.02]) == [0.04, 0.04, 0.5, 0.04])
  #expect(benjaminiHochberg([0.9, 0.8]) == [0.9, 0.9])
}

@Test("what was declared and not measured counts as one with p = 1")
func declaredSize() {
  // Holm: 0.01·3, then 0.02·2. Benjamini and Hochberg: 0.02·3/2 holds 0.01 down with it.
  #expect(Family.headline.adjusted([0.01, 0.02], size: 3) == [0.03, 0.04])
  #expect(Family.detail.adjusted([0.01, 0.02], size: 3) == [0.03, 0.03])
}

@Test("Holm's adjustment multiplies by what still stands, and never descends")
func holmByHand() {
  // Sorted 0.01·4, 0.02·3, 0.03·2 → not below 0.06, 0.5·1.
  #expect(holm([0.03, 0.01, 0.5, 0.02]) == [0.06, 0.04, 0.5, 0.06])
  #expect(holm([]) == [])
  #expect(holm([0.9, 0.8]) == [1, 1])
}
