/// XCrossNet as the paper defines it, or as the authors' code does.
public struct XCrossNetSpec: ClickModelEntry {
  /// Whose definition.
  public enum Variant: String, Word {
    /// Learned product vectors, a second cross layer.
    case paper
    /// The authors' code: the embeddings themselves and unweighted inner products of all pairs,
    /// dense orders from the highest to the lowest; no second cross layer unless `secondCross`.
    case code
  }

  package static let kind = "xcrossnet"
  package static let family = ModelFamily("XCrossNet", .green)
  package static let meaning = "XCrossNet (Yu et al. 2021)."

  package var variant = Variant.paper
  package var width = 0
  package var depth = 0
  package var products = 0
  package var secondCross = false
  package var hidden: [Int] = []
  package var dropout = 0.0

  package static let fields: [Field<Self>] = [
    .word("variant", \.variant, "Whose definition."),
    .size("width", \.width, "K, features of an embedding.", in: clickSizes),
    .size(
      "depth", \.depth, "l, orders of the dense part, the numbers themselves among them.",
      in: clickSizes),
    .size(
      "products", \.products,
      "T, size of each product vector; read by the paper's variant. The paper gives no value.",
      in: clickSizes),
    .flag(
      "secondCross", \.secondCross,
      "Whether the joined vector is crossed once more: always in the paper, `use_cross` in the code."
    ),
    .sizes("hidden", \.hidden, "Units of each hidden layer.", in: clickSizes),
    .dropout("dropout", \.dropout, "Dropout after each hidden layer."),
  ]

  package init() {}

  package var departures: [String] { variant == .code ? ["by the authors' code"] : [] }

  /// An XCrossNet; its fields say what each means.
  public init(
    variant: Variant, width: Int, depth: Int, products: Int, secondCross: Bool, hidden: [Int],
    dropout: Double
  ) {
    self.variant = variant
    self.width = width
    self.depth = depth
    self.products = products
    self.secondCross = secondCross
    self.hidden = hidden
    self.dropout = dropout
  }
}

extension ClickModelSpec {
  /// An XCrossNet.
  public static func xcrossnet(_ spec: XCrossNetSpec) -> ClickModelSpec { ClickModelSpec(spec) }
}
