import Datasets
import Foundation
import Suites
import Testing

/// Lines that are objects.
@Suite struct ObjectsTests {
  private func json(_ change: (inout ColumnsLayout) -> Void = { _ in }) -> (inout ColumnsLayout)
    -> Void
  {
    var layout = ColumnsLayout {
      ($0.form, $0.user, $0.item) = (.json, "who.id", "what")
      ($0.rating, $0.time) = ("stars", "at")
    }
    change(&layout)
    return { $0 = layout }
  }

  @Test(
    "names and paths lead to texts and numbers, wherever they stand", arguments: [1, 7, 1 << 20])
  func paths(pieces: Int) throws {
    let text = """
      {"stars": 4.5, "what": "axe", "more": [{"what": "no"}, "x\\"]}"], "who": {"id": "al"}, "at": 20}
      {"who":{"name":"B","id":"b\\u00f6\\ud83d\\ude00"},"what":7,"stars":"3","at":"10","deep":{"a":{"b":[]}}}

      {"who":{"id":"al"},"what":"axe","stars":5,"at":30,"text":"\\\\"}
      """
    let found = try rows(text, pieces: pieces, json())
    // "7" comes before "axe"; "al" before "bö".
    #expect(found == ["1 2 4.5 20", "2 1 3.0 10", "1 2 5.0 30"])
  }

  @Test("a list in an object says its events")
  func lists() throws {
    let text = """
      {"session": 5, "events": [{"aid": 9, "ts": 1000, "type": "clicks"}, {"aid": 8, "ts": 2500}]}
      {"session": 6, "events": []}
      {"events": [{"ts": 3000, "aid": 9}], "session": 7}
      """
    let found = try rows(text) {
      ($0.form, $0.user, $0.item) = (.json, "session", "events[].aid")
      ($0.time, $0.timeUnit) = ("events[].ts", .milliseconds)
    }
    #expect(found == ["1 2 1.0 1", "1 1 1.0 2", "2 2 1.0 3"])
    let plain = try rows("{\"u\": 1, \"items\": [3, 4]}\n{\"u\": 2, \"items\": [4]}\n") {
      ($0.form, $0.user, $0.item, $0.ids) = (.json, "u", "items[]", .numbers)
    }
    #expect(plain == ["1 3 1.0 0", "1 4 1.0 0", "2 4 1.0 0"])
  }

  @Test("dictionaries are read as Python prints them")
  func python() throws {
    let text = """
      {u'who': u'al', 'what': "it's", 'early': False, 'at': u'2017-12-17', 'text': u'a \\'b\\' {'}
      {'what': 'x\\u2122', 'who': 'b\\xe9', 'at': '2017-12-18', 'hours': 0.1, 'none': None}
      """
    let found = try rows(text) {
      ($0.form, $0.user, $0.item) = (.python, "who", "what")
      ($0.time, $0.timeUnit, $0.ids) = ("at", .iso8601, .texts)
    }
    #expect(found == ["1 1 1.0 1513468800", "2 2 1.0 1513555200"])
  }

  @Test(
    "what is no object of its line is refused with the line and the way",
    arguments: [
      ("[{\"a\":1}]", "it begins a list, but JSON lines have one object per line: `jq -c '.[]'`"),
      ("al,axe", "it does not begin with {"), ("{\"what\": 1", "the object is cut short"),
      ("{\"what\": \"x", "the object is cut short"), ("{\"what\" 1}", "a name lacks its colon"),
      ("{\"what\": 1} x", "there is more after the object"),
      ("{\"what\": 1, \"what\": 2}", "it has a name twice"),
      (
        "{\"who\": {\"id\": null}, \"what\": 1, \"stars\": 1, \"at\": 1}",
        "the field 'user' is missing"
      ),
      ("{'what': 1}", "`form: python-dicts` reads those"),
      ("{\"what\": }", "a value is missing in it"),
      ("{\"what\":1 \"x\":2}", "a comma is missing in it"),
      ("{1: 2}", "a name in it is not a string"),
      (
        "{\"a\":" + String(repeating: "[", count: 5_000) + "}", "nested deeper than 64"
      ),
      (
        "{\"who\":{\"id\":\"\\q\"},\"what\":1,\"stars\":1,\"at\":1}",
        "a string has an escape that JSON does not know"
      ),
    ])
  func refused(text: String, reason: String) {
    let good = "{\"who\":{\"id\":\"al\"},\"what\":\"axe\",\"stars\":5,\"at\":30}\n"
    for pieces in [1, 1 << 20] {
      let error = #expect(throws: DataError.self) {
        try rows(good + text + "\n", pieces: pieces, json())
      }
      #expect(
        error?.description.contains("a.txt, line 2: ") == true
          && error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
  }
}
