import Foundation
import TestSupport
import Testing

@Test("every worked example of the page comes out as it says")
func workedExamples() throws {
  let page = try String(contentsOf: CalibrationTable.page, encoding: .utf8)
  let examples = try WorkedExample.all(in: page)
  #expect(examples.count >= 13)
  for (place, example) in examples.enumerated() {
    let outcome = try example.outcome()
    #expect(!example.expected.isEmpty)
    for (name, text) in example.expected {
      let seen = try #require(outcome[name], "example \(place + 1) has no \(name)")
      #expect(seen.reads(text), "example \(place + 1), \(name): \(text), not \(seen)")
    }
  }
}

@Test("an example that says another number, or another word, is noticed")
func wrongExamples() throws {
  func reads(_ line: String) throws -> Bool {
    let block = "```example\nHolm 0.01 0.02 0.03\n---\n\(line)\n```"
    let example = try #require(try WorkedExample.all(in: block).first)
    let seen = try #require(try example.outcome()["adjusted"])
    return seen.reads(example.expected[0].text)
  }
  #expect(try reads("adjusted = 0.03 0.04 0.04"))
  #expect(try !reads("adjusted = 0.03 0.04 0.05"))
  #expect(try !reads("adjusted = 0.03 0.04"))
}

@Test("the page is linked from the README")
func linked() throws {
  let readme = try String(
    contentsOf: SharedData.package.appendingPathComponent("README.md"), encoding: .utf8)
  #expect(readme.contains("(docs/how-verdicts-are-reached.md)"))
}
