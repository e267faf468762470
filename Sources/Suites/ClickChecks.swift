extension ClickTask {
  /// What in a task could not be run, by path below the task.
  var complaints: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    for (index, metric) in evaluation.metrics.enumerated() {
      require(
        ClickEvaluationSpec.known.contains(metric), "evaluation.metrics.\(index)",
        "no click metric is called '\(metric)'; there are auc, calibration, logloss, rig")
    }
    require(!evaluation.metrics.isEmpty, "evaluation.metrics", "at least one metric is needed")
    require(
      Set(evaluation.metrics).count == evaluation.metrics.count, "evaluation.metrics",
      "a metric is named twice")
    require((1...1000).contains(evaluation.days ?? 1), "evaluation.days", "1 to 1000 are possible")
    require(data.treatment.threshold >= 1, "data.treatment.threshold", "it is at least 1")
    found += counts([
      ("training.rows", training.rows), ("training.epochs", training.epochs),
      ("training.patience", training.patience),
    ])
    found += optimizerComplaints(
      rate: training.rate, beta1: training.beta1, beta2: training.beta2, epsilon: training.epsilon
    ).map { ("training.\($0.path)", $0.problem) }
    for (path, value) in [
      ("tablePenalty", training.tablePenalty), ("penalty", training.penalty),
      ("tableDeviation", training.tableDeviation),
    ] { require(value >= 0, "training.\(path)", "it cannot be negative") }
    require(
      training.shards >= 1 && training.shards <= training.rows, "training.shards",
      "a batch is cut into at least one part and at most one for each row")
    require(
      training.rateDrop > 0 && training.rateDrop <= 1, "training.rateDrop",
      "a factor above 0 and up to 1 is needed")
    require(
      training.rateFloor.map { $0 > 0 && $0 <= training.rate } ?? true, "training.rateFloor",
      "it lies above 0 and is at most the rate")
    require(
      training.minimalGain.map { (0...1).contains($0) } ?? true, "training.minimalGain",
      "0 to 1 is possible")
    require(
      training.numberPenalty.map { $0 >= 0 } ?? true, "training.numberPenalty",
      "it cannot be negative")
    require(
      training.clipNorm.map { $0 > 0 } ?? true, "training.clipNorm", "it is above 0")
    require(
      training.clipNorm == nil || training.tables == .dense, "training.clipNorm",
      "the norm is that of the whole gradient: tables must be dense")
    require(
      !model.normsBatches || training.shards == 1, "training.shards",
      "batchNorm norms over the whole batch: the batch is one part")
    require(
      data.treatment.missingNumber != .unknown || data.treatment.numbers == .logSquareBucket,
      "data.treatment.missingNumber", "only numbers that become categories can be unknown")
    require(
      model.firstOrderBias == nil || model.hasFirstOrder, "model.firstOrderBias",
      "\(model.kind) has no first-order part")
    if case .fwfm(let spec) = model {
      require(
        spec.firstOrder == nil || spec.numbers == .embedded, "model.firstOrder",
        "first-order vectors of numbers need numbers: embedded")
    }
    for (path, size) in model.sizes {
      require(
        (1...100_000).contains(size), "model.\(path)", "1 to 100,000 is possible, not \(size)")
    }
    require(
      model.dropout >= 0 && model.dropout < 1, "model.dropout",
      "a fraction from 0 to below 1 is needed, not \(model.dropout)")
    return found
  }
}

extension ClickModelSpec {
  /// Every size in it, by its path.
  var sizes: [(path: String, size: Int)] {
    func hidden(_ units: [Int], _ path: String) -> [(path: String, size: Int)] {
      units.enumerated().map { ("\(path).\($0.offset)", $0.element) }
    }
    switch self {
    case .logistic: return []
    case .fm(let spec): return [("width", spec.width)]
    case .fwfm(let spec): return [("width", spec.width)]
    case .dnn(let spec), .wideDeep(let spec), .deepFM(let spec), .ipnn(let spec):
      return [("width", spec.width)] + hidden(spec.hidden, "hidden")
    case .dcn(let spec), .dcnV2(let spec):
      return [("network.width", spec.network.width), ("depth", spec.depth)]
        + hidden(spec.network.hidden, "network.hidden")
    case .cin(let spec):
      return [("fields.width", spec.fields.width)] + hidden(spec.maps, "maps")
    case .xDeepFM(let spec):
      return [("network.width", spec.network.width)]
        + hidden(spec.network.hidden, "network.hidden") + hidden(spec.maps, "maps")
    case .autoInt(let spec):
      return [
        ("fields.width", spec.fields.width), ("layers", spec.layers), ("heads", spec.heads),
        ("headWidth", spec.headWidth),
      ]
    case .xcrossnet(let spec):
      return [("width", spec.width), ("depth", spec.depth), ("products", spec.products)]
        + hidden(spec.hidden, "hidden")
    }
  }

  var dropout: Double {
    switch self {
    case .logistic, .fm, .fwfm, .cin, .autoInt: 0
    case .dnn(let spec), .wideDeep(let spec), .deepFM(let spec), .ipnn(let spec): spec.dropout
    case .dcn(let spec), .dcnV2(let spec): spec.network.dropout
    case .xDeepFM(let spec): spec.network.dropout
    case .xcrossnet(let spec): spec.dropout
    }
  }

  /// The multi-layer network in it, if there is one that a suite describes as such.
  private var network: ClickNetworkSpec? {
    switch self {
    case .logistic, .fm, .fwfm, .cin, .autoInt, .xcrossnet: nil
    case .dnn(let spec), .wideDeep(let spec), .deepFM(let spec), .ipnn(let spec): spec
    case .dcn(let spec), .dcnV2(let spec): spec.network
    case .xDeepFM(let spec): spec.network
    }
  }

  /// Whether anything in it is normed over the batch.
  var normsBatches: Bool { network?.batchNorm ?? false }

  /// What is said of the first-order part's constant.
  var firstOrderBias: Bool? {
    if case .cin(let spec) = self { return spec.firstOrderBias }
    return network?.firstOrderBias
  }

  /// Whether a first-order part stands beside its network.
  var hasFirstOrder: Bool {
    switch self {
    case .logistic, .fm, .fwfm, .wideDeep, .deepFM, .cin, .xDeepFM: true
    case .dnn, .ipnn, .dcn, .dcnV2, .autoInt, .xcrossnet: false
    }
  }
}
