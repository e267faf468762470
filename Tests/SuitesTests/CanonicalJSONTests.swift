import Foundation
import Suites
import Testing

@Test("keys are sorted by bytes, doubles read back as themselves, slashes stay")
func canonical() throws {
  let value: [String: Double] = ["b": 0.1, "a/c": 1, "B": 1e-300, "ä": 1 / 3]
  #expect(
    try CanonicalJSON.compact(value) == #"{"B":1e-300,"a/c":1,"b":0.1,"ä":0.3333333333333333}"#)
}

@Test("files are indented, plain lists stay on one line, the last byte is a newline")
func pretty() throws {
  struct Value: Encodable {
    var list = [1, 2, 3]
    var inner = [["a": "x\n\"y\""]]
    var empty: [Int] = []
  }
  #expect(
    try CanonicalJSON.pretty(Value()) == """
      {
        "empty": [],
        "inner": [
          {
            "a": "x\\n\\"y\\""
          }
        ],
        "list": [1, 2, 3]
      }

      """)
}

@Test("a number that is none cannot be written")
func notANumber() {
  #expect(throws: (any Error).self) { try CanonicalJSON.compact([Double.nan]) }
}

@Test("doubles survive a file", arguments: [0.1, 1.0 / 3, 2.5e-308, 1.797e308, 123_456_789.125])
func roundTrip(_ value: Double) throws {
  let text = try CanonicalJSON.pretty([value])
  #expect(try CanonicalJSON.read([Double].self, from: Data(text.utf8)) == [value])
}

@Test("SHA-256 gives the published vectors of FIPS 180-2")
func digests() {
  #expect(
    Digest(of: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  #expect(
    Digest(of: "").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  var pieces = IncrementalDigest()
  pieces.update(Array("a".utf8))
  pieces.update(Array("bc".utf8))
  #expect(pieces.finished() == Digest(of: "abc"))
}

@Test(
  "printed digits carry their rounding",
  arguments: [
    ("0.1835", 0.1835, 0.00005), (".172", 0.172, 0.0005), ("12", 12, 0.5),
    ("+11.96 %", 0.1196, 0.00005), ("−4 %", -0.04, 0.005),
  ])
func printed(_ text: String, _ value: Double, _ half: Double) throws {
  let number = try #require(PrintedNumber(text))
  #expect(abs(number.value - value) < 1e-15 && abs(number.half - half) < 1e-15)
}

@Test("what is no printed number is none", arguments: ["", "x", "1.2.3", "1e5", "%", ".", "0,17"])
func notPrinted(_ text: String) { #expect(PrintedNumber(text) == nil) }
