import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

/// The page of a question over several suites.
@Suite struct QuestionPageTests {
  private func question() throws -> StepQuestion {
    try LittleQuestion.read(
      LittleQuestion.yaml + """
          - {title: Far, suite: little, runs: [plain, better, far], metrics: {all: ndcg@10}}
          - {title: Back, suite: little, runs: [better, plain, lone], metrics: {all: ndcg@10, top: mrr}}

        """)
  }

  private func report() -> Report {
    let suite = LittleSuite.suite()
    let records = LittleSuite.records(suite)
    return Report(suite, records, judge(suite, by: records))
  }

  @Test("a row holds where it begins, what each step adds, where it ends and the sum")
  func rows() throws {
    let report = report()
    let steps = try #require(
      StepMeasurements(report.suite, report.records)
        .steps(["popularity", "plain", "better"], by: "ndcg@10").value)
    let text = QuestionPage(try question(), [report]).markdown
    func shown(_ pair: PairEvidence) throws -> String {
      let half = try #require(pair.interval).high - pair.effect
      return "**\(Numbers.signed(pair.effect, 4)) \(Numbers.margin(half, 4))**"
    }
    let row =
      "| [Little](little/report.md) | NDCG@10 ↑ | \(Numbers.fixed(steps.whole.means[1], 4)) | "
      + "\(try shown(steps.pairs[0])) | \(try shown(steps.pairs[1])) | "
      + "\(Numbers.fixed(steps.whole.means[0], 4)) | \(try shown(steps.whole)) |"
    #expect(text.contains(row), "\(text)")
    #expect(
      text.contains(
        "| Setting | Metric | popularity | → plain | → better | At the end | All steps |"))
    #expect(text.contains("over seeds of training, at a level of 95 %."))
  }

  @Test("the first table counts settings by step and targets, and what is not measured is said")
  func counts() throws {
    let text = QuestionPage(try question(), [report()]).markdown
    #expect(text.contains("| Step | All targets | Those on top |"))
    #expect(text.contains("| popularity → plain | 1 better, 1 worse | 1 worse |"))
    #expect(text.contains("| plain → better | 1 better, 1 not told apart | 1 not told apart |"))
    #expect(
      text.contains(
        "- Far, `little`: resources: the profile 'large' was not run"))
    #expect(
      text.contains(
        "repro run little/popularity little/plain little/better\nrepro run little/plain little/better "
      ))
    let none = QuestionPage(try question(), [])
    #expect(!none.isMeasured)
    #expect(none.markdown.contains("| popularity → plain | not measured | not measured |"))
    #expect(none.markdown.contains("- Little, `little`: the suite has no record"))
  }

  @Test("the pages about all suites lead to a question that a measured suite answers")
  func index() throws {
    let page = QuestionPage(try question(), [report()])
    let index = ReportIndex([report()], questions: [page])
    #expect(index.markdown.contains("| [What is it worth?](gain.md) | 2 of 3 |"))
    #expect(index.html.contains("<a href=\"gain.html\">What is it worth?</a>"))
    let grid = index.grid(folder: "reports/") { _, _ in nil }
    #expect(grid.contains("| [What is it worth?](reports/gain.md) | 2 of 3 |"))
    let unanswered = ReportIndex([report()], questions: [QuestionPage(try question(), [])])
    #expect(!unanswered.markdown.contains("gain.md"))
  }

  @Test("what a question says is words on its page and no markup")
  func hostile() throws {
    let words = "<b>x</b> [y](http://example.org)"
    var question = try question()
    question.settings[0].title = words
    question.title = words
    question.about = words
    question.steps[1] = words
    question.targets[0].title = words
    let page = QuestionPage(question, [report()])
    #expect(!page.markdown.replacing("\\<b>", with: "").contains("<b>"))
    #expect(!page.markdown.replacing("\\](http", with: "").contains("](http"))
    #expect(!page.html.contains("<b>x") && page.html.contains("&lt;b&gt;x"))
    #expect(!page.html.contains("href=\"http:"))
  }
}
