import Foundation
import Language
import Testing

@Suite struct ItemTextsTests {
  private func read(
    _ text: String, _ change: (inout ItemTexts.Layout) -> Void = { _ in }
  ) throws -> ItemTexts {
    var layout = ItemTexts.Layout()
    change(&layout)
    return try ItemTexts(Data(text.utf8), layout: layout, file: "f")
  }

  @Test("ids and texts keep the order of the lines; marks of lines and files are no part of them")
  func plain() throws {
    let read = try read("\u{feff}b\tRed nail\r\na\t\n\nc\tשלום\tmore\n")
    #expect(read.ids == ["b", "a", "c"])
    #expect(read.texts == ["Red nail", "", "שלום"])
  }

  @Test("columns, separators and headers are what the layout says")
  func layout() throws {
    let table = "id::x::title\n7::y::Toy Story: 2::z\n"
    let read = try read(table) {
      ($0.separator, $0.text, $0.hasHeader) = ("::", 3, true)
    }
    #expect(read.ids == ["7"] && read.texts == ["Toy Story: 2"])
    var layout = ItemTexts.Layout()
    layout.encoding = .latin1
    let latin = try ItemTexts(Data([0x31, 0x09, 0xe9]), layout: layout, file: "f")
    #expect(latin.texts == ["é"])
  }

  @Test(
    "what is no table is refused by its line",
    arguments: [
      ("", "f: it has no items."),
      ("a\tx\nb\n", "f, line 2: there is no column 2; the line has only 1."),
      ("a\tx\n\tb\n", "f, line 2: there is no id in column 1."),
      ("a\tx\nb\ty\na\tz\n", "f, line 3: the id 'a' already occurs in line 1."),
      ("a\u{1b}[2J\tx\n", "f, line 1: the id holds a control character."),
    ])
  func refused(_ text: String, _ sentence: String) {
    let error = #expect(throws: ItemTextsError.self) { try read(text) }
    #expect(error?.description == sentence)
  }

  @Test("bytes that are no characters are refused by their line")
  func notText() {
    let error = #expect(throws: ItemTextsError.self) {
      try ItemTexts(Data([0x61, 0x09, 0xff, 0x0a]), layout: .init(), file: "f")
    }
    #expect(error?.description == "f, line 1: it is not UTF-8 text.")
  }
}
