import Datasets
import Foundation
import Suites

/// Layouts of columns with everything that makes them hard, and rows of each.
enum ColumnExamples {
  static let all: [(DatasetSource.Layout, String, [String])] = [
    (
      layout {
        ($0.user, $0.item, $0.rating, $0.time) = ("who", "what", "stars", "when")
        ($0.quotes, $0.comment, $0.timePattern) = (.acrossLines, "#", "%d.%m.%Y %H:%M")
        $0.decimals = .comma
      }, "a.csv",
      [
        "# made\nwho,note,what,stars,when\nal,\"one\n\"\"two\"\"\",\"axe, big\",\"4,5\",23.07.2014 18:05\n"
          + "bo,,tent,1e0,01.01.1970 0:00\r\n"
      ]
    ),
    (
      layout {
        ($0.form, $0.user, $0.item) = (.json, "who.id", "events[].what")
        ($0.time, $0.timeUnit, $0.ids) = ("events[].at", .milliseconds, .texts)
      }, "b.jsonl",
      [
        "{\"who\":{\"id\":\"a\\u00e9\\\"\"},\"events\":[{\"what\":7,\"at\":\"1406138730999\"},"
          + "{\"at\":5,\"what\":\"x\"}],\"more\":[null,true,{}]}\n{\"events\":[],\"who\":{\"id\":1}}\n"
      ]
    ),
    (
      layout {
        ($0.form, $0.user, $0.item, $0.ids) = (.python, "who", "what", .texts)
        ($0.time, $0.timeUnit, $0.missing) = ("at", .iso8601, .drop)
      }, "c.json",
      ["{u'who': u'al', 'what': \"it's\", 'at': u'2017-12-17', 'no': None}\n{'what': 'x'}\n"]
    ),
    (
      layout { ($0.form, $0.user, $0.item) = (.lists, "1", "2") }, "d.txt",
      ["al axe tent\nbo axe\n"]
    ),
    (
      layout {
        ($0.separator, $0.header, $0.encoding, $0.skip) = ("::", false, .latin1, 1)
        ($0.user, $0.item, $0.rating, $0.atLeast) = ("1", "2", "3", 2)
        ($0.keep, $0.within) = (["4": ["buy", "view"]], "blanks")
      }, "e.dat", ["first line\nal::axe tent::4::buy\nb\u{f6}::axe::1::view\n"]
    ),
    (
      LayoutSpec(PresetLayout(of: "recbole-inter")), "f.inter",
      ["user_id:token\titem_id:token\ttimestamp:float\nal  1\taxe\t9.783e8\nbo\ttent\t5\n"]
    ),
  ]

  private static func layout(_ change: (inout ColumnsLayout) -> Void) -> LayoutSpec {
    LayoutSpec(ColumnsLayout(change))
  }
}

extension Form {
  /// The beginning of any file: a layout that reads it, or a sentence.
  static let sniff: Form = {
    let seeds = [
      "user_id,item_id,rating,timestamp\n1,2,3.5,1406138730\n2,2,4,1406138731\n",
      "al\taxe\t2014-07-23\nbo\ttent\t2014-07-24\n", "1 2 3\n2 3\n3 1 2 4\n",
      "{\"user\":\"a\",\"item\":{\"id\":7},\"time\":5}\n", "{'user': u'a', 'item': 'b'}\n",
      "\"User-ID\";\"ISBN\"\n\"7\";\"a \"\"b\"\"\"\n",
      "%%MatrixMarket matrix coordinate real general\n% made\n2 2 1\n1 2 5\n",
      "u1: 5 6\nu2: 5\nu3: 6 7 8\n", "user;item;note\na;b;3,5\nc;d;4,0\n",
    ].map { Data($0.utf8) }
    return Form(
      name: "sniff", seeds: seeds,
      tokens: ["\t", ",", ";", "\n", "\"", "{", "}", "[", "]", "'", ":", "\u{0}", "é", "::", "#"]
        + numbers, prefix: "Data set 'small': "
    ) { data in
      do {
        let finding = try Sniffer.finding(
          FileHead(name: "small", bytes: [UInt8](data), isWhole: true), rows: 3)
        // What is printed is a file of data sets.
        let source = try decodeStrictly(
          DatasetSource.self, from: finding.yaml, file: "small.yaml"
        ).value
        guard source.layout == finding.layout else {
          throw SuiteError(file: "small.yaml", problem: "another layout: \(finding.yaml)")
        }
        return .understood
      } catch let error as DataError {
        return .refused(error.description)
      }
    }
  }()
}
