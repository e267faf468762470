import Foundation
import Suites
import TestSupport
import Testing

/// Tasks of ratings in suite files.
@Suite struct RatingSpecTests {
  @Test(
    "a task of ratings that cannot be run is refused with its place and reason",
    arguments: [
      (
        "held: 10\n", "held: 1\n",
        "with one held event per user there is no area under each user's own curve"
      ),
      ("held: 10\n", "held: 0\n", "it must be between 1 and 1000 events, not 0"),
      (
        "negativeShare: 1.0\n", "negativeShare: 0\n",
        "a share above 0 and up to 1 is needed, not 0.0"
      ),
      ("attention: [36]", "attention: []", "at least one layer is needed"),
      ("smoothing: 20}", "smoothing: 0}", "a number above 0 and up to 1e6 is needed, not 0.0"),
      (
        "metrics: [auc, user-auc", "metrics: [auc, mrr",
        "no rating metric is called 'mrr'; there are auc, user-auc, logloss, rig, calibration, "
          + "mae, rmse"
      ),
      (
        "      threshold: 4\n", "",
        "'auc' needs a 'threshold', the least rating of a positive event; ratings are measured by "
          + "mae, rmse"
      ),
      ("hidden: 128}", "hidden: 0}", "a size between 1 and 1,000,000 is needed, not 0"),
      ("blocks: 2,", "blocks: 0,", "a size between 1 and 1,000,000 is needed, not 0"),
    ])
  func refused(old: String, new: String, problem: String) throws {
    let text = WrittenSuite.ratings
    #expect(text.contains(old))
    #expect(try SuiteFile(yaml: text, file: "f.yaml").problems() == [])
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    let problems = try SuiteFile(yaml: changed, file: "f.yaml").problems()
    let found = try #require(problems.first { $0.problem == problem })
    #expect(found.rule == "SUITE-RUN-004" && (found.line ?? 0) > 1)
  }

  @Test(
    "a word that names nothing is refused with what there is",
    arguments: [
      ("{kind: logistic}", "{kind: probit}", "din, logistic, popularity, sequence"),
      ("scorer: {kind: dot}", "scorer: {kind: cosine}", "dot, mlp"),
    ])
  func unknown(old: String, new: String, words: String) throws {
    let changed = WrittenSuite.ratings.replacing(old, with: new, maxReplacements: 1)
    let error = #expect(throws: SuiteError.self) { try SuiteFile(yaml: changed, file: "f.yaml") }
    #expect(error?.problem.contains(words) == true && (error?.line ?? 0) > 1)
  }

  @Test("a task of ratings survives its canonical form")
  func canonical() throws {
    let suite = try SuiteFile(yaml: WrittenSuite.ratings, file: "f.yaml").suite
    let json = try CanonicalJSON.compact(suite)
    #expect(try CanonicalJSON.read(Suite.self, from: Data(json.utf8)) == suite)
    #expect(try Plan(suite).runs.count { $0.task.kind == "rating" } == Plan(suite).runs.count)
  }
}
