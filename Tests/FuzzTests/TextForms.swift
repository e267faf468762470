import Foundation
import Reports
import Suites
import TestSupport
import Testing

/// A type with one field of each kind.
private struct Small: Codable, Sendable, Hashable {
  struct Part: Codable, Sendable, Hashable {
    var kind: String
    var share: Double?
  }
  var name: String
  var width: Int
  var seed: UInt64
  var rate: Double
  var flag: Bool
  var list: [Int]
  var parts: [Part]
  var table: [String: Double]
  var note: String?
}

private let small = """
  name: one
  width: 8
  seed: 7
  rate: 1e-3
  flag: true
  list: [1, 2]
  parts:
    - {kind: a, share: 0.5}
    - kind: "b"
  table: {x: 1, "y": 2.5}
  # A comment.
  note: >-
    some
    words
  """

extension Form {
  private static let markup = [
    ":", ": ", "- ", "[", "]", "{", "}", "&a", "*a", "<<: *a", "!!str ", "!!binary ", "|", ">", "#",
    "\"", "'", "---", "...", "%YAML 1.1", "\t", "\n", "\n  ", "\u{0}", "\u{feff}", "é", "~", "null",
    "true", "yes", "schema", "kind", "id", "run", "../x",
  ]

  /// YAML, strictly: as a small type, and as a whole suite with its checks and its plan.
  static let yaml = Form(
    name: "yaml", seeds: [Data(small.utf8), shortSuite] + suites, tokens: markup + numbers,
    prefix: "f.yaml",
    tries: 1_000
  ) { data in
    guard let text = String(data: data, encoding: .utf8) else {
      return try unreadable(data)
    }
    do {
      guard text.contains("schema") else {
        let read = try decodeStrictly(Small.self, from: text, file: "f.yaml")
        // What was read can be written and read again.
        let again = try CanonicalJSON.read(
          Small.self, from: Data(CanonicalJSON.compact(read.value).utf8))
        #expect(again == read.value)
        return .understood
      }
      let file = try SuiteFile(yaml: text, file: "f.yaml")
      if let first = file.problems().first {
        #expect(first.line != nil && first.rule != nil)
        return .refused(first.description)
      }
      for run in try Plan(file.suite).runs {
        let again = try CanonicalJSON.read(Run.self, from: Data(CanonicalJSON.compact(run).utf8))
        #expect(again == run)
      }
      #expect(!file.suite.name.contains("/") && !file.suite.rulesDigest.isEmpty)
      return .understood
    } catch let error as SuiteError {
      // Only what is no text at all has no line.
      #expect(error.line != nil || error.problem.hasPrefix("not readable as UTF-8"), "\(error)")
      return .refused(error.description)
    }
  }

  /// A question over several suites; what is understood has a page.
  static let question = Form(
    name: "question", seeds: [Data(LittleQuestion.yaml.utf8)], tokens: markup + numbers,
    prefix: "gain.yaml", tries: 1_000
  ) { data in
    let folder = try TemporaryFolder()
    let path = try folder.write(data, to: "gain.yaml").path
    do throws(SuiteError) {
      let question = try StepQuestion.read(path, knowing: ["little": LittleSuite.suite()])
      #expect(QuestionPage(question, []).markdown.hasPrefix("# "))
      return .understood
    } catch {
      var named = error
      named.file = "gain.yaml"
      return .refused(named.description)
    }
  }

  /// Bytes that are no text, through a file as the tool reads them.
  private static func unreadable(_ data: Data) throws -> Outcome {
    let folder = try TemporaryFolder()
    let path = try folder.write(data, to: "f.yaml").path
    do throws(SuiteError) {
      _ = try SuiteFile(path: path)
      return .understood
    } catch {
      #expect(error.problem == "the file is not UTF-8 text")
      return .refused("f.yaml: \(error.problem)")
    }
  }

  /// A suite in its short form: defaults, a matrix with a hole, a table with an order and a gain.
  private static let shortSuite = Data(
    """
    schema: 2
    name: s
    paper: {title: T, authors: A, year: 2025, url: u}
    policy: {alpha: 0.05, fails: [ERROR], profiles: [p]}
    defaults:
      run: {profile: p, seeds: [1], task: {kind: rating, dataset: d, threshold: 4, held: 2}}
      task:
        rating: {evaluation: {metrics: [auc, logloss], every: 1, read: last}}
      model:
        popularity: {smoothing: 20}
    datasets:
      - {id: d, source: x, ties: file, filters: [], maximalLength: 9, split: leave-last-out}
    runs:
      - id: "a-{size}-{by}"
        matrix: {size: [1, 2], by: {x: {with: {of: 3}}, y: {seeds: [1, 2], with: {of: 5}}}}
        except: [{size: 2, by: [y]}]
        task: {model: {kind: popularity, smoothing: "{of}"}}
    claims:
      - kind: table
        id: "{row}-{metric}"
        place: "Table 1, {name}"
        selection: unknown
        grade: primary
        margin: {relative: 0.05, absolute: 0, because: seeds}
        columns: {AUC: auc, LL: logloss}
        parts:
          - with: {set: one}
            rows: {a-1-x: {name: One, printed: [0.70, 0.5]}, a-2-x: [71.0 %, none]}
        orders: [{id: "o-{metric}", rows: [a-2-x, a-1-x], place: "{set}, {best}"}]
        gains:
          - {id: g, row: a-2-x, over: a-1-x, column: AUC, printed: +1.4 %, place: "{last}",
             margin: {relative: 0, absolute: 0.1, because: b}}
    """.utf8)

  /// A suite for each kind of task, short enough to be read many times a second.
  static let suites: [Data] = {
    let head = """
      schema: 2
      name: s
      paper: {title: T, authors: A, year: 2025, url: u}
      policy: {alpha: 0.05, fails: [ERROR], profiles: [p]}
      """
    let tail = "blocked: []\ncomparisons: []\ndeviations: []\ncontradictions: []\n"
    let ranking = """
      datasets:
        - {id: d, source: x, ties: {kind: shuffled, seed: 3}, maximalLength: 9,
           split: leave-last-out, filters: [{kind: core, user: 5, item: 5}, {kind: renumber}]}
      runs:
        - id: a
          profile: p
          task:
            kind: ranking
            dataset: d
            model: {kind: sasrec, width: 8, blocks: 1, heads: 2, hidden: 8, positions: 20,
                    embeddingDropout: 0.1, dropout: 0}
            training:
              loss: {kind: sampled-softmax, negatives: 4, temperature: 0.05}
              optimizer: {kind: adamw, rate: 0.001, beta1: 0.9, beta2: 0.98, epsilon: 1e-8,
                          weightDecay: 0}
              rows: 4
              epochs: 1
              shards: 2
            evaluation: {candidates: catalogue, seen: kept-history, ties: against,
                         queryTime: target, floor: 11, metrics: [ndcg@10, hr@10], every: 1,
                         read: last}
          seeds: [1, 2]
      guards:
        - {id: g, run: a, quantity: users, expected: 100, within: 0, because: counted}
      claims:
        - {kind: value, id: v, run: a, metric: hr@10, margin: {relative: 0.5, absolute: 0,
           because: coarse}, reference: {place: T1, printed: "0.25", runs: 1, selection: best-of-5,
           grade: primary}}
        - {kind: trend, id: t, axis: width, metric: ndcg@10, shape: rises,
           points: [{run: a, at: 1}, {run: a, at: 2, printed: "0.1"}],
           statement: {place: F1, grade: primary}}
      """
    let others = """
      datasets: []
      runs:
        - id: c
          profile: p
          task:
            kind: click
            data: {id: c, source: k, malformed: skip, split: {kind: stratified, folds: 10, seed: 1},
                   treatment: {numbers: log1p, missingNumber: zero, missingToken: own,
                               threshold: 10}}
            model: {kind: dnn, width: 4, numbers: beside, hidden: [8, 8], dropout: 0.5}
            training: {rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, tables: lazy,
                       tablePenalty: 0, penalty: 0, tableDeviation: 0.01, rows: 8, shards: 2,
                       epochs: 2, monitor: auc, patience: 1, rateDrop: 0.1}
            evaluation: {metrics: [auc, logloss], days: 7}
          seeds: [1]
        - id: l
          profile: p
          task:
            kind: law-fit
            points: {from: file, file: grid.csv, rows: {metric: m}, layers: l, width: w, value: v,
                     measure: gain, length: n}
            data: {from: file, name: n, file: sizes.csv, rows: {}, length: n, columns: [t]}
            fits: [{name: F3, law: F3, outer: [1, 2], data: own}]
            search: {lowest: -3, highest: 3, scan: [-1, 1], resamples: 10, descents: 4}
          seeds: [1]
      guards: []
      claims:
        - {kind: order, id: o, runs: [c, c], metric: auc, printed: [],
           statement: {place: T, grade: primary}}
      """
    return [ranking, others].map { Data("\(head)\n\($0)\n\(tail)".utf8) }
  }()
}
