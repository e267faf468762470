import ArgumentParser
import Datasets
import Experiments
import Foundation
import Language
import Suites

/// `repro embed`
struct EmbedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Turns texts about items into vectors with a small pre-trained language model.",
    discussion: """
      The file has one item per line: its id, a tab, and its text, in UTF-8, plain or compressed; \
      other columns can be named. The vectors keep the order of the lines, and their ids are \
      written beside them, in OUT.ids. A text without a token becomes zeros.

      Models: minilm (all-MiniLM-L6-v2, a sentence encoder with 23 million parameters) and smollm2 \
      (SmolLM2-135M-Instruct, in 4 bits). Their weights are data sets, downloaded once their \
      licence is accepted; to use a file of your own, give --data ID=PATH. Equal texts and weights \
      give equal bytes.

        repro embed titles.tsv --model minilm --out titles.safetensors
        repro embed titles.tsv.gz --model smollm2 --pooling last --out titles.npy
      """)

  @Argument(help: ArgumentHelp("The items and their texts.", valueName: "texts")) var texts: String
  @Option(help: "The model to use: minilm or smollm2.") var model: PretrainedModel
  @Option(
    help: ArgumentHelp(
      "How a text's states become one vector: mean, last, first, or table (the mean of the rows of "
        + "the table of tokens, without running the model; table-idf: rare tokens count more).",
      valueName: "way"))
  var pooling: Pooling = .mean
  @Option(help: ArgumentHelp("File for the vectors: *.safetensors or *.npy.", valueName: "file"))
  var out: String
  @Flag(
    inversion: .prefixedNo,
    help: "Scale each vector to length 1. Default: only for minilm, whose authors do.")
  var unit: Bool?
  @Option(
    help: ArgumentHelp(
      "Tokens to read of each text. Default: 256 for minilm, 512 for smollm2.",
      valueName: "tokens"))
  var longest: Int?
  @Flag(help: "Write the tokens of each text, one line per text, instead of vectors.")
  var tokens = false
  @OptionGroup(title: "The table of texts") var table: TextTableOptions
  @OptionGroup var folders: SuitesFolder
  @OptionGroup var data: DataOptions
  @OptionGroup var threads: WorkerOption
  @Flag(help: "One JSON document on standard output.") var json = false

  /// Tokens that can be asked for: beyond, the scores of one text alone take more than 100 MB.
  private static let longestText = 2048

  private struct Summary: Encodable {
    var model: String
    var weights: String
    var published: Bool
    var items: Int
    var tokens: Int
    var longest: Int
    var cut: Int
    var empty: Int
    var width: Int?
    var pooling: String?
    var unit: Bool?
    var file: String
    var sha256: String
    var ids: String
  }

  private var form: ItemVectors.Form? {
    ItemVectors.Form(rawValue: (out as NSString).pathExtension.lowercased())
  }

  func validate() throws {
    if let longest, !(2...Self.longestText).contains(longest) {
      throw ValidationError(
        "--longest must be between 2 and \(Self.longestText), not \(longest).")
    }
    if !tokens, form == nil {
      throw ValidationError("--out must name a file ending in .safetensors or .npy, not '\(out)'.")
    }
  }

  func run() async throws {
    try data.requireUse(of: [model.source], in: folders)
    let read = try table.texts(in: texts)
    threads.apply()
    let source = try DatasetSource(
      id: model.source, in: try folders.suites() + "/datasets")
    let store = try data.store()
    let weights = try await store.locate(source)
    let language = try model.model(in: weights)
    let length = min(longest ?? model.usualLength, language.longest)
    let tokenized = TokenizedTexts(read.texts, by: language.tokenizer, atMost: length)
    var summary = Summary(
      model: source.id, weights: weights.digest, published: weights.published,
      items: read.ids.count, tokens: tokenized.count, longest: length, cut: tokenized.cut,
      empty: tokenized.tokens.count { $0.isEmpty }, file: out, sha256: "", ids: "\(out).ids")
    let bytes: Data
    if tokens {
      let lines = tokenized.tokens.map { $0.map(String.init).joined(separator: " ") + "\n" }
      bytes = Data(lines.joined().utf8)
    } else {
      let embedding = TextEmbedding(
        language, pooling: pooling, isUnit: unit ?? model.isUnit, longest: length)
      let vectors = try vectors(read, tokenized, by: embedding, of: weights, in: store)
      (summary.width, summary.pooling, summary.unit) = (
        language.width, pooling.rawValue, embedding.isUnit
      )
      bytes = vectors.encoded(as: form ?? .safetensors)
    }
    summary.sha256 = Digest(of: bytes).hex
    try writeNamed(Data(read.ids.map { $0 + "\n" }.joined().utf8), to: summary.ids)
    try writeNamed(bytes, to: out)
    if json { return try Console.say(json: summary) }
    Console.say(words(summary))
  }

  /// From the cache, else computed and kept there.
  private func vectors(
    _ read: ItemTexts, _ texts: TokenizedTexts, by embedding: TextEmbedding,
    of weights: LocatedData, in store: DatasetStore
  ) throws -> ItemVectors {
    let display = TokenDisplay(total: texts.count)
    defer { display.end() }
    return try store.vectors(
      of: read.texts, texts, by: embedding, model, weights: weights, progress: display.add)
  }

  private func words(_ summary: Summary) -> String {
    var text = "\(summary.file)  \(summary.items) "
    if let width = summary.width, let pooling = summary.pooling {
      text += "vectors of \(width) numbers by \(summary.model), \(pooling)"
      text += summary.unit == true ? ", of length 1" : ""
    } else {
      text += "lines of tokens by \(summary.model)"
    }
    text += "; \(summary.tokens) tokens"
    if summary.cut > 0 { text += "; \(summary.cut) cut at \(summary.longest)" }
    if summary.empty > 0 { text += "; \(summary.empty) without a token" }
    if !summary.published { text += "; the weights are not proved to be the published ones" }
    return text + "\n\(summary.ids)  their ids"
  }
}
