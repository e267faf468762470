import Foundation
import TestSupport
import Testing
import Weights

@Suite struct GGUFTests {
  static func sample() -> TinyGGUF {
    var file = TinyGGUF()
    file.set("general.architecture", "llama")
    file.set("count", 7)
    file.set("epsilon", Float(0.5))
    file.set("words", ["a", "", "é"])
    file.add("bias", [2], [1, -0.0])
    file.add("weight", [2, 3], [1, 2, 3, 4, 5, 6])
    file.add("few", [1, 32], type: 8, bytes: Data([0x00, 0x3c]) + Data(repeating: 3, count: 32))
    return file
  }

  @Test("values and arrays are read as they were written, extents outermost first")
  func read() throws {
    let file = try GGUF(Self.sample().encoded(), file: "g")
    #expect(file.text("general.architecture") == "llama")
    #expect(try file.whole("count", atMost: 7) == 7)
    #expect(try file.number("epsilon") == 0.5)
    #expect(try file.texts("words") == [[0x61], [], [0xc3, 0xa9]])
    #expect(try file.numbers("bias", [2]) == [1, 0])
    #expect(try file.numbers("weight", [2, 3]) == [1, 2, 3, 4, 5, 6])
    #expect(try file.numbers("few", [1, 32]) == Array(repeating: 3, count: 32))
  }

  private func refusal(_ bytes: Data) -> String? {
    do throws(WeightsError) {
      _ = try GGUF(bytes, file: "g")
      return nil
    } catch {
      return error.description
    }
  }

  @Test("a file that is cut short anywhere is refused")
  func cutShort() {
    let whole = Self.sample().encoded()
    // The last 30 bytes fill the last array up to a whole line.
    for count in 0..<whole.count - 30 { #expect(refusal(whole.prefix(count)) != nil, "\(count)") }
  }

  @Test("lengths that the file cannot hold are refused before room is made")
  func lengths() {
    var bytes = Self.sample().encoded()
    bytes.replaceSubrange(8..<16, with: Data(repeating: 0xff, count: 8))
    #expect(
      refusal(bytes)
        == "g states 18446744073709551615 arrays, more than the rest of the file can hold.")
    bytes = Self.sample().encoded()
    bytes.replaceSubrange(24..<32, with: Data([0, 0, 0, 0, 1, 0, 0, 0]))
    #expect(
      refusal(bytes)
        == "g states 4294967296 bytes for a name at byte 24, more than the rest of the file has.")
  }

  @Test("other versions, types and shapes are refused in a sentence")
  func others() throws {
    #expect(refusal(Data("GGML".utf8)) == "g does not begin as a GGUF file does.")
    var bytes = Self.sample().encoded()
    bytes[4] = 2
    #expect(refusal(bytes) == "g is of GGUF version 2, but only version 3 can be read.")
    var file = TinyGGUF()
    file.add("a", [32], type: 2, bytes: Data(count: 18))
    #expect(
      refusal(file.encoded())
        == "g: the entry 'a' has GGUF's type 2, but only F32, F16, Q8_0 and Q4_1 can be read.")
    file = TinyGGUF()
    file.add("a", [2, 31], type: 8, bytes: Data(count: 68))
    #expect(
      refusal(file.encoded())
        == "g: the entry 'a' has rows of 31 numbers, which are not whole blocks of 32.")
    file = TinyGGUF()
    file.add("a", [1 << 40, 1 << 40], bytes: Data())
    #expect(refusal(file.encoded()) == "g: the entry 'a' has an impossible number of numbers.")
    file = TinyGGUF()
    file.add("a", [9], bytes: Data(count: 4))
    #expect(
      refusal(file.encoded())
        == "g: the entry 'a' ends at byte 36 of the data, of which there are 32: the file is cut "
        + "short.")
    let read = try GGUF(Self.sample().encoded(), file: "g")
    let error = #expect(throws: WeightsError.self) { try read.numbers("weight", [3, 2]) }
    #expect(
      error?.description == "g: the entry 'weight' has the shape [2, 3]; the model's is [3, 2].")
  }
}
