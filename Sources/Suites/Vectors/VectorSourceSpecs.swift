/// What turns a text into a vector, as a suite file writes it. What it computes stands in `Experiments`.
package protocol VectorSourceEntry: KindedEntry {
  /// The data set that its weights are; nil for one that has none.
  var weights: String? { get }
  /// Whether it gives a number for each word of all texts, most of them zero.
  var isSparse: Bool { get }
  /// Numbers of a vector; nil where they follow from the texts.
  var width: Int? { get }
  /// What it is called on pages: "TF-IDF".
  var title: String { get }
}

extension VectorSourceEntry {
  package var weights: String? { nil }
  package var isSparse: Bool { false }
  package var width: Int? { nil }
}

/// What turns texts into vectors. Chosen in a file by a word, or by `kind:`.
public struct VectorSourceSpec: Chosen {
  /// The sources there are: one line each.
  package static let registry = Registry(
    "source of vectors", allowsWords: true, refuses: true,
    [
      TermFrequencySpec.self,
      LanguageModelSpec.self,
    ])

  /// What was chosen.
  package let entry: any VectorSourceEntry

  /// A source of these fields.
  package init(_ entry: any VectorSourceEntry) { self.entry = entry }

  /// Words weighted by how rare they are.
  public static let termFrequency = VectorSourceSpec(TermFrequencySpec())
  /// A pre-trained model.
  public static func languageModel(
    _ model: PretrainedModel, pooling: Pooling
  ) -> VectorSourceSpec {
    var spec = LanguageModelSpec()
    (spec.model, spec.pooling) = (model, pooling)
    return VectorSourceSpec(spec)
  }
}

/// Words weighted by how rare they are.
package struct TermFrequencySpec: VectorSourceEntry {
  package static let kind = "tf-idf"
  package static let meaning =
    "No language model: how often each word of two letters or digits and more stands in the text, times "
    + "`ln((1 + texts) / (1 + texts with the word)) + 1`, brought to length 1, as scikit-learn's "
    + "TfidfVectorizer has it. One number for each word of all texts."

  package init() {}

  package var isSparse: Bool { true }
  package var title: String { "TF-IDF" }
}

/// A pre-trained model.
public struct LanguageModelSpec: VectorSourceEntry {
  package static let kind = "language-model"
  package static let meaning =
    "States of a small pre-trained language model, as `repro embed` gives them; MiniLM's of length 1, as "
    + "its authors have them. A text without a token is zeros."

  package var model = PretrainedModel.miniLM
  package var pooling = Pooling.mean

  package static let fields: [Field<Self>] = [
    .word(
      "weights", \.model,
      "The model: the file of `suites/datasets` with its weights, without `.yaml`."),
    .word(
      "pooling", \.pooling,
      "How a text's states become one vector; `table` and `table-idf` average rows of the table of tokens "
        + "without running the model, the latter weighted by `ln(texts / texts with the token)`."),
  ]

  package init() {}

  package var weights: String? { model.source }
  package var width: Int? { model.width }
  package var title: String {
    pooling == .table || pooling == .rareTable ? "\(model.title)'s table" : model.title
  }
}
