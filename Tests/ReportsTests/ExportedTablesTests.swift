import Foundation
import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

@Suite struct ExportedTablesTests {
  private func tables(
    _ suite: Suite, _ reading: RecordReading, claims: [String]? = nil
  ) throws -> [String: String] {
    let plan = try Plan(suite)
    let records = reading.records(of: plan)
    let report = Report(suite, records, judge(suite, by: records))
    var tables = ExportedTables()
    tables.add(
      report, plan: plan, reading: reading, runs: suite.runs.map(\.id),
      claims: claims ?? suite.claims.map(\.id))
    return Dictionary(uniqueKeysWithValues: tables.files.map { ($0.name, $0.text) })
  }

  private func reading(_ records: [RunRecord]) -> RecordReading {
    var reading = RecordReading()
    for record in records { reading.take(.record(record)) }
    return reading
  }

  @Test("every metric of every seed stands in a row, in digits that give the number back exactly")
  func results() throws {
    let suite = LittleSuite.suite()
    let records = LittleSuite.records(suite)
    let files = try tables(suite, reading(records))
    let rows = commaSeparated(try #require(files["results.csv"]))
    var count = 0
    for record in records {
      for (metric, value) in try #require(record.result).metrics {
        let found = rows.filter {
          $0["run"] == record.run.name && $0["seed"] == "\(record.run.seed)"
            && $0["metric"] == metric.name
        }
        #expect(found.count == 1)
        #expect(found.first?["value"].flatMap(Double.init) == value)
        #expect(found.first?["status"] == "finished" && found.first?["reason"] == "")
        #expect(found.first?["computation"] == record.id)
        count += 1
      }
    }
    let others = rows.filter { $0["metric"] == "" }
    #expect(rows.count == count + others.count)
    #expect(rows.allSatisfy { $0["elsewhere"] == "false" && $0["made_by"] == "" })
    // The profile that was not run: three seeds.
    #expect(others.map { $0["run"] } == ["far", "far", "far"])
    #expect(others.allSatisfy { $0["status"] == "missing" && $0["value"] == "" })
  }

  @Test("numbers that nobody reads are in no row: diverged, stale and refused cells say why")
  func unread() throws {
    let suite = LittleSuite.suite()
    var records = LittleSuite.records(suite)
    for index in records.indices where records[index].run.name == "plain" {
      switch records[index].run.seed {
      case 1: records[index].outcome = .diverged(step: 7)
      case 2: records[index].run.engine = 2
      default: records[index].outcome = .failed(reason: "no memory, \"none\"")
      }
    }
    var all = reading(records)
    let lone = try #require(records.first { $0.run.name == "lone" })
    all.refuse(lone, RecordError(file: "lone.1.json", reason: "=it is empty"))
    let files = try tables(suite, all)
    let rows = commaSeparated(try #require(files["results.csv"]))
      .filter { ["plain", "lone"].contains($0["run"]) }
    #expect(rows.map { $0["status"] } == ["diverged", "stale", "failed", "refused"])
    #expect(
      rows.map { $0["reason"] } == [
        "the loss was no number at step 7", "changed since: engine (2 → 1)",
        "no memory, \"none\"", "'=it is empty",
      ])
    #expect(rows.allSatisfy { $0["value"] == "" && $0["computation"] == "" })
  }

  @Test("a claim's row repeats its judgement")
  func claims() throws {
    let suite = LittleSuite.suite()
    let records = LittleSuite.records(suite)
    let assessment = judge(suite, by: records)
    let files = try tables(suite, reading(records))
    let rows = commaSeparated(try #require(files["claims.csv"]))
    #expect(rows.map { $0["claim"] } == assessment.judgements.map(\.claim))
    for (row, judgement) in zip(rows, assessment.judgements) {
      #expect(row["verdict"] == judgement.verdict.word.rawValue)
      #expect(row["reason"] == judgement.verdict.reason.text)
      #expect(row["p"].flatMap(Double.init) == judgement.significance?.p)
      #expect(row["p_adjusted"].flatMap(Double.init) == judgement.significance?.adjusted)
      #expect(row["family"] == judgement.significance?.family.rawValue ?? "")
    }
    guard case .value(let value) = assessment.judgements[0].evidence,
      case .order(let pairs) = assessment.judgements[1].evidence,
      case .gain(let gain, _) = assessment.judgements[2].evidence,
      case .trend(let trend) = assessment.judgements[3].evidence
    else { return #expect(Bool(false), "the little suite has other claims") }
    #expect(rows[0]["published"] == "0.28")
    #expect(rows[0]["ours"].flatMap(Double.init) == value.mean)
    #expect(rows[0]["low"].flatMap(Double.init) == value.readings[0].wide?.low)
    // Of an order, the pair that is told least.
    let weakest = try #require(pairs.max { ($0.p ?? 2) < ($1.p ?? 2) })
    #expect(rows[1]["difference"].flatMap(Double.init) == weakest.effect)
    #expect(rows[1]["difference_of"] == "\(weakest.run) - \(weakest.over)")
    #expect(rows[1]["ours"] == "" && rows[1]["means"]?.split(separator: " ").count == 3)
    #expect(rows[2]["published"] == "0.25" && rows[2]["printed"] == "'+25 %")
    #expect(rows[2]["ours"].flatMap(Double.init) == gain.mean)
    #expect(rows[3]["difference"].flatMap(Double.init) == trend.slope)
    #expect(rows[3]["difference_of"] == "slope against ln(width)")
    #expect(rows[4]["verdict"] == "BLOCKED" && rows[4]["ours"] == "")
  }

  @Test("every column is explained, and only what was asked for is in the tables")
  func columns() throws {
    let suite = LittleSuite.suite()
    let files = try tables(suite, reading(LittleSuite.records(suite)), claims: ["gain"])
    let meanings = commaSeparated(try #require(files["columns.csv"]))
    for table in ["results", "claims"] {
      let heading = try #require(files["\(table).csv"]).split(separator: "\n")[0]
      let named = meanings.filter { $0["table"] == table }.map { $0["column"] ?? "" }
      #expect(heading.split(separator: ",").map(String.init) == named)
      #expect(Set(named).count == named.count)
    }
    #expect(meanings.allSatisfy { ($0["meaning"] ?? "").count > 4 })
    #expect(Set(meanings.compactMap { $0["kind"] }) == ["text", "number", "count", "flag"])
    #expect(commaSeparated(try #require(files["claims.csv"])).map { $0["claim"] } == ["gain"])
  }
}

@Test("a cell is one line, quoted as RFC 4180 asks, and no spreadsheet computes it")
func spreadsheetCells() {
  let cells = [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"a\"", "\"say \"\"a\"\"\""),
    ("two\r\nlines", "two lines"), ("=1+1", "'=1+1"), ("+25 %", "'+25 %"), ("-3", "'-3"),
    ("@sum", "'@sum"), ("  =1", "'  =1"), ("\t=1", "' =1"), ("＝1", "'＝1"),
    ("'quoted'", "''quoted'"), ("−3 %", "−3 %"), ("", ""), (" ends ", "\" ends \""),
    ("\u{202e}=1", "\u{fffd}=1"), ("=\"a\",1", "\"'=\"\"a\"\",1\""),
  ]
  for (text, cell) in cells { #expect(ForeignText.cell(text) == cell, "\(text)") }
}
