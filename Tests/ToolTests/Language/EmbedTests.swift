import Foundation
import TestSupport
import Testing

/// `repro embed` with a language model of some kilobytes, which is handed over as one's own copy.
@Suite struct EmbedTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    for name in ["smollm2-135m-instruct", "all-minilm-l6-v2"] {
      try FileManager.default.copyItem(
        atPath: Tool.package + "/suites/datasets/\(name).yaml",
        toPath: tool.folder + "/suites/datasets/\(name).yaml")
    }
    try write(TinyGGUF.llama().file.encoded(), "tiny.gguf")
  }

  private func write(_ bytes: Data, _ name: String) throws {
    try bytes.write(to: URL(fileURLWithPath: "\(tool.folder)/\(name)"))
  }

  private func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(tool.folder)/\(name)"))
  }

  private func embed(_ more: String..., model: String = "smollm2") throws -> Tool.Outcome {
    try tool.run(
      ["embed", "texts.tsv", "--model", model]
        + (model == "smollm2" ? ["--data", "smollm2-135m-instruct=tiny.gguf"] : []) + more)
  }

  @Test("vectors keep the order of the lines, are the same on any number of workers, and are kept")
  func vectors() throws {
    let long = String(repeating: "nail polish ", count: 9_000)
    let texts = ["OPI Red", "", "שלום עולם", "👩‍👩‍👧‍👦", long]
    try write(
      Data(texts.enumerated().map { "i\($0 + 1)\t\($1)\n" }.joined().utf8), "texts.tsv")
    let one = try embed("--out", "one.npy", "--workers", "1", "--cache", "one")
    #expect(one.code == 0, "\(one.complaints)")
    #expect(
      one.output == """
        one.npy  5 vectors of 16 numbers by smollm2-135m-instruct, mean; 113 tokens; 1 cut at 64; 1 \
        without a token; the weights are not proved to be the published ones
        one.npy.ids  their ids

        """)
    #expect(String(decoding: try read("one.npy.ids"), as: UTF8.self) == "i1\ni2\ni3\ni4\ni5\n")
    let bytes = try read("one.npy")
    #expect(bytes.count == 128 + 4 * 5 * 16)
    #expect(bytes.prefix(10) == Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]))
    #expect(
      String(decoding: bytes[10..<128], as: UTF8.self).hasPrefix(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 16), }"))
    // The second text has no token.
    #expect(bytes[(128 + 64)..<(128 + 128)].allSatisfy { $0 == 0 })
    #expect(try embed("--out", "three.npy", "--workers", "3", "--cache", "three").code == 0)
    #expect(try read("three.npy") == bytes)
    // From the cache, and not from another's.
    #expect(
      try embed("--out", "again.npy", "--cache", "one").output.hasPrefix("again.npy  5 vectors"))
    #expect(try read("again.npy") == bytes)
    #expect(try embed("--out", "last.npy", "--cache", "one", "--pooling", "last").code == 0)
    #expect(try read("last.npy") != bytes)
    let kept = try FileManager.default.contentsOfDirectory(atPath: "\(tool.folder)/one/vectors")
    #expect(kept.count == 2)
    // What lies there and is not what was kept is made again.
    for name in kept { try write(Data(repeating: 7, count: 4096), "one/vectors/\(name)") }
    #expect(try embed("--out", "again.npy", "--cache", "one").code == 0)
    #expect(try read("again.npy") == bytes)
  }

  @Test("a file of safetensors says how its vectors came to be")
  func safetensors() throws {
    try write(Data("7::x::Toy Story\n9::y::Jumanji\n".utf8), "texts.tsv")
    let outcome = try embed(
      "--separator", "::", "--text-column", "3", "--out", "v.safetensors", "--unit", "--json")
    #expect(outcome.code == 0, "\(outcome.complaints)")
    #expect(outcome.output.contains("\"items\": 2") && outcome.output.contains("\"tokens\": 16"))
    let header = String(decoding: try read("v.safetensors").prefix(1_000), as: UTF8.self)
    #expect(header.contains("\"items\":{\"dtype\":\"F32\",\"shape\":[2,16]"))
    for note in ["model", "weights", "texts", "pooling", "unit", "longest", "numerics"] {
      #expect(header.contains("\"\(note)\":\""), "\(note)")
    }
  }

  @Test("tokens are written a line a text")
  func tokens() throws {
    try write(Data("a\tab\nb\t\nc\t é\n".utf8), "texts.tsv")
    #expect(try embed("--tokens", "--out", "t.txt").code == 0)
    #expect(String(decoding: try read("t.txt"), as: UTF8.self) == "97 98\n\n32 195 169\n")
  }

  @Test(
    "bad texts, weights and words are one sentence and a code",
    arguments: [
      (
        "a\n", ["--out", "v.npy"], 65,
        "repro: texts.tsv, line 1: there is no column 2; the line has only 1."
      ),
      (
        "a\tx\na\ty\n", ["--out", "v.npy"], 65,
        "repro: texts.tsv, line 2: the id 'a' already occurs in line 1."
      ),
      (
        "a\tx\n", ["--out", "v.csv"], 64,
        "--out must name a file ending in .safetensors or .npy, not 'v.csv'."
      ),
      (
        "a\tx\n", ["--out", "v.npy", "--longest", "1"], 64,
        "--longest must be between 2 and 2048, not 1."
      ),
      (
        "a\tx\n", ["--out", "texts.tsv/v.npy"], 73,
        "/texts.tsv cannot be written: not a directory.\n"
      ),
    ] as [(String, [String], Int32, String)])
  func refused(_ texts: String, _ words: [String], _ code: Int32, _ sentence: String) throws {
    try write(Data(texts.utf8), "texts.tsv")
    let outcome = try tool.run(
      ["embed", "texts.tsv", "--model", "smollm2", "--data", "smollm2-135m-instruct=tiny.gguf"]
        + words)
    #expect(outcome.code == code)
    #expect(outcome.complaints.contains(sentence), "\(outcome.complaints)")
  }

  @Test("weights that are not there, or are no weights, are one sentence and a code")
  func weights() throws {
    try write(Data("a\tx\n".utf8), "texts.tsv")
    let missing = try embed("--out", "v.npy", "--offline", model: "minilm")
    #expect(missing.code == 69)
    #expect(
      missing.complaints
        == "repro: Data set 'all-minilm-l6-v2': it is not in the cache, and the network must not be "
        + "used.\n")
    try write(TinyGGUF.llama().file.encoded().prefix(9_000), "tiny.gguf")
    let cut = try embed("--out", "v.npy")
    #expect(cut.code == 65)
    #expect(cut.complaints.hasSuffix("goes beyond the file's end.\n"), "\(cut.complaints)")
    #expect(!FileManager.default.fileExists(atPath: "\(tool.folder)/v.npy"))
  }
}
