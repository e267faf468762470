import Foundation
import Testing

/// A setting that makes no sense: what stands in the sound suite, what in its place, and the words
/// of the refusal, which must name the line that was changed.
struct Absurdity: Sendable, CustomTestStringConvertible {
  var old: String
  var new: String
  var words: String

  init(_ old: String, _ new: String, _ words: String) {
    (self.old, self.new, self.words) = (old, new, words)
  }

  var testDescription: String { new }

  private static let size = "a size between 1 and 1,000,000 is needed, not "
  private static let count = "it must be between 1 and 1,000,000, not "
  private static let fraction = "a fraction from 0 to below 1 is needed, not "
  private static let whole = "must be a whole number"

  static let models: [Absurdity] = [
    .init("width: 16", "width: 0", size + "0"), .init("width: 16", "width: -16", size + "-16"),
    .init("width: 16", "width: 1000000000", size + "1000000000"),
    .init("width: 16", "width: 9223372036854775807", size + "9223372036854775807"),
    .init("width: 16", "width: 9223372036854775808", whole),
    .init("width: 16", "width: \"16\"", whole), .init("width: 16", "width: 16.5", whole),
    .init("width: 16", "width: sixteen", whole), .init("width: 16", "width: null", whole),
    .init("width: 16", "width: 0x10", "write plain decimal digits, not '0x10'"),
    .init("width: 16", "width: 1_6", "write plain decimal digits, not '1_6'"),
    .init("width: 16", "width: 900000", "a matrix of 900000 by 900000 numbers is more than"),
    .init("blocks: 1", "blocks: 0", size + "0"), .init("heads: 1", "heads: 0", size + "0"),
    .init("heads: 1", "heads: 3", "3 heads do not divide a width of 16"),
    .init("hidden: 16", "hidden: 1000000000", size + "1000000000"),
    .init("positions: 31", "positions: 19", "reads at most 19 events, but the data set 'planted'"),
    .init("positions: 31", "positions: 0", size + "0"),
    .init("embeddingDropout: 0.1", "embeddingDropout: 1", fraction + "1.0"),
    .init(", dropout: 0.1", ", dropout: -0.1", fraction + "-0.1"),
    .init("variant: full", "variant: half", "half"),
    .init("kind: random", "kind: rnd", "no model is called 'rnd'"),
  ]

  static let trainings: [Absurdity] = [
    .init("rate: 0.003", "rate: -1", "it must be positive"),
    .init("rate: 0.003", "rate: 0", "it must be positive"),
    .init("rate: 0.003", "rate: .nan", "'runs.sasrec.task.training.optimizer.rate' is .nan"),
    .init("rate: 0.003", "rate: .inf", "is .inf, but every number must be finite"),
    .init("rate: 0.003", "rate: -.INF", "is -.INF, but every number must be finite"),
    .init("rate: 0.003", "rate: nan", "is nan, which is not a finite number"),
    .init("rate: 0.003", "rate: \"0.003\"", "a number"),
    .init("rate: 0.003", "rate: 1e999", "is 1e999, which is outside the range of numbers"),
    .init("rate: 0.003", "rate: 0,003", "is unknown"),
    .init("beta1: 0.9", "beta1: 1", fraction + "1.0"),
    .init("beta2: 0.98", "beta2: -0.5", fraction + "-0.5"),
    .init("epsilon: 1e-8", "epsilon: 0", "it must be positive"),
    .init("weightDecay: 0", "weightDecay: -1", "it cannot be negative"),
    .init("temperature: 0.05", "temperature: 0", "it must be positive"),
    .init("negatives: 16", "negatives: 0", count + "0"),
    .init("negatives: 16", "negatives: 1000000000", count + "1000000000"),
    .init("rows: 16", "rows: 0", count + "0"), .init("rows: 16", "rows: -1", count + "-1"),
    .init("epochs: 3", "epochs: 0", count + "0"),
    .init("epochs: 3", "epochs: 1000000000", count + "1000000000"),
    .init("shards: 4", "shards: 17", "at most one part per row"),
    .init("shards: 4", "shards: 0", "at least one part"),
    .init("floor: 2501", "floor: 0", "a rank must be between 1 and 2147483647"),
    .init("floor: 2501", "floor: 4294967297", "a rank must be between 1 and 2147483647"),
    .init("floor: 2501", "floor: 10", "a floor above 10 is needed"),
    .init("every: 1", "every: 0", "it must be between 1 and 1,000,000 epochs"),
    .init("ndcg@10", "ndcg@0", "no metric is called 'ndcg@0'"),
    .init("ndcg@10", "ndcg@99999999999", "no metric is called 'ndcg@99999999999'"),
    .init("seeds: [1]", "seeds: [-1]", whole), .init("seeds: [1]", "seeds: []", "has no seed"),
    .init("seeds: [1]", "seeds: [1, 1]", "names a seed twice"),
    .init("seeds: [1]", "seeds: [18446744073709551615]", "is a whole number beyond"),
  ]

  static let others: [Absurdity] = [
    .init("maximalLength: 20", "maximalLength: 0", "must have 1 to 1,000,000 events, not 0"),
    .init("maximalLength: 20", "maximalLength: 1000000000", "events, not 1000000000"),
    .init("users: 60", "users: 0", "there must be between 1 and 10,000,000 users"),
    .init("users: 60", "users: 1000000000000", "there must be between 1 and 10,000,000 users"),
    .init("groups: 12", "groups: 7", "must divide evenly"),
    .init("fewestEvents: 6", "fewestEvents: 2", "a user must have at least 3 events"),
    .init("noise: 0.1", "noise: 2", "a fraction from 0 to 1 is needed"),
    .init("noise: 0.1", "noise: .nan", "is .nan"),
    .init("source: planted-time", "source: ../../x", "no data set is called '../../x'"),
    .init("alpha: 0.05", "alpha: 0", "no test gives quantiles, to below 0.5, not 0"),
    .init("alpha: 0.05", "alpha: 1e-300", "to below 0.5, not 1e-300"),
    .init("year: 2025", "year: \"2025\"", whole),
    .init("name: tiny", "name: ../tiny", "'../tiny' cannot name a folder"),
    .init("name: tiny", "name: /tmp", "'/tmp' cannot name a folder"),
    .init("id: hstu", "id: ../hstu", "'../hstu' cannot name a file"),
    .init("schema: 2", "schema: 3", "schema 3 is not known"),
    .init("schema: 2", "schema: 1", "schema 1 is not known"),
    .init("guards: []", "guards: &g []", "the anchor '&g' is refused"),
    .init("blocked: []", "blocked: []\nblocked: []", "more than once"),
    .init(
      "guards: []",
      "guards: [{id: g, run: hstu, quantity: users, expected: 1e30, within: 0, because: b}]",
      "the expected number of users must be from 0 to 1,000,000,000"),
  ]

  static let all = models + trainings + others
}

@Suite struct AbsurdSettingsTests {
  @Test("a setting that makes no sense is refused with its line, by check and by run")
  func refused() throws {
    let tool = try Tool()
    let sound = tinySuite()
    #expect(try tool.run("check", "tiny").code == 0)
    for absurdity in Absurdity.all {
      let place = try #require(sound.range(of: absurdity.old), "\(absurdity.old)")
      try sound.replacingCharacters(in: place, with: absurdity.new)
        .write(toFile: tool.folder + "/suites/tiny.yaml", atomically: true, encoding: .utf8)
      let line = sound[..<place.lowerBound].count { $0 == "\n" } + 1
      let check = try tool.run("check", "tiny")
      #expect(check.code == 78, "\(absurdity.new): \(check.complaints)")
      // A flow mapping's parts may stand on the line after it begins.
      let complaints = check.complaints.split(separator: "\n").filter { complaint in
        [line, line - 1].contains { complaint.hasPrefix("repro: suites/tiny.yaml:\($0):") }
          && complaint.contains(absurdity.words)
      }
      #expect(!complaints.isEmpty, "\(absurdity.new), line \(line): \(check.complaints)")
      #expect(check.output == "")
      let run = try tool.run("run", "tiny")
      #expect(run.code == 78 && run.output == "", "\(absurdity.new): \(run.complaints)")
      #expect(run.complaints.count { $0 == "\n" } == 1, "\(run.complaints)")
    }
    #expect(Absurdity.all.count > 70)
    #expect(!FileManager.default.fileExists(atPath: tool.folder + "/reports"))
  }
}
