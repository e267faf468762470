import Foundation
import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

/// Drawings: few lines, each with its label at its end, told apart without colour.
@Suite struct DrawingTests {
  private func line(_ label: String, _ family: ModelFamily?, _ ends: [Double]) -> PictureLine {
    PictureLine(
      label: label, family: family,
      points: ends.enumerated().map { .init(x: Double($0 + 1), y: $1) })
  }

  /// What a script sets as labels: text, height, colour.
  private func labels(_ script: String) -> [(text: String, at: Double, colour: String)] {
    script.matches(
      of: /set label \d+ "([^"]*)" at graph 1.02, first ([-0-9.e]+) left tc rgb "(.*)"/
    )
    .map { (String($0.1), Double($0.2) ?? .nan, String($0.3)) }
  }

  @Test("labels stand at their lines' ends, in order, and never on each other")
  func ends() {
    let picture = Picture(
      title: "t", x: "epoch", y: "HR@10",
      lines: [
        line("a", .hstu, [0, 0.50]), line("b", .sasrec, [0, 0.501]), line("c", .gpt, [0, 0.1]),
      ])
    let script = LineSheet.script([picture])
    let found = labels(script)
    #expect(found.map(\.text) == ["a", "b", "c"])
    #expect(found.map(\.colour) == [ModelFamily.hstu, .sasrec, .gpt].map(\.colour))
    // 0.501 and its margin of 8 %: 0.58 over 300 pixels, 13 of them a label.
    let gap = 0.501 * 1.16 * 13 / 300
    #expect(abs(found[2].at - 0.1) < 1e-12)
    #expect(found[1].at - found[0].at > gap - 1e-9)
    #expect(found[1].at <= 0.501 * 1.08 + 1e-12)
    #expect(script.contains("set xlabel \"epoch\"") && script.contains("set ylabel \"HR@10\""))
    #expect(script.contains("unset key") && !script.contains("title \"a\""))
  }

  @Test("lines of one model have its colour, and a mark and a dash of their own")
  func marks() throws {
    let lines = (0..<7).map { line("\($0)", .hstu, [0, Double($0)]) }
    let script = LineSheet.script([Picture(title: "t", x: "x", y: "y", lines: lines)])
    let styles = script.matches(of: /lc rgb "(#[0-9a-f]+)" pt (\d+) dt (\d+)/)
    #expect(Set(styles.map { String($0.1) }) == [ModelFamily.hstu.colour])
    #expect(Set(styles.map { String($0.2) }).count == 7)
    // Models that meet on a page have a colour each.
    let sequence = ModelSpec.registry.kinds.compactMap { ($0 as? any NamedModel.Type)?.family }
      .filter { $0 != RandomSpec.family }
    #expect(sequence.count == 12 && Set(sequence.map(\.colour)).count == sequence.count)
  }

  @Test("more runs than seven are parted model by model, depth by depth, and none is lost")
  func parts() throws {
    for name in CommittedPagesTests.names {
      let file = SharedData.package.path + "/suites/\(name).yaml"
      let suite = try SuiteFile.sound(path: file).suite
      let titles = SuiteTitles(suite)
      for group in Set(suite.runs.map { $0.group ?? $0.id }).sorted() {
        let runs = suite.runs.filter { ($0.group ?? $0.id) == group }.map(\.id)
        let parts = titles.parted(runs, atMost: LineSheet.most)
        #expect(parts.flatMap { $0.runs.map(\.run) }.sorted() == runs.sorted())
        for part in parts {
          #expect(part.runs.count <= LineSheet.most, "\(group)")
          #expect(Set(part.runs.map(\.label)).count == part.runs.count, "\(group)")
        }
      }
    }
    let depth = try SuiteFile.sound(
      path: SharedData.package.path + "/suites/hstu-backbones.yaml"
    ).suite
    let parts = SuiteTitles(depth).parted(
      depth.runs.filter { $0.group == "depth" }.map(\.id), atMost: 7)
    #expect(parts.map(\.title).prefix(2) == ["HSTU, MovieLens-1M", "LLaMa, MovieLens-1M"])
    #expect(parts[0].runs.map(\.label) == ["2 blocks", "4 blocks", "8 blocks"])
  }

  @Test("a curve is the mean over seeds, its bars reach from the lowest to the highest")
  func curves() throws {
    let suite = LittleSuite.suite()
    var records = LittleSuite.records(suite)
    for index in records.indices where records[index].run.name == "plain" {
      guard case .finished(var result) = records[index].outcome else { continue }
      let values: [UInt64: Double] = [1: 0.1, 2: 0.2, 3: 0.6]
      let value = values[records[index].run.seed] ?? 0
      result.curve = result.curve.map {
        CurvePoint(epoch: $0.epoch, loss: 1, metrics: ["ndcg@10": value])
      }
      records[index].outcome = .finished(result)
    }
    let report = Report(suite, records, judge(suite, by: records))
    let script = try #require(report.plots.first { $0.name == "curves-all" }?.script)
    #expect(script.contains("1.0 0.3 0.1 0.6\n2.0 0.3 0.1 0.6\n"), "\(script)")
    #expect(script.contains("yerrorbars"))
  }
}

extension ModelFamily {
  fileprivate static let hstu = HSTUSpec.family
  fileprivate static let sasrec = SASRecSpec.family
  fileprivate static let gpt = GPTSpec.family
}
