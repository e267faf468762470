import Foundation
import TestSupport
import Testing
import Yams

@testable import Suites

/// The schemas and the page of keys that are kept in the repository.
@Suite struct SchemaTests {
  static let suites = SharedData.package.appending(path: "suites")

  /// A file of suites or data sets as the document that a schema speaks of.
  static func document(_ yaml: String) throws -> JSONValue {
    value(try #require(try compose(yaml: yaml)))
  }

  private static func value(_ node: Node) -> JSONValue {
    switch node {
    case .mapping(let mapping):
      .object(
        Dictionary(
          mapping.map { ($0.key.string ?? "", value($0.value)) }, uniquingKeysWith: { $1 }))
    case .sequence(let list): .array(list.map(value))
    case .scalar(let scalar): scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
    case .alias: .null
    }
  }

  /// As YAML 1.2's core schema reads a plain word.
  private static func plain(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null": .null
    case "true": true
    case "false": false
    default:
      Int(text).map(JSONValue.integer)
        ?? (text.first?.isNumber == true || text.first == "-"
          ? Double(text).map(JSONValue.number) : nil) ?? .string(text)
    }
  }

  /// Every shipped file with the schema that it names.
  static func files() throws -> [(path: String, schema: JSONValue, text: String)] {
    let found = [
      (suites, FileSchema.suites), (suites.appending(path: "datasets"), FileSchema.datasets),
      (suites.appending(path: "questions"), FileSchema.questions),
    ]
    return try found.flatMap { folder, schema in
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
        $0.hasSuffix(".yaml")
      }.sorted().map {
        (
          $0, schema,
          try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        )
      }
    }
  }

  @Test("what is kept is what `repro schema` prints")
  func kept() throws {
    let printed = [
      "suites/suite.schema.json": CanonicalJSON.pretty(FileSchema.suites),
      "suites/datasets/dataset.schema.json": CanonicalJSON.pretty(FileSchema.datasets),
      "suites/questions/question.schema.json": CanonicalJSON.pretty(FileSchema.questions),
      "docs/suite-keys.md": KeyReference.page,
    ]
    for (path, text) in printed {
      let kept = try String(contentsOf: SharedData.package.appending(path: path), encoding: .utf8)
      #expect(kept == text, "print \(path) again with `repro schema`")
    }
  }

  @Test("every link of the page of keys leads to a heading of it")
  func links() {
    let page = KeyReference.page
    let headings = page.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
      line.drop { $0 == "#" || $0 == " " }.lowercased().filter {
        $0 == " " || $0.isLetter || $0.isNumber || "-_".contains($0)
      }.replacing(" ", with: "-")
    }
    #expect(Set(headings).count == headings.count && headings.count > 80, "\(headings.count)")
    let links = page.matches(of: /\]\(#([^)]*)\)/).map { String($0.1) }
    #expect(links.count > 60)
    for link in links { #expect(headings.contains(link), "\(link)") }
  }

  @Test("every shipped file is as its schema says, and names it in its first line")
  func shipped() throws {
    let files = try Self.files()
    #expect(files.count > 15)
    for (path, schema, text) in files {
      #expect(JSONSchema(schema).complaints(about: try Self.document(text)) == [], "\(path)")
      let name =
        text.contains("\npaper:")
        ? "suite.schema.json"
        : text.contains("\nsettings:") ? "question.schema.json" : "dataset.schema.json"
      #expect(text.hasPrefix("# yaml-language-server: $schema=\(name)\n"), "\(path)")
    }
  }

  /// A change to a sound suite that makes it wrong, and what is said of it.
  static let wrong: [(old: String, new: String, place: String)] = [
    ("evaluation:", "evaluatoin:", "nobody declared evaluatoin"),
    ("guards:\n", "gards:\n", "nobody declared gards"),
    ("kind: sampled-softmax", "kind: sampled-softmaxx", "/defaults/task/ranking"),
    ("kind: sasrec, hidden", "kind: sasrek, hidden", "/runs/1/matrix/model"),
    ("rows: 64", "rows: 0", "out of range"),
    ("beta1: 0.9", "beta1: 1", "out of range"),
    ("temperature: 0.05", "temperature: 0", "out of range"),
    ("dropout: 0.1}", "dropout: 1.5}", "out of range"),
    ("hidden: 32", "hiden: 32", "/runs/1/matrix/model"),
    ("alpha: 0.05", "alpha: 0.5", "out of range"),
    ("read: last", "read: first", "not one of the words"),
    ("    metric: ndcg@10\n    statement", "    metrik: ndcg@10\n    statement", "metri"),
    ("id: users, run: popularity,", "id: users,", "lacks run"),
    ("schema: 2", "schema: 3", "out of range"),
    ("epochs: 15", "epochs: 1.5", "no integer"),
    ("epochs: 15", "epochs: many", "does not match"),
  ]

  @Test("a misspelt key, a wrong kind or a number out of range fails the schema", arguments: wrong)
  func refused(old: String, new: String, place: String) throws {
    let text = WrittenSuite.ranking
    #expect(text.contains(old))
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    let schema = JSONSchema(FileSchema.suites)
    #expect(schema.complaints(about: try Self.document(text)) == [])
    let complaints = schema.complaints(about: try Self.document(changed))
    #expect(complaints.contains { $0.contains(place) }, "\(complaints)")
    // The tool's own reader agrees.
    let problems: Int
    do throws(SuiteError) {
      problems = try SuiteFile(yaml: changed, file: "f.yaml").problems().count
    } catch { problems = 1 }
    #expect(problems > 0)
  }

  @Test("a wrong source fails the schema of data sets")
  func sources() throws {
    let path = Self.suites.appending(path: "datasets/ml-1m.yaml")
    let text = try String(contentsOf: path, encoding: .utf8)
    let schema = JSONSchema(FileSchema.datasets)
    for (old, new) in [
      ("layout: movielens-1m", "layout: movielens-2m"), ("packing: archive", "packing: zip"),
      ("sha256: a6", "sha256: A6"), ("unpackedLimit: 50000000", "unpackedLimit: 0"),
      ("title: MovieLens 1M\n", ""), ("urls:", "url:"), ("schema: 1", "schema: 2"),
    ] {
      #expect(text.contains(old), "\(old)")
      let changed = text.replacing(old, with: new, maxReplacements: 1)
      #expect(!schema.complaints(about: try Self.document(changed)).isEmpty, "\(new)")
      #expect(throws: SuiteError.self, "\(new)") {
        try decodeStrictly(DatasetSource.self, from: changed, file: "f.yaml")
      }
    }
  }
}
