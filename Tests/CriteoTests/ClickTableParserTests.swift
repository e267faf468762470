import Datasets
import Foundation
import Testing

@Suite("Reading click tables")
struct ClickTableParserTests {
  @Test("a row becomes a label, numbers, tokens; what is empty is missing")
  func row() throws {
    let text = line([0: "1", 1: "", 2: "-2", 3: "65535", 14: "", 15: "ffffffff", 16: "0"])
    let read = try rows(text + "\n").rows
    #expect(read.count == 1)
    #expect(read.numbers[0].isNaN)
    #expect(Array(read.numbers[1...3]) == [-2, 65535, 4])
    #expect(Array(read.tokens[0...3]) == [0, 0xffff_ffff, 0, 0x0a1b_2c3d])
    #expect(read.flags == [1 << 31 | (1 << 26 - 1 - 1)])
  }

  @Test("CR LF, and a last line without its end, give the same rows")
  func lineEnds() throws {
    let plain = try rows(line() + "\n" + line(label: 1) + "\n")
    let again1 = try rows(line() + "\r\n" + line(label: 1) + "\r\n").rows
    #expect(again1 == plain.rows)
    let again2 = try rows(line() + "\n" + line(label: 1)).rows
    #expect(again2 == plain.rows)
    let again3 = try rows(line() + "\r\n" + line(label: 1) + "\r").rows
    #expect(again3 == plain.rows)
    let missing = line([39: ""])
    let flags = try rows(missing).rows.flags
    let again = try rows(missing + "\r\n").rows.flags
    #expect(again == flags)
  }

  @Test("a line that is not a row is refused with file, line and column")
  func refusals() {
    let good = line() + "\n"
    let short = line().split(separator: "\t").dropLast().joined(separator: "\t")
    #expect(
      refusal(good + short + "\n")
        == "Data set 'clicks': train.txt, line 2: the line has 39 columns instead of 40.")
    #expect(
      refusal(line() + "\t7\n")
        == "Data set 'clicks': train.txt, line 1: the line has 41 columns instead of 40.")
    #expect(
      refusal(good + good + line([4: "-"]) + "\n")
        == "Data set 'clicks': train.txt, line 3: the line has '-' in column I4, which is not a "
        + "whole number of up to 18 digits.")
    #expect(
      refusal(line([13: "12345678901234567890"])).contains(
        "'12345678901234567890' in column I13, which is not a whole number"))
    #expect(
      refusal(line([14: "0a1b2c3d4"])).contains(
        "'0a1b2c3d4' in column C1, which is not a token of up to 8 hexadecimal digits"))
    #expect(refusal(line([39: "0a1b\u{0}c3d"])).contains("'0a1b\\x00c3d' in column C26"))
    #expect(refusal(line([0: "2"])).contains("'2' in column label, which is not a label, 0 or 1"))
    #expect(refusal(line([0: "10"])).contains("'10' in column label"))
    #expect(refusal("\n").contains("has 1 columns instead of 40"))
    #expect(refusal(line([2: "+1"])).contains("'+1' in column I2"))
  }

  @Test("lines that are not rows can be counted instead, each by its reason")
  func skips() throws {
    let bad = [
      line() + "\t1", line([4: "-"]), line([14: "xyz"]), line([0: "yes"]), "",
      String(repeating: "a", count: 5000),
    ]
    let text = ([line()] + bad + [line(label: 1)]).joined(separator: "\n")
    let (read, skipped) = try rows(text, strict: false)
    #expect(read.flags.map { $0 >> 31 } == [0, 1])
    #expect(read.numbers.allSatisfy { !$0.isNaN })
    #expect(
      skipped.counts == ["columns": 2, "number": 1, "token": 1, "label": 1, "length": 1])
    #expect(skipped.first == 2)
  }

  @Test("rows do not depend on pieces, blocks or tiles")
  func cuts() throws {
    let text = (0..<500).map { line([2: String($0), 20: String($0 * 7919, radix: 16)]) + "\n" }
      .joined()
    let whole = try rows(text)
    for (piece, block, tile) in [(1, 5000, 300), (777, 4097, 1), (1 << 16, 20_000, 6000)] {
      let cut = try rows(text, piece: piece, block: block, tile: tile)
      #expect(cut.rows == whole.rows && cut.skipped == whole.skipped)
    }
  }

  @Test("a gigabyte of one line is refused after one block, or dropped in bounded memory")
  func endlessLine() throws {
    func stream(strict: Bool) -> ClickTableStream {
      ClickTableStream(
        layout: .criteoKaggle, strict: strict, dataset: "clicks", file: "train.txt",
        block: 1 << 20)
    }
    let sevens = [UInt8](repeating: UInt8(ascii: "7"), count: 1 << 16)
    var strict = stream(strict: true)
    var pieces = 0
    #expect {
      while pieces < 1 << 14 {
        pieces += 1
        _ = try sevens.withUnsafeBytes { try strict.add($0) }
      }
    } throws: {
      "\($0)".hasSuffix("line 1: the line is longer than the 4096 bytes a row can have.")
    }
    #expect(pieces == 16)
    var lenient = stream(strict: false)
    var kept = 0
    for _ in 0..<1 << 14 {
      kept += try sevens.withUnsafeBytes { try lenient.add($0) }.reduce(0) { $0 + $1.count }
    }
    kept += try lenient.finish().reduce(0) { $0 + $1.count }
    #expect(kept == 0)
    #expect(lenient.skipped.counts == ["length": 1])
  }

  @Test("BARS' layouts skip their header and read decimals and indices")
  func comma() throws {
    let header =
      "label," + (1...13).map { "I\($0)" }.joined(separator: ",") + ","
      + (1...26).map { "C\($0)" }.joined(separator: ",")
    let cells =
      (["1"] + Array(repeating: "0.05", count: 12) + ["1.5e-3"]
      + Array(repeating: "2086936", count: 26)).joined(separator: ",")
    var stream = ClickTableStream(
      layout: .criteoX1, strict: true, dataset: "x1", file: "train.csv")
    try inPieces("\u{feff}" + header + "\r\n" + cells + "\n", 100) { _ = try stream.add($0) }
    let read = try stream.finish().first
    #expect(read?.numbers.first == 0.05)
    #expect(read?.numbers.last == 0.0015)
    #expect(read?.tokens.last == 2_086_936)
    func refusal(_ text: String, strict: Bool = true) -> String? {
      var stream = ClickTableStream(
        layout: .criteoX1, strict: strict, dataset: "x1", file: "train.csv", block: 5000)
      let error = #expect(throws: (any Error).self) {
        try inPieces(text, 3) { _ = try stream.add($0) }
        _ = try stream.finish()
      }
      return error.map { "\($0)" }
    }
    // A row where the header should be would be lost, and columns in another order exchanged.
    let swapped = header.replacingOccurrences(of: "I1,I2", with: "I2,I1")
    let named = header.replacingOccurrences(of: "label", with: "click")
    for line in [cells, swapped, named, header + ",C27", "\"" + header, ""] {
      for strict in [true, false] {
        #expect(
          refusal(line + "\n" + cells + "\n", strict: strict)
            == "Data set 'x1': train.csv, line 1: the header is not 'label,I1,…,C26', the names of "
            + "the 40 columns in their order.")
      }
    }
    for number in ["1e39", "-1e19", "1e308", "1e400", "0x1p3", "nan", "inf", "1_0", " 1", "1\u{0}"]
    {
      let line = cells.replacingOccurrences(of: "1.5e-3", with: number)
      let words = try #require(refusal(header + "\n" + line + "\n"))
      #expect(words.contains("line 2: the line has '"), "\(words)")
      #expect(words.hasSuffix("' in column I13, which is not a number of up to 1e18."), "\(words)")
    }
  }
}
