import Suites
import TestSupport
import Testing

@Test("a number of whatever size becomes the nearest whole one, and no number becomes 0")
func nearestWhole() {
  let cases: [(Double, Int)] = [
    (0.5, 1), (-0.5, -1), (2.4999, 2), (0x1p53, 1 << 53), (1e300, .max), (-1e300, .min),
    (0x1p63, .max), (-0x1p63, .min), (.infinity, .max), (-.infinity, .min), (.nan, 0),
    (1e-300, 0),
  ]
  for (value, whole) in cases { #expect(Int(nearest: value) == whole, "\(value)") }
}

@Test("products and sums of sizes from outside stop at the largest and smallest number")
func bounded() {
  #expect(3.multipliedWithinBounds(by: -4) == -12)
  #expect(Int.max.multipliedWithinBounds(by: 2) == .max)
  #expect(Int.max.multipliedWithinBounds(by: -2) == .min)
  #expect(Int.min.multipliedWithinBounds(by: -1) == .max)
  #expect(Int.min.multipliedWithinBounds(by: 0) == 0)
  #expect(3.addedWithinBounds(to: -4) == -1)
  #expect(Int.max.addedWithinBounds(to: 1) == .max)
  #expect(Int.min.addedWithinBounds(to: -1) == .min)
}

@Test("a missing number is null in JSON, and says why as long as it is not written down")
func missing() throws {
  let none = MeasuredNumber(0 / 0.0, orMissing: "nothing to divide by")
  #expect(none.reason == "nothing to divide by" && none.value == nil)
  #expect(MeasuredNumber(2, orMissing: "never") == .known(2))
  #expect(
    try CanonicalJSON.compact(["a": none, "b": MeasuredNumber.known(0.5)])
      == "{\"a\":null,\"b\":0.5}")
}

/// The rules that a suite breaks, by the change made to it.
private func rules(_ change: (inout Suite) -> Void) throws -> [String] {
  var suite = LittleSuite.suite()
  change(&suite)
  return try SuiteFile(yaml: CanonicalJSON.pretty(suite), file: "f.yaml").problems()
    .compactMap(\.rule)
}

@Test(
  "runs on different data are not compared user by user; another length or order of ties is none")
func sameUsers() throws {
  func onto(_ change: (inout DatasetSpec) -> Void) throws -> [String] {
    try rules { suite in
      var other = suite.datasets[0]
      other.id = "other"
      change(&other)
      suite.datasets.append(other)
      guard var task = suite.runs[2].task.ranking else { return }
      task.dataset = "other"
      suite.runs[2].task = .ranking(task)
    }
  }
  #expect(try onto { $0.maximalLength = 7 } == [])
  #expect(try onto { $0.ties = .numpyIntrosort } == [])
  // An order, a gain and a trend of the little suite name both.
  #expect(try onto { $0.source = "elsewhere" } == Array(repeating: "SUITE-REF-007", count: 3))
  #expect(try onto { $0.filters = [.core(user: 5, item: 5)] }.count == 3)
}

@Test("an alpha, a margin or a printed number beyond all arithmetic is refused")
func beyondArithmetic() throws {
  #expect(try rules { $0.policy.alpha = 1e-300 } == ["SUITE-POLICY-001"])
  #expect(try rules { $0.policy.alpha = 1e-12 } == ["SUITE-POLICY-001"])
  var value = LittleSuite.value("v", run: "plain", printed: "0.25")
  for impossible in [1e300, -0.05, 0] {
    value.margin.relative = impossible
    #expect(try rules { $0.claims = [.value(value)] } == ["SUITE-MARGIN-001"])
  }
  value.margin.relative = 0.05
  value.margin.because = ""
  #expect(try rules { $0.claims = [.value(value)] } == ["SUITE-MARGIN-002"])
  let long = LittleSuite.value("v", run: "plain", printed: String(repeating: "9", count: 200))
  #expect(try rules { $0.claims = [.value(long)] } == ["SUITE-REF-006"])
}
