public import Datasets
public import Language
public import Suites

extension DatasetStore {
  /// Vectors of texts by a pre-trained model: from the cache, where they are kept under the digests of
  /// weights and texts, the pooling and the numerics; else computed and kept there.
  ///
  /// - Parameters:
  ///   - texts: what the tokens were made from.
  ///   - model: whose weights these are.
  ///   - progress: told the tokens of a batch that is done, on any thread.
  /// - Throws: what a matrix library that cannot be loaded says; `DataError` where the cache cannot be
  ///   written.
  public func vectors(
    of texts: [String], _ tokenized: TokenizedTexts, by embedding: TextEmbedding,
    _ model: PretrainedModel, weights: LocatedData, progress: @Sendable (Int) -> Void = { _ in }
  ) throws -> ItemVectors {
    let written = texts.map { "\($0.utf8.count) \($0)" }.joined(separator: "\n")
    let notes = [
      "model": model.source, "weights": weights.digest, "texts": Digest(of: written).hex,
      "pooling": embedding.pooling.rawValue, "unit": "\(embedding.isUnit)",
      "longest": "\(embedding.longest)", "numerics": Machine.numerics,
    ]
    let recipe = notes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
    let name = Digest(of: "vectors 1\n" + recipe).hex
    if let kept = try kept(name, in: "vectors"),
      let vectors = ItemVectors(stored: kept, items: texts.count, width: embedding.model.width)
    {
      return vectors
    }
    try Machine.requireBLAS()
    let vectors = ItemVectors(embedding(tokenized, progress: progress), notes: notes)
    try keep(vectors.encoded(as: .safetensors), as: name, in: "vectors")
    return vectors
  }
}
