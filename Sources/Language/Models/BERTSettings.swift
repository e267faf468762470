internal import Foundation
internal import Weights

/// What is read of a BERT's `config.json`.
struct BERTSettings: Sendable {
  var width = 0
  var hidden = 0
  var heads = 0
  var blocks = 0
  var positions = 0
  var types = 0
  var epsilon = 0.0

  init(_ bytes: Data, file: String) throws(WeightsError) {
    var sizes: [String: Int] = [:]
    var words: [String: String] = [:]
    do throws(JSONProblem) {
      var scanner = JSONScanner(Array(bytes))
      try scanner.members { (scanner, name) throws(JSONProblem) in
        switch name {
        case "hidden_size", "intermediate_size", "num_attention_heads", "num_hidden_layers",
          "max_position_embeddings", "type_vocab_size":
          sizes[name] = try scanner.integer()
        case "hidden_act", "model_type", "position_embedding_type":
          words[name] = try scanner.string()
        case "layer_norm_eps": words[name] = try scanner.word()
        default: try scanner.skip()
        }
      }
      try scanner.end()
    } catch {
      throw WeightsError(file: file, reason: "does not describe a model: in it \(error.reason)")
    }
    guard words["model_type"] == "bert", words["hidden_act"] == "gelu",
      words["position_embedding_type", default: "absolute"] == "absolute"
    else {
      throw WeightsError(
        file: file, reason: "describes a model other than a BERT with GELU and a table of positions"
      )
    }
    func size(_ name: String, atMost limit: Int) throws(WeightsError) -> Int {
      guard let size = sizes[name], (1...limit).contains(size) else {
        throw WeightsError(file: file, reason: "has no '\(name)' from 1 to \(limit)")
      }
      return size
    }
    width = try size("hidden_size", atMost: 1 << 14)
    hidden = try size("intermediate_size", atMost: 1 << 16)
    heads = try size("num_attention_heads", atMost: 256)
    blocks = try size("num_hidden_layers", atMost: 200)
    positions = try size("max_position_embeddings", atMost: 1 << 16)
    types = try size("type_vocab_size", atMost: 1 << 10)
    guard width % heads == 0 else {
      throw WeightsError(
        file: file, reason: "has \(heads) heads, which do not fit a width of \(width)")
    }
    guard let epsilon = words["layer_norm_eps"].flatMap(Double.init), epsilon > 0, epsilon < 1
    else {
      throw WeightsError(file: file, reason: "has no 'layer_norm_eps' between 0 and 1")
    }
    self.epsilon = epsilon
  }
}
