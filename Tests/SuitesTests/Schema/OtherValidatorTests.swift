import Foundation
import Suites
import TestSupport
import Testing

/// The schemas by a validator that others wrote: Python's `jsonschema`.
@Suite(.enabled(if: OtherValidator.isThere, "Python's jsonschema is not installed"))
struct OtherValidatorTests {
  @Test("Python's jsonschema takes the schemas for schemas, and every shipped file for sound")
  func shipped() throws {
    let documents = try SchemaTests.files().map { path, schema, text in
      OtherValidator.Case(name: path, schema: schema, document: try SchemaTests.document(text))
    }
    #expect(try OtherValidator.refused(documents) == [])
  }

  @Test("Python's jsonschema refuses what our validator refuses")
  func refused() throws {
    let text = WrittenSuite.ranking
    let cases = try SchemaTests.wrong.map { old, new, _ in
      OtherValidator.Case(
        name: new, schema: FileSchema.suites,
        document: try SchemaTests.document(text.replacing(old, with: new, maxReplacements: 1)))
    }
    #expect(cases.count > 10)
    #expect(try OtherValidator.refused(cases) == cases.map(\.name))
  }
}

/// Python and its `jsonschema`, where both are installed.
enum OtherValidator {
  /// A document to be checked.
  struct Case: Encodable {
    var name: String
    var schema: JSONValue
    var document: JSONValue
  }

  static let isThere = (try? run("import jsonschema", Data())) != nil

  /// Names of the documents that are not as their schema says.
  static func refused(_ cases: [Case]) throws -> [String] {
    let program = """
      import json, sys, jsonschema
      refused = []
      for case in json.load(sys.stdin):
          jsonschema.Draft202012Validator.check_schema(case["schema"])
          if not jsonschema.Draft202012Validator(case["schema"]).is_valid(case["document"]):
              refused.append(case["name"])
      json.dump(refused, sys.stdout)
      """
    let input = Data(try CanonicalJSON.compact(cases).utf8)
    return try CanonicalJSON.read([String].self, from: try run(program, input))
  }

  private struct Failed: Error {}

  private static func run(_ program: String, _ input: Data) throws -> Data {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "input.json")
    try input.write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
    return data
  }
}
