import Determinism
import Foundation
import Suites
import TestSupport
import Testing

@Suite struct FuzzTests {
  /// The readers of what comes from outside.
  static let readers: [Form] = [
    .yaml, .question,
    .ratings(
      "movielens-1m",
      [
        (
          .movieLens1M, "ratings.dat",
          [
            "1::1193::5::978300760\n1::661::3.5::978302109\n2::1::4::978301968\n",
            "1::2::3::4",
          ]
        ),
        (.movieLens1M, "movies.dat", ["1::Toy Story (1995)::Animation|Comedy\n2::Jumanji::A\n"]),
      ]),
    .ratings(
      "movielens-100k",
      [
        (.movieLens100K, "u.data", ["196\t242\t3\t881250949\r\n186\t302\t3\t891717742\n"]),
        (.movieLens100K, "u.item", ["1|Toy|01-Jan-1995||url|0|1\n2|Golden|01-Jan-1995||url|0|1\n"]),
      ]),
    .ratings(
      "movielens-csv",
      [
        (.movieLensCSV, "ratings.csv", ["userId,movieId,rating,timestamp\n1,2,3.5,1112486027\n"]),
        (.movieLensCSV, "movies.csv", ["movieId,title,genres\n1,\"A, \"\"B\"\"\",C|D\n2,E,F\n"]),
      ]),
    .criteo, .safetensors, .record, .gguf, .tokenizer, .itemTexts,
  ]

  /// Readers of our own files, and of data that few suites use.
  static let others: [Form] = [
    .ratings(
      "other-rows",
      [
        (
          .amazonRatingsCSV, "r.csv",
          ["AH2L9G3DQHHAJ,0000000116,4.0,1019865600\nA2,0001,5.0,1\n"]
        ),
        (
          .amazonItemFirstCSV, "r.csv",
          ["0000000116,AH2L9G3DQHHAJ,4.0,1019865600\n0001,A2,5.0,1\n"]
        ),
        (.sequenceGaps, "s.txt", ["1 1 2 3\t0 86400 0\n2 4 5\t0 1\n"]),
        (
          .quotedWithDates, "e.csv",
          ["when,who,what\n2014-07-24,al,\"axe, big\"\n2014-07-23T18:05:30Z,bo,\"tent, old\"\n"]
        ),
      ]),
    .ratings("columns", ColumnExamples.all), .sniff, .prepared, .archive, .looks,
  ]

  private func check(_ form: Form) throws {
    let mutations = Mutations(
      of: form.seeds, tokens: form.tokens, key: RandomKey(seed: 8)[form.name])
    for seed in form.seeds { #expect(try form.read(seed) == .understood) }
    var understood = 0
    var refused = 0
    let tries = try mutations.run(form.name, tries: form.tries) { data in
      switch try form.read(data) {
      case .understood: understood += 1
      case .refused(let sentence):
        refused += 1
        #expect(sentence.hasPrefix(form.prefix), "\(sentence)")
        #expect(!sentence.contains("\n"), "\(sentence)")
      }
    }
    print("fuzz: \(form.name): \(tries) inputs, \(understood) understood, \(refused) refused")
    // Both ends are reached, or the damage proves nothing.
    #expect(understood > 0 && refused > tries / 10)
  }

  @Test("damaged input is refused in one sentence, or understood", arguments: readers)
  func input(_ form: Form) throws { try check(form) }

  @Test("damaged results of other programs are refused in one sentence", arguments: Form.results)
  func results(_ form: Form) throws { try check(form) }

  @Test("damage to what lies in the cache and in archives is refused", arguments: others)
  func stored(_ form: Form) throws { try check(form) }

  @Test("what once was a fault is none any more", arguments: readers + others + Form.results)
  func corpus(_ form: Form) throws {
    for (name, data) in form.corpus {
      if case .refused(let sentence) = try form.read(data) {
        #expect(sentence.hasPrefix(form.prefix) && !sentence.contains("\n"), "\(name): \(sentence)")
      }
    }
  }
}

extension LayoutSpec {
  /// Delimited text with everything that makes it hard.
  fileprivate static let quotedWithDates: LayoutSpec = {
    var layout = DelimitedLayout()
    (layout.user, layout.item, layout.time) = ("who", "what", "when")
    (layout.quoted, layout.timeUnit) = (true, .iso8601)
    return LayoutSpec(layout)
  }()
}
