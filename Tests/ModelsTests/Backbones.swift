import Suites

/// The backbones and ablations of "Scaling New Frontiers", small.
enum Backbones {
  /// Every one of them, two blocks deep; vectors of 6 features, queries and keys of 3.
  static func variants(positions: Int, dropout: Double) -> [ModelSpec] {
    func hstu(
      _ bias: AttentionBias? = nil, _ attention: AttentionWeights? = nil, gating: Bool? = nil,
      request: RequestTime? = nil
    ) -> ModelSpec {
      .hstu(
        HSTUSpec(
          width: 6, blocks: 2, heads: 2, keyWidth: 3,
          valueWidth: attention == .softmax || bias == AttentionBias.none ? 3 : 4,
          positions: positions, embeddingDropout: dropout, dropout: dropout, bias: bias,
          rotaryBase: bias == .rope ? 100 : nil, attention: attention, gating: gating,
          requestTime: request))
    }
    func sasrec(
      _ residual: SASRecSpec.Residual?, _ bias: AttentionBias?, request: RequestTime? = nil
    ) -> ModelSpec {
      .sasrec(
        SASRecSpec(
          width: 6, blocks: 2, heads: 2, hidden: 5, positions: positions, embeddingDropout: dropout,
          dropout: dropout, residual: residual, bias: bias, requestTime: request))
    }
    let llama = ModelSpec.llama(
      LLaMaSpec(
        width: 6, blocks: 2, heads: 2, hidden: 5, rotaryBase: 100, embeddingDropout: dropout,
        dropout: dropout))
    let gpts = GPTSpec.Norm.allCases.map { norm in
      ModelSpec.gpt(
        GPTSpec {
          ($0.width, $0.blocks, $0.heads, $0.hidden) = (6, 2, 2, 7)
          ($0.positions, $0.norm) = (positions, norm)
          ($0.embeddingDropout, $0.dropout) = (dropout, dropout)
        })
    }
    return AttentionBias.allCases.flatMap { [hstu($0), hstu($0, .softmax)] }
      + [
        hstu(gating: false), hstu(.rope, gating: false), hstu(nil, .softmax, gating: false),
        hstu(request: .queryEvent), hstu(.time, .softmax, request: .queryEvent),
        sasrec(.preNorm, nil), sasrec(.preNorm, .both), sasrec(nil, .both),
        sasrec(.normedQuery, .position), sasrec(.preNorm, .time, request: .queryEvent), llama,
      ] + gpts
  }
}
