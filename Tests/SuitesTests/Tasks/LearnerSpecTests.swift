import Foundation
import Testing

@testable import Suites

/// Learners of a distillation as suite files write them.
@Suite struct LearnerSpecTests {
  private let plain =
    #"{"attentionDropout":0.5,"blocks":1,"dropout":0.2,"heads":1,"hidden":64,"positions":50,"width":32}"#

  private func read(_ text: String) throws -> LearnerSpec {
    try CanonicalJSON.read(LearnerSpec.self, from: Data(text.utf8))
  }

  @Test("without a kind it is SASRec, and is written as it was before there were others")
  func unnamed() throws {
    let spec = try read(plain)
    #expect(spec.title == "SASRec" && spec.longestRow == 50)
    #expect(try CanonicalJSON.compact(spec) == plain)
    let named = try read(plain.replacing(#"{"att"#, with: #"{"kind":"sasrec","att"#))
    #expect(named == spec)
    #expect(try CanonicalJSON.compact(named) == plain)
  }

  @Test(
    "every other kind is written with its name",
    arguments: [
      #"{"dropout":0.2,"hidden":64,"kind":"gru4rec","layers":1,"width":64}"#,
      #"{"dropout":0.5,"embeddingDropout":0.25,"hidden":128,"kind":"narm","width":64}"#,
      #"{"attentionDropout":0.5,"blocks":1,"dropout":0.2,"heads":1,"hidden":64,"kind":"bert4rec","#
        + #""mask":0.6,"maskLast":0.5,"positions":15,"width":32}"#,
    ])
  func named(text: String) throws {
    let spec = try read(text)
    #expect(spec.entry.complaints.isEmpty)
    #expect(try CanonicalJSON.compact(spec) == text)
  }

  @Test("an unknown kind is told with those there are")
  func unknown() {
    let error = #expect(throws: DecodingError.self) {
      try read(#"{"kind":"caser","width":4}"#)
    }
    #expect(
      "\(error.map { "\($0)" } ?? "")".contains(
        "no learner is called 'caser'; there are bert4rec, gru4rec, narm, sasrec"))
  }
}
