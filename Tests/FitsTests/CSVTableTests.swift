import Fits
import Foundation
import Testing

@Suite struct CSVTableTests {
  private func table(_ text: String) throws -> CSVTable {
    try CSVTable(Data(text.utf8), file: "mine.csv")
  }

  @Test(
    "the same fields are read, however they are written",
    arguments: [
      "set,value\na,1.5\nb c,-2\n", "\u{feff}set,value\r\na,1.5\r\n\r\nb c,-2",
      "\"set\", value\n a ,\t1.5 \n\n\"b c\" , -2\n",
    ])
  func forms(_ text: String) throws {
    let table = try table(text)
    #expect(table.header == ["set", "value"])
    #expect(table.rows.map(\.fields) == [["a", "1.5"], ["b c", "-2"]])
    #expect(try table.numbers("value") == [1.5, -2])
  }

  @Test("quotes keep what stands in them, and letters keep their accents")
  func quoted() throws {
    let table = try table("a,b\n\"x, \"\"y\"\" \",\u{301}\n")
    #expect(table.rows.map(\.fields) == [["x, \"y\" ", "\u{301}"]])
  }

  @Test(
    "decimal numbers are numbers", arguments: ["1", "-1", "+1", "0.5", ".5", "5.", "2e-3", "1E5"])
  func numbers(_ text: String) throws {
    #expect(try table("v\n\(text)\n").numbers("v") == [Double(text) ?? .nan])
  }

  @Test(
    "what Swift or C would read as a number too is refused with its line",
    arguments: [
      "0x10", "0x1p3", "-0xA", "inf", "-infinity", "nan", "nan(1)", "1e999", "1_000", "1,5", "1 2",
      "\u{663}", "", "-", "e5", "1e", "--1", "1.2.3", "NaN", "1f", "١",
    ])
  func noNumbers(_ text: String) throws {
    let error = #expect(throws: FitError.self) {
      try table("w,v\n1,1\n1,\"\(text)\"\n").numbers("v")
    }
    #expect(error?.description == "mine.csv, line 3: '\(text)' in column 'v' is not a number.")
  }

  @Test("control characters are refused", arguments: ["\u{0}", "\u{1b}", "\r", "\u{85}", "\u{7f}"])
  func controls(_ text: String) throws {
    let error = #expect(throws: FitError.self) { try table("v\n1\n1\(text)1\n") }
    #expect(
      error?.description == "mine.csv, line 3: there is a control character in field 1.")
  }
}
