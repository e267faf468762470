import Metrics
import Suites
import TestSupport
import Verdicts

func verdicts(
  _ claims: [Claim]? = nil, _ change: (inout Suite, inout [RunRecord]) -> Void = { _, _ in }
) -> [String: Judgement] {
  var suite = LittleSuite.suite(claims: claims)
  var records = LittleSuite.records(suite)
  change(&suite, &records)
  let judgements = judge(suite, by: records).judgements
  return Dictionary(uniqueKeysWithValues: judgements.map { ($0.claim, $0) })
}

func word(
  _ claim: Claim, _ change: (inout Suite, inout [RunRecord]) -> Void = { _, _ in }
) -> VerdictWord? { verdicts([claim], change)[claim.id]?.verdict.word }

/// A claim that prints what is measured for `plain`, to four digits.
func truth(_ offset: Double = 0, grade: Reference.Grade = .primary) -> ValueClaim {
  let suite = LittleSuite.suite()
  let values = LittleSuite.records(suite).filter { $0.run.name == "plain" }
    .compactMap { $0.result?.metrics["ndcg@10"] }
  let mean = values.reduce(0, +) / Double(values.count) + offset
  let digits = Int((mean * 10_000).rounded())
  return LittleSuite.value("truth", run: "plain", printed: "0.\(digits)", grade: grade)
}

extension RunRecord {
  mutating func change(_ edit: (inout RunResult) -> Void) {
    guard case .finished(var result) = outcome else { return }
    edit(&result)
    outcome = .finished(result)
  }
}

/// Copies of `better` under other names, with spreads of seeds of their own.
func lend(_ count: Int, _ suite: inout Suite, _ records: inout [RunRecord]) {
  let specs = suite.runs.filter { $0.id == "better" }
  let lent = records.filter { $0.run.name == "better" }
  for number in 0..<count {
    for var spec in specs {
      spec.id = "lender-\(number)"
      suite.runs.append(spec)
    }
    for var record in lent {
      record.run.name = "lender-\(number)"
      let seed = Double(record.run.seed) - 2
      record.change { result in
        let scale = 1 + 0.004 * Double(number + 1) * seed
        result.ranks = []
        result.metrics["ndcg@10"] = 0.3 * scale
        result.parameters += number * 1_000_000
      }
      records.append(record)
    }
  }
}
