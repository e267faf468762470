internal import Datasets
internal import Foundation
internal import Language
internal import Suites
internal import Tensors

/// A source of vectors that says what it makes of texts.
private protocol VectorMaker: VectorSourceEntry {
  /// A vector for each text.
  ///
  /// - Parameter weights: the bytes of its weights, where it has some.
  func vectors(
    of texts: [String], _ store: DatasetStore, weights: LocatedData?
  ) throws -> CentredRows.Form
}

extension TermFrequencySpec: VectorMaker {
  fileprivate func vectors(
    of texts: [String], _ store: DatasetStore, weights: LocatedData?
  ) -> CentredRows.Form { .sparse(SparseRows(wordsOf: texts)) }
}

extension LanguageModelSpec: VectorMaker {
  fileprivate func vectors(
    of texts: [String], _ store: DatasetStore, weights: LocatedData?
  ) throws -> CentredRows.Form {
    guard let weights else { preconditionFailure("Nobody located '\(model.source)'.") }
    let language = try model.model(in: weights)
    let longest = min(model.usualLength, language.longest)
    let embedding = TextEmbedding(
      language, pooling: pooling, isUnit: model.isUnit, longest: longest)
    let tokens = TokenizedTexts(texts, by: language.tokenizer, atMost: longest)
    let vectors = try store.vectors(of: texts, tokens, by: embedding, model, weights: weights)
      .vectors
    return .dense(
      Matrix(vectors.shape.rows, vectors.shape.width, vectors.elements.map { Double($0) }))
  }
}

extension ItemVectorsSpec {
  /// The vectors, and SHA-256 of what they are made from.
  ///
  /// - Parameters:
  ///   - interactions: of the items.
  ///   - source: the data set source of an id; throws where there is none.
  /// - Throws: what `store` and `source` throw; `ItemTextsError`, `WeightsError`, `DataError`.
  func prepared(
    for interactions: Interactions, _ store: DatasetStore,
    source: (String) throws -> DatasetSource
  ) async throws -> (table: ItemVectorTable, digest: String, published: Bool) {
    let described = try source(texts)
    guard let layout = described.layout.entry as? ItemTextsLayout else {
      throw DataError(dataset: texts, reason: "its layout is not item-texts")
    }
    let data = try await store.locate(described)
    let items = try ItemTexts(
      try data.contents(of: data.firstMember), layout: ItemTexts.Layout(layout),
      file: data.firstMember)
    var weights: LocatedData?
    if let id = self.source.entry.weights { weights = try await store.locate(try source(id)) }
    let raw = self.source.entry.able((any VectorMaker).self)
    // What was read counts, not the file: of one file other columns can be read.
    let read = zip(items.ids, items.texts)
      .map { "\($0.utf8.count) \($0)\n\($1.utf8.count) \($1)\n" }.joined()
    let digest = Digest(
      of: "item vectors 2\n\(Digest(of: read).hex)\n\(weights?.digest ?? "none")"
    ).hex
    let vectors: CentredRows.Form
    if let width {
      // What is computed from long vectors is kept.
      let written = try CanonicalJSON.compact(self)
      let name = Digest(of: "\(digest)\n\(Machine.numerics)\n\(written)").hex
      if let kept = try store.kept(name, in: "vectors"),
        let numbers = [Double](stored: kept, count: items.ids.count * width)
      {
        vectors = .dense(Matrix(items.ids.count, width, numbers))
      } else {
        vectors = treated(try raw.vectors(of: items.texts, store, weights: weights))
        if case .dense(let matrix) = vectors {
          try store.keep(matrix.elements.stored, as: name, in: "vectors")
        }
      }
    } else {
      vectors = treated(try raw.vectors(of: items.texts, store, weights: weights))
    }
    return (
      try ItemVectorTable(vectors, ids: items.ids, of: interactions, texts: texts), digest,
      data.published && weights?.published ?? true
    )
  }
}

extension ItemTexts.Layout {
  /// Where a suite's layout says that ids and texts stand.
  fileprivate init(_ layout: ItemTextsLayout) {
    self.init()
    (id, text, hasHeader) = (layout.id, layout.text, layout.header ?? false)
    separator = layout.separator ?? separator
    switch layout.encoding {
    case .utf8, nil: encoding = .utf8
    case .latin1: encoding = .latin1
    }
  }
}

extension [Double] {
  /// The numbers' bytes, as the processor has them: the cache is this machine's.
  fileprivate var stored: Data { withUnsafeBytes { Data($0) } }

  /// Numbers from their bytes; nil where they are not so many.
  fileprivate init?(stored bytes: Data, count: Int) {
    guard bytes.count == 8 * count else { return nil }
    self = bytes.withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
  }
}
