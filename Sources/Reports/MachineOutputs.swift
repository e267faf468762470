public import Suites
public import Verdicts

/// JUnit XML: a claim is a test case. NOT-REPLICATED is a failure, trouble an error, a claim that
/// was not asked for or cannot be run is skipped.
///
/// - Parameter selected: ids of the claims that were asked for.
public func junit(_ assessment: Assessment, selected: [String]) -> String {
  var cases = ""
  var failures = 0
  var errors = 0
  var skipped = 0
  for judgement in assessment.judgements {
    let name =
      "name=\"\(ForeignText.markup(judgement.claim))\" classname=\"\(ForeignText.markup(assessment.suite))\""
    let text = ForeignText.markup(judgement.verdict.description)
    let body: String
    if !selected.contains(judgement.claim) {
      body = "<skipped message=\"not selected\"/>"
      skipped += 1
    } else {
      switch judgement.verdict.word {
      case .replicated, .sameNumber, .direction, .exceeds, .inconclusive:
        if judgement.fails {
          body = "<failure message=\"\(text)\"/>"
          failures += 1
        } else {
          body = "<system-out>\(text)</system-out>"
        }
      case .notReplicated:
        body = "<failure message=\"\(text)\"/>"
        failures += 1
      case .error:
        body = "<error message=\"\(text)\"/>"
        errors += 1
      case .notComparable, .blocked:
        body = "<skipped message=\"\(text)\"/>"
        skipped += 1
      }
    }
    cases += "    <testcase \(name)>\(body)</testcase>\n"
  }
  let counts =
    "tests=\"\(assessment.judgements.count)\" failures=\"\(failures)\" errors=\"\(errors)\" "
    + "skipped=\"\(skipped)\""
  return """
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites \(counts)>
      <testsuite name="\(ForeignText.markup(assessment.suite))" \(counts)>
    \(cases)  </testsuite>
    </testsuites>

    """
}

/// GitHub's annotations for claims that fail the policy, worst first, at most ten; the last says how
/// many more there are.
///
/// - Parameters:
///   - file: the suite's file as the annotation names it.
///   - position: where a claim stands in it.
public func annotations(
  _ assessment: Assessment, file: String, position: (_ claim: Int) -> Position?
) -> [WorkflowCommand] {
  let order: [VerdictWord] = [.error, .notReplicated, .exceeds, .inconclusive]
  var failing: [(rank: Int, index: Int, judgement: Judgement)] = []
  for (index, judgement) in assessment.judgements.enumerated() where judgement.fails {
    let rank = order.firstIndex(of: judgement.verdict.word) ?? order.count
    failing.append((rank, index, judgement))
  }
  failing.sort { ($0.rank, $0.index) < ($1.rank, $1.index) }
  let limit = 10
  var commands: [WorkflowCommand] = []
  for (place, entry) in failing.prefix(limit).enumerated() {
    let at = position(entry.index)
    var message = "\(entry.judgement.claim): \(entry.judgement.verdict.description)"
    if place == limit - 1, failing.count > limit {
      message += " (and \(failing.count - limit) more)"
    }
    commands.append(
      WorkflowCommand(
        error: message, title: entry.judgement.verdict.word.rawValue, file: file,
        line: at?.line ?? 1, column: at?.column ?? 1))
  }
  return commands
}

/// The text of a step summary of at most `limit` bytes: the first of the candidates that fits, from
/// the fullest to the counts alone; where none does, the last one cut at a line.
public func stepSummary(_ candidates: [String], limit: Int = 1 << 20) -> String {
  for candidate in candidates where candidate.utf8.count <= limit { return candidate }
  let lines = (candidates.last ?? "").split(separator: "\n", omittingEmptySubsequences: false)
  var text = ""
  for line in lines where text.utf8.count + line.utf8.count + 1 <= limit { text += line + "\n" }
  return text
}

extension Report {
  /// Verdicts by count, the shortest report there is.
  public var counts: String {
    var text =
      "# \(InlineText(suite.paper.title).markdown)\n\n| Verdict | Claims |\n| --- | ---: |\n"
    for word in VerdictWord.allCases where assessment.count(word) > 0 {
      text += "| \(word.rawValue) | \(assessment.count(word)) |\n"
    }
    return text
  }

  /// The claims that fail the policy, and the counts.
  public var failing: String {
    var text = counts + "\n"
    for judgement in assessment.judgements where judgement.fails {
      let words = "`\(judgement.claim)`: \(judgement.verdict.description)"
      text += "- \(InlineText(words).markdown)\n"
    }
    return text
  }
}
