internal import Archives
public import Datasets
internal import Foundation
public import Language
public import Suites
internal import Weights

extension PretrainedModel {
  /// Whether its vectors are of length 1 where nothing else is asked for: sentence-transformers ends
  /// MiniLM so.
  public var isUnit: Bool {
    switch self {
    case .miniLM: true
    case .smolLM2: false
    }
  }

  /// Tokens that are read of a text where nothing else is asked for: of MiniLM what its authors set.
  public var usualLength: Int {
    switch self {
    case .miniLM: 256
    case .smolLM2: 512
    }
  }

  /// The model in its weights.
  ///
  /// - Throws: `WeightsError` where they do not fit; what reading them throws.
  public func model(in weights: LocatedData) throws -> any TextModel {
    let member = weights.firstMember
    let bytes = try weights.contents(of: member)
    switch self {
    case .smolLM2: return try LLaMaText(GGUF(bytes, file: member))
    case .miniLM:
      let archive = Archive(bytes, called: member, limits: ArchiveLimits(unpacked: 1 << 28))
      let names = ["config.json", "tokenizer.json", "model.safetensors"]
      var files: [String: Data] = [:]
      try archive.read(names) { files[$0, default: Data()].append(contentsOf: $1) }
      func file(_ name: String) -> (bytes: Data, file: String) {
        (files[name] ?? Data(), "\(member), \(name)")
      }
      return try BERTEncoder(
        settings: file(names[0]), tokenizer: file(names[1]), weights: file(names[2]))
    }
  }
}
