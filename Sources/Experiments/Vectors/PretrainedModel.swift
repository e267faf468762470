internal import Archives
public import Datasets
internal import Foundation
public import Language
internal import Weights

/// The pre-trained models that texts are embedded by, each with the data set that its weights are.
public enum PretrainedModel: String, CaseIterable, Sendable {
  case minilm, smollm2

  /// The model whose weights are this data set; nil where there is none.
  public init?(source: String) {
    guard let model = Self.allCases.first(where: { $0.source == source }) else { return nil }
    self = model
  }

  /// The id of its weights in `suites/datasets`.
  public var source: String {
    switch self {
    case .minilm: "all-minilm-l6-v2"
    case .smollm2: "smollm2-135m-instruct"
    }
  }

  /// Whether its vectors are of length 1 where nothing else is asked for: sentence-transformers ends
  /// MiniLM so.
  public var isUnit: Bool {
    switch self {
    case .minilm: true
    case .smollm2: false
    }
  }

  /// Tokens that are read of a text where nothing else is asked for: of MiniLM what its authors set.
  public var usualLength: Int {
    switch self {
    case .minilm: 256
    case .smollm2: 512
    }
  }

  /// The model in its weights.
  ///
  /// - Throws: `WeightsError` where they do not fit; what reading them throws.
  public func model(in weights: LocatedData) throws -> any TextModel {
    let member = weights.firstMember
    let bytes = try weights.contents(of: member)
    switch self {
    case .smollm2: return try LLaMaText(GGUF(bytes, file: member))
    case .minilm:
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
