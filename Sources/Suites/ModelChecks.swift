/// What in an entry could not be run: the path below the entry, and the problem.
typealias Complaint = (path: String, problem: String)

extension ModelSpec {
  var complaints: [Complaint] {
    switch self {
    case .sasrec(let spec): spec.complaints
    case .hstu(let spec): spec.complaints
    case .fuxiAlpha(let spec):
      sizes([
        ("width", spec.width), ("blocks", spec.blocks), ("heads", spec.heads),
        ("keyWidth", spec.keyWidth), ("valueWidth", spec.valueWidth),
        ("feedForwardMultiple", spec.feedForwardMultiple), ("positions", spec.positions),
      ]) + fractions([("embeddingDropout", spec.embeddingDropout), ("dropout", spec.dropout)])
    case .llama(let spec):
      sizes([
        ("width", spec.width), ("blocks", spec.blocks), ("heads", spec.heads),
        ("hidden", spec.hidden),
      ]) + fractions([("embeddingDropout", spec.embeddingDropout), ("dropout", spec.dropout)])
        + divided(spec.width, among: spec.heads) + rotary(spec.rotaryBase)
    case .gpt(let spec):
      sizes([
        ("width", spec.width), ("blocks", spec.blocks), ("heads", spec.heads),
        ("hidden", spec.hidden), ("positions", spec.positions),
      ]) + fractions([("embeddingDropout", spec.embeddingDropout), ("dropout", spec.dropout)])
        + divided(spec.width, among: spec.heads)
    case .gru4rec(let spec):
      sizes([("width", spec.width), ("hidden", spec.hidden), ("layers", spec.layers)])
        + fractions([("embeddingDropout", spec.embeddingDropout), ("dropout", spec.dropout)])
    case .narm(let spec):
      sizes([("width", spec.width), ("hidden", spec.hidden)])
        + fractions([("embeddingDropout", spec.embeddingDropout), ("dropout", spec.dropout)])
    case .bprMF(let spec): sizes([("width", spec.width)])
    case .popularity, .random: []
    }
  }
}

extension SASRecSpec {
  fileprivate var complaints: [Complaint] {
    var found =
      sizes([
        ("width", width), ("blocks", blocks), ("heads", heads), ("hidden", hidden),
        ("positions", positions),
      ]) + fractions([("embeddingDropout", embeddingDropout), ("dropout", dropout)])
      + divided(width, among: heads)
    if bias == .rope {
      found.append(("bias", "this model has none, position, time or both"))
    }
    return found + requested(requestTime, bias ?? .none)
  }
}

extension HSTUSpec {
  fileprivate var complaints: [Complaint] {
    var found =
      sizes([
        ("width", width), ("blocks", blocks), ("heads", heads), ("keyWidth", keyWidth),
        ("valueWidth", valueWidth), ("positions", positions),
      ]) + fractions([("embeddingDropout", embeddingDropout), ("dropout", dropout)])
      + requested(requestTime, bias ?? .both)
    if attention == .softmax, keyWidth != valueWidth {
      found.append(("attention", "softmax needs a keyWidth that is the valueWidth"))
    }
    switch (bias, rotaryBase) {
    case (.rope, let base): found += rotary(base ?? 0)
    case (_, .some): found.append(("rotaryBase", "only 'bias: rope' has one"))
    default: break
    }
    return found
  }
}

/// What is no size.
func sizes(_ sizes: [(String, Int)]) -> [Complaint] {
  sizes.filter { $0.1 < 1 || $0.1 > 1_000_000 }
    .map { ($0.0, "a size between 1 and 1,000,000 is needed, not \($0.1)") }
}

/// What is no fraction.
func fractions(_ fractions: [(String, Double)]) -> [Complaint] {
  fractions.filter { !($0.1 >= 0 && $0.1 < 1) }
    .map { ($0.0, "a fraction from 0 to below 1 is needed, not \($0.1)") }
}

private func divided(_ width: Int, among heads: Int) -> [Complaint] {
  heads > 0 && !width.isMultiple(of: heads)
    ? [("heads", "\(heads) heads do not divide a width of \(width)")] : []
}

private func rotary(_ base: Double) -> [Complaint] {
  base > 1 && base <= 1e9
    ? [] : [("rotaryBase", "a base above 1 and up to 1e9 is needed, not \(base)")]
}

private func requested(_ time: RequestTime?, _ bias: AttentionBias) -> [Complaint] {
  time == nil || bias.seesTime ? [] : [("requestTime", "only a time bias reads it")]
}
