import Foundation
import Models
import Tensors
import Testing

@Suite struct SafetensorsTests {
  /// Written by the format's own Python library, safetensors 0.8.0:
  /// `base64(safetensors.numpy.save({"blocks.0.weight": float32 [[1, 2, 3], [4, 5, 6.5]],
  /// "bias": float32 [-0.0, 1e-40], "scale": float32 3}, metadata={"näme": 'a"b\\c\n'}))`
  static let published =
    "4AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJuw6RtZSI6ImFcImJcXGNcbiJ9LCJiaWFzIjp7ImR0eXBlIjoiRjMyIiwic"
    + "2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbMCw4XX0sImJsb2Nrcy4wLndlaWdodCI6eyJkdHlwZSI6IkYzMiIsInNo"
    + "YXBlIjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbOCwzMl19LCJzY2FsZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSw"
    + "iZGF0YV9vZmZzZXRzIjpbMzIsMzZdfX0gIAAAAIDCFgEAAACAPwAAAEAAAEBAAACAQAAAoEAAANBAAABAQA=="

  static let sample = Safetensors(
    tensors: [
      .init(name: "bias", shape: [2], elements: [-0.0, Float(bitPattern: 0x1_16c2)]),
      .init(name: "blocks.0.weight", shape: [2, 3], elements: [1, 2, 3, 4, 5, 6.5]),
      .init(name: "scale", shape: [], elements: [3]),
    ], metadata: ["näme": "a\"b\\c\n"])

  @Test("a file of the format's own library is read, and written with the same bytes")
  func publishedBytes() throws {
    let bytes = try #require(Data(base64Encoded: Self.published))
    let read = try Safetensors(bytes, file: "w")
    #expect(read == Self.sample)
    #expect(read.tensors[0].elements[0].sign == .minus)
    #expect(Self.sample.encoded() == bytes)
  }

  @Test(
    "an entry with a number that is none is refused by its place",
    arguments: [(Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func notFinite(_ number: Float, _ word: String) throws {
    let weights = Safetensors(
      tensors: [.init(name: "bias", shape: [3], elements: [1, number, 2])], metadata: [:])
    let error = #expect(throws: WeightsError.self) {
      _ = try weights.tensor("bias", [3], file: "w")
    }
    #expect(
      error?.description
        == "w: the entry 'bias' holds \(word) as its number 2, but every number must be finite.")
  }

  static func file(_ header: String, data: Int = 0) -> Data {
    var bytes = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
    return bytes + Data(header.utf8) + Data(repeating: 0, count: data)
  }
  static func entry(_ dtype: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
    "{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  @Test(
    "what the format does not allow is refused in one sentence",
    arguments: [
      (Data([1, 2, 3]), "w has 3 bytes, but a safetensors file begins with 8 bytes for a length."),
      (
        Data(repeating: 255, count: 16),
        "w states a header of 18446744073709551615 bytes, over the format's limit of 100000000; it "
          + "is not a safetensors file."
      ),
      (file("{}").dropLast(), "w is cut short: of a header of 2 bytes, only 1 are there."),
      (file("[]"), "w has a header in which the first byte is not '{'."),
      (file("{} x"), "w has a header in which something follows the closing '}' at byte 3."),
      (file("{\"a\""), "w has a header in which ':' is missing at byte 4."),
      (
        file("{\"a\":{\"dtype\":\"F32\"}}"),
        "w has a header in which 'a' lacks its dtype, its shape or its two data_offsets."
      ),
      (
        file("{\"a\":\(entry("F32", "[1]", 0, 4)),\"a\":\(entry("F32", "[1]", 4, 8))}", data: 8),
        "w has a header in which the name 'a' is given twice."
      ),
      (
        file("{\"a\":\(entry("F32", "[-1]", 0, 4))}", data: 4),
        "w has a header in which no whole number of usable size begins at byte 29."
      ),
      (
        file("{\"a\":\(entry("F32", "[[1]]", 0, 4))}", data: 4),
        "w has a header in which no whole number of usable size begins at byte 29."
      ),
      (
        file("{\"a\":\(entry("F64", "[2]", 0, 16))}", data: 16),
        "w: the entry 'a' has the dtype F64, but only F32, F16 and BF16 can be read; convert it first."
      ),
      (
        file("{\"a\":\(entry("F32", "[3]", 0, 8))}", data: 8),
        "w: the entry 'a' spans bytes 0 to 8, but its shape [3] takes 12 bytes."
      ),
      (
        file("{\"a\":\(entry("F32", "[4611686018427387904]", 0, 8))}", data: 8),
        "w: the entry 'a' has the impossible shape [4611686018427387904]."
      ),
      (
        file("{\"a\":\(entry("F32", "[2]", 0, 8)),\"b\":\(entry("F32", "[2]", 4, 12))}", data: 12),
        "w: the entry 'b' begins at byte 4, inside the entry before it, which ends at 8."
      ),
      (
        file("{\"a\":\(entry("F32", "[2]", 0, 8)),\"b\":\(entry("F32", "[1]", 9, 13))}", data: 13),
        "w: the entry 'b' begins at byte 9, but the entry before it ends at 8."
      ),
      (
        file("{\"a\":\(entry("F32", "[2]", 0, 8))}", data: 4),
        "w: the entry 'a' ends at byte 8 of the data, of which there are 4: the file is cut short."
      ),
      (
        file("{\"a\":\(entry("F32", "[2]", 0, 8))}", data: 10),
        "w has 2 bytes after its last entry."
      ),
      (
        file("{\"\\ud800\":1}"), "w has a header in which the escape at byte 2 is half a character."
      ),
    ])
  func refusals(bytes: Data, sentence: String) throws {
    let error = try #require(throws: WeightsError.self) { try Safetensors(bytes, file: "w") }
    #expect(error.description == sentence)
  }

  @Test("no file that differs in one byte of its header or length makes the reader fail otherwise")
  func flippedBytes() throws {
    let bytes = Self.sample.encoded()
    var refused = 0
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        do throws(WeightsError) { _ = try Safetensors(damaged, file: "w") } catch { refused += 1 }
      }
    }
    // Of 232 bytes before the data most bits matter; names, texts and data may change unnoticed.
    #expect(refused > 1200)
  }

  @Test("every shortened file is refused")
  func truncation() {
    let bytes = Self.sample.encoded()
    for count in 0..<bytes.count {
      #expect(throws: WeightsError.self) { try Safetensors(bytes.prefix(count), file: "w") }
    }
  }
}
