import Determinism
import Foundation
import Metrics
import Models
import Suites
import Tensors
import TestSupport
import Testing

private let suites = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "suites")

/// One line of `suites/xcrossnet/bars-criteo.csv`: column to text.
private typealias Line = [String: String]

private func table() throws -> [Line] {
  let text = try String(
    contentsOf: suites.appending(path: "xcrossnet/bars-criteo.csv"), encoding: .utf8)
  let lines = text.split(separator: "\n").map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
  return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
}

/// The run of a click model, by its name.
private func clicks(_ suite: Suite) -> [String: (task: ClickTask, run: RunSpec)] {
  var found: [String: (task: ClickTask, run: RunSpec)] = [:]
  for run in suite.runs {
    if let task = run.task.click { found[run.id] = (task, run) }
  }
  return found
}

private func times(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: "x") }

/// What a run says, in the table's words: batch norm, dropout, hidden layers, the model's own.
private func words(_ model: ClickModelSpec) -> (
  norm: Bool, dropout: Double, hidden: String, own: String
) {
  func network(_ spec: ClickNetworkSpec, _ own: String) -> (Bool, Double, String, String) {
    (spec.batchNorm ?? false, spec.dropout, times(spec.hidden), own)
  }
  switch model.entry {
  case let spec as ClickWeightedFieldsSpec:
    return (false, 0, "", spec.firstOrder.map { "firstOrder=\($0.rawValue)" } ?? "")
  case let spec as any NetworkEntry: return network(spec.network, "")
  case let spec as DCNSpec: return network(spec.cross.network, "depth=\(spec.cross.depth)")
  case let spec as DCNV2Spec: return network(spec.cross.network, "depth=\(spec.cross.depth)")
  case let spec as ClickMapsSpec: return (false, 0, "", "maps=\(times(spec.maps))")
  case let spec as ClickMapsNetworkSpec: return network(spec.network, "maps=\(times(spec.maps))")
  case let spec as ClickAttentionSpec:
    let flags = [
      (spec.scaled, "scaled"), (spec.norm, "norm"), (spec.identityResidual, "identityResidual"),
      (spec.wide, "wide"),
    ].compactMap { $0.0 == true ? $0.1 : nil }
    let sizes = ["layers=\(spec.layers)", "heads=\(spec.heads)", "headWidth=\(spec.headWidth)"]
    return (false, 0, "", (sizes + flags).joined(separator: " "))
  default: return (false, 0, "", "")
  }
}

@Suite("BARS' settings")
struct BARSSettingsTests {
  @Test("every row of the profile `full` has the settings that BARS logged, and its printed values")
  func settings() throws {
    let suite = try SuiteFile.sound(path: suites.appending(path: "xcrossnet.yaml").path).suite
    let runs = clicks(suite)
    let lines = try table()
    #expect(lines.count == 24)
    let full = suite.runs.filter { $0.profile == "full" }.map(\.id)
    // XCrossNet has no number there.
    #expect(
      lines.compactMap { $0["run"] }.sorted() == full.filter { $0 != "x1-xcrossnet" }.sorted())
    for line in lines {
      func value(_ column: String) throws -> String { try #require(line[column]) }
      func number(_ column: String) throws -> Double { try #require(Double(try value(column))) }
      let id = try value("run")
      let (task, run) = try #require(runs[id])
      let (isX1, isSecond) = (id.hasPrefix("x1-"), try value("fuxictr") == "2.2.0")
      let training = task.training
      #expect(
        try times(run.seeds.map { Int($0) }) == value("seeds").replacing(" ", with: "x"), "\(id)")
      #expect(try training.tablePenalty == number("tablePenalty"), "\(id)")
      #expect(try training.penalty == number("penalty"), "\(id)")
      // What embeds numbers is penalised as the tables are; x4 has no numbers left.
      #expect(training.numberPenalty == (isX1 ? training.tablePenalty : nil), "\(id)")
      #expect(try training.monitor.rawValue == value("monitor"), "\(id)")
      #expect(try Double(training.patience) == number("patience"), "\(id)")
      #expect((training.rate, training.rateDrop) == (0.001, 0.1), "\(id)")
      #expect((training.rateFloor, training.minimalGain) == (1e-6, 1e-6), "\(id)")
      #expect((training.clipNorm, training.start) == (10, .fuxictr), "\(id)")
      #expect((training.tableDeviation, training.tables) == (1e-4, .dense), "\(id)")
      #expect((training.rows, training.epochs) == (isX1 ? 4096 : 10000, 100), "\(id)")
      #expect(task.data.treatment.missingNumber == (isX1 ? .zero : .unknown), "\(id)")
      #expect(task.data.treatment.missingToken == .unknown, "\(id)")
      #expect(task.data.treatment.threshold == (isX1 ? 1 : 10), "\(id)")
      let model = words(task.model)
      #expect(try (model.norm ? "yes" : "no") == value("batchNorm"), "\(id)")
      #expect(try model.dropout == number("dropout"), "\(id)")
      #expect(try (model.hidden, model.own) == (value("hidden"), value("own")), "\(id)")
      // What is left different is declared, for this run.
      let declared = suite.deviations.filter {
        $0.id.hasPrefix("bars-") && ($0.runs ?? []).contains(id)
      }.map(\.id)
      #expect(
        try declared.sorted() == value("different").split(separator: " ").map(String.init).sorted(),
        "\(id)")
      #expect(isSecond == !declared.contains("bars-unused-rows"), "\(id)")
      for metric in ["auc", "logloss"] as [Metric] {
        let reference = try #require(
          suite.claims.compactMap { claim -> Reference? in
            guard case .value(let claim) = claim, claim.id == "bars-\(id)-\(metric)" else {
              return nil
            }
            return claim.reference
          }.first)
        #expect(try Double(reference.runs) == number("runs"), "\(id)")
        let printed = try #require(Double(reference.printed))
        let digits = reference.printed.count - 2
        let scale = digits == 4 ? 1e4 : 1e6
        #expect(try (number(metric.name) * scale).rounded() == (printed * scale).rounded(), "\(id)")
      }
    }
    // Deviations of the paper's own runs touch no row of BARS.
    for deviation in suite.deviations where !deviation.id.hasPrefix("bars-") {
      #expect(
        Set(deviation.runs ?? full).isDisjoint(with: lines.compactMap { $0["run"] }),
        "\(deviation.id)")
    }
  }

  @Test("models have as many parameters as BARS' logs print")
  func counts() throws {
    let suite = try SuiteFile.sound(path: suites.appending(path: "xcrossnet.yaml").path).suite
    let runs = clicks(suite)
    var counted = 0
    for line in try table() {
      guard let id = line["run"], let printed = line["parameters"].flatMap(Int.init) else {
        continue
      }
      // Rows of categories, unknown ones among them: 1.x has no padding rows, 2.2 one each field.
      let rows = id.hasPrefix("x1-") ? 2_086_303 : line["fuxictr"] == "2.2.0" ? 910_747 : 910_708
      let columns =
        id.hasPrefix("x1-")
        ? ClickColumns(dense: 13, fields: 26, vocabulary: rows)
        : ClickColumns(dense: 0, fields: 39, vocabulary: rows)
      let spec = try #require(runs[id]).task.model
      let (model, parameters) = spec.model(for: columns, key: RandomKey(seed: 1))
      let network = parameters.declared.filter { !$0.path.contains(".running.") }.reduce(0) {
        $0 + $1.shape.count
      }
      let width = model.width + (model.weighsCategories ? model.weightWidth : 0)
      #expect(network + rows * width == printed, "\(id)")
      counted += 1
    }
    #expect(counted == 16)
  }

  @Test(
    "settings that cannot be followed are refused in a sentence",
    arguments: [
      ("training: {shards: 1}", "training: {shards: 4}", "the batch must be one part"),
      ("clipNorm: 10\n", "clipNorm: 0\n", "it must be positive"),
      ("rateFloor: 1e-6\n", "rateFloor: 1\n", "at most the rate"),
      ("minimalGain: 1e-6\n", "minimalGain: -1\n", "it must be between 0 and 1"),
      ("numberPenalty: 1e-5", "numberPenalty: -1", "it cannot be negative"),
      (
        "start: fuxictr\n", "start: torch\n",
        "start' must be one of fuxictr, own, not 'torch'"
      ),
      ("missingNumber: zero", "missingNumber: unknown", "categories"),
      (
        "firstOrder: vectors", "firstOrder: weights",
        "firstOrder' must be 'vectors', not 'weights'"
      ),
      (
        "{kind: ipnn, width: 10,", "{kind: ipnn, firstOrderBias: true, width: 10,",
        "no first-order part"
      ),
      ("headWidth: 64,", "headWidth: 64, headsWidth: 1,", "headsWidth"),
    ])
  func refused(_ old: String, _ new: String, _ reason: String) throws {
    func problem(_ text: String) throws -> SuiteError? {
      try SuiteFile(yaml: text, file: "f.yaml").problems().first
    }
    let text = WrittenSuite.clicks
    #expect(try problem(text) == nil)
    let place = try #require(text.range(of: old))
    let changed = text.replacingCharacters(in: place, with: new)
    let refusal: SuiteError?
    do { refusal = try problem(changed) } catch let error as SuiteError { refusal = error }
    #expect(refusal?.problem.contains(reason) == true, "\(String(describing: refusal))")
  }
}
