/// The pre-trained models that texts are embedded by: one line each, as the id of the data set that its weights
/// are. How each is read and run stands in `Experiments`.
public enum PretrainedModel: String, Word {
  case miniLM = "all-minilm-l6-v2"
  case smolLM2 = "smollm2-135m-instruct"

  /// The id of its weights in `suites/datasets`.
  public var source: String { rawValue }

  /// Numbers of a vector.
  public var width: Int {
    switch self {
    case .miniLM: 384
    case .smolLM2: 576
    }
  }

  /// What people call it.
  public var title: String {
    switch self {
    case .miniLM: "MiniLM"
    case .smolLM2: "SmolLM2"
    }
  }
}
