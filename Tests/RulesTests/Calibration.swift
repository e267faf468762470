import Determinism
import Suites
import Testing

@testable import Reports
@testable import Verdicts

/// What came out of one setting's suites.
struct Calibration: Sendable {
  /// Of the statements that are false by construction, the share with a probability below 5 %, alone.
  var different = 0.0
  /// Of the values, the share called equivalent though they lie exactly a margin away.
  var equivalent: Double?
  /// The share of suites with any false decision, in words; where some statements are true and the
  /// family is under Benjamini and Hochberg, the mean share of false ones among those decided. Of
  /// diffs, the share that fails.
  var family = 0.0
  /// Of the statements that are true, the share decided so.
  var found: Double?

  /// Draws suites of a setting and judges them.
  static func of(_ setting: Setting, trials: Int) -> Calibration {
    let drawn = DrawnSuite(setting)
    let key = RandomKey(seed: 17)[setting.testDescription]
    return setting.kind == .diffs ? diffs(drawn, key, trials) : claims(drawn, key, trials)
  }

  private static func claims(_ drawn: DrawnSuite, _ key: RandomKey, _ trials: Int) -> Calibration {
    let setting = drawn.setting
    // Where single seeds are judged, every other statement is about runs that have three.
    let counted = (0..<setting.statements).filter { setting.seeds > 1 || $0.isMultiple(of: 2) }
    let isTrue = (0..<setting.statements).map { setting.isTrue($0) }
    let isValue = setting.kind == .values
    var different = 0
    var equivalent = 0
    var found = 0
    var family = 0.0
    for trial in 0..<trials {
      let key = key[trial]
      let judgements = Measurements(drawn.suite(key), drawn.records(key))
        .judged(planning: false).judgements
      var told = 0
      var decided = 0
      for s in counted {
        let word = judgements[s].verdict.word
        // Of a value, equivalent is no statement about chance: it is not adjusted.
        let isDecided = word != .inconclusive && !(isValue && word == .replicated)
        decided += isDecided ? 1 : 0
        if isTrue[s] {
          found += word == .replicated ? 1 : 0
          continue
        }
        told += isDecided ? 1 : 0
        different += (judgements[s].significance?.p ?? 1) < 0.05 ? 1 : 0
        equivalent += isValue && word == .replicated ? 1 : 0
      }
      let isShare = setting.kind == .mixed && !setting.headline
      family +=
        isShare ? Double(told) / Double(max(1, decided)) : told > 0 ? 1 : 0
    }
    let falseOnes = trials * counted.count { !isTrue[$0] }
    let trueOnes = trials * counted.count { isTrue[$0] }
    return Calibration(
      different: Double(different) / Double(falseOnes),
      equivalent: isValue ? Double(equivalent) / Double(falseOnes) : nil,
      family: family / Double(trials),
      found: trueOnes > 0 ? Double(found) / Double(trueOnes) : nil)
  }

  private static func diffs(_ drawn: DrawnSuite, _ key: RandomKey, _ trials: Int) -> Calibration {
    var different = 0
    var failed = 0
    for trial in 0..<trials {
      func side(_ name: String) -> Snapshot {
        var records = drawn.records(key[trial][name])
        // Another engine: the same bytes are not expected.
        if name == "new" { for index in records.indices { records[index].run.engine += 1 } }
        return Snapshot(label: name, suites: ["drawn": (drawn.suite(key), records)])
      }
      let diff = ReportDiff(from: side("old"), to: side("new"))
      different += diff.rows.count { ($0.p ?? 1) < 0.05 }
      failed += diff.regressed ? 1 : 0
    }
    return Calibration(
      different: Double(different) / Double(trials * drawn.setting.statements),
      family: Double(failed) / Double(trials))
  }
}
