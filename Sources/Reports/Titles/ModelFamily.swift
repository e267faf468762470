import Suites

/// A model by the name that its paper gave it, whatever its size and variant: what keeps its colour
/// on every page.
enum ModelFamily: String, Hashable, Sendable, CaseIterable {
  case sasrec = "SASRec"
  case hstu = "HSTU"
  case fuxiAlpha = "FuXi-α"
  case llama = "LLaMa"
  case gpt = "GPT"
  case gru4rec = "GRU4Rec"
  case narm = "NARM"
  case bprMF = "BPR-MF"
  case popularity = "Popularity"
  case random = "Random"
  case din = "DIN"
  case logistic = "Logistic regression"
  case fm = "FM"
  case fwfm = "FwFM"
  case dnn = "DNN"
  case wideDeep = "Wide & Deep"
  case deepFM = "DeepFM"
  case ipnn = "IPNN"
  case dcn = "DCN"
  case dcnV2 = "DCN-V2"
  case cin = "CIN"
  case xDeepFM = "xDeepFM"
  case autoInt = "AutoInt"
  case xcrossnet = "XCrossNet"
}

extension ModelSpec {
  var family: ModelFamily {
    switch self {
    case .sasrec: .sasrec
    case .hstu: .hstu
    case .fuxiAlpha: .fuxiAlpha
    case .llama: .llama
    case .gpt: .gpt
    case .gru4rec: .gru4rec
    case .narm: .narm
    case .bprMF: .bprMF
    case .popularity: .popularity
    case .random: .random
    }
  }

  /// In what it is not the model as published, as phrases that follow its name; empty where it is.
  var variant: [String] {
    switch self {
    case .sasrec(let spec):
      (spec.residual == .preNorm ? ["with a plain residual"] : [])
        + bias(spec.bias, published: .none)
        + requestTime(spec.requestTime)
    case .hstu(let spec):
      bias(spec.bias, published: .both) + (spec.attention == .softmax ? ["with softmax"] : [])
        + (spec.gating == false ? ["without gate"] : []) + requestTime(spec.requestTime)
    case .fuxiAlpha(let spec):
      switch spec.variant {
      case .full: []
      case .base: ["base"]
      case .withoutAMS: ["without AMS"]
      case .withoutMFFN: ["without MFFN"]
      }
    case .gpt(let spec): spec.norm == .post ? ["with norms after"] : []
    case .llama, .gru4rec, .narm, .bprMF, .popularity, .random: []
    }
  }

  private func bias(_ bias: AttentionBias?, published: AttentionBias) -> [String] {
    switch bias ?? published {
    case published: []
    case .none: ["without bias"]
    case .position: ["with position bias alone"]
    case .time: ["with time bias alone"]
    case .both: ["with relative bias"]
    case .rope: ["with rotary positions"]
    }
  }

  private func requestTime(_ time: RequestTime?) -> [String] {
    time == .queryEvent ? ["without the answer's time"] : []
  }

  /// Blocks and width of a stack; nil for what has none.
  var stack: (blocks: Int, width: Int)? {
    switch self {
    case .sasrec(let spec): (spec.blocks, spec.width)
    case .hstu(let spec): (spec.blocks, spec.width)
    case .fuxiAlpha(let spec): (spec.blocks, spec.width)
    case .llama(let spec): (spec.blocks, spec.width)
    case .gpt(let spec): (spec.blocks, spec.width)
    case .gru4rec, .narm, .bprMF, .popularity, .random: nil
    }
  }
}

extension RatingModelSpec {
  var family: ModelFamily {
    switch self {
    case .sequence(let spec): spec.backbone.family
    case .din: .din
    case .logistic: .logistic
    case .popularity: .popularity
    }
  }

  var variant: [String] {
    switch self {
    case .sequence(let spec):
      spec.backbone.variant + (spec.layout == .summed ? ["with one token an event"] : [])
        + (spec.actions == .rating ? ["with stars as actions"] : []) + scorer(spec.scorer)
    case .din, .logistic, .popularity: []
    }
  }

  private func scorer(_ scorer: ScorerSpec) -> [String] {
    switch scorer {
    case .dot: []
    case .mlp: ["with an MLP scorer"]
    }
  }

  var stack: (blocks: Int, width: Int)? {
    if case .sequence(let spec) = self { spec.backbone.stack } else { nil }
  }
}

extension ClickModelSpec {
  var family: ModelFamily {
    switch self {
    case .logistic: .logistic
    case .fm: .fm
    case .fwfm: .fwfm
    case .dnn: .dnn
    case .wideDeep: .wideDeep
    case .deepFM: .deepFM
    case .ipnn: .ipnn
    case .dcn: .dcn
    case .dcnV2: .dcnV2
    case .cin: .cin
    case .xDeepFM: .xDeepFM
    case .autoInt: .autoInt
    case .xcrossnet: .xcrossnet
    }
  }

  var variant: [String] {
    if case .xcrossnet(let spec) = self, spec.variant == .code {
      ["by the authors' code"]
    } else {
      []
    }
  }

  /// Features of an embedding; nil where there is none.
  var width: Int? {
    switch self {
    case .logistic: nil
    case .fm(let spec): spec.width
    case .fwfm(let spec): spec.width
    case .dnn(let spec), .wideDeep(let spec), .deepFM(let spec), .ipnn(let spec): spec.width
    case .dcn(let spec), .dcnV2(let spec): spec.network.width
    case .cin(let spec): spec.fields.width
    case .xDeepFM(let spec): spec.network.width
    case .autoInt(let spec): spec.fields.width
    case .xcrossnet(let spec): spec.width
    }
  }
}
