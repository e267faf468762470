/// The families of metrics there are.
enum MetricRegistry {
  /// One line a family; sentences list them in this order.
  static let all: [any MetricFamily.Type] = [
    HitRate.self,
    NDCG.self,
    ReciprocalRank.self,
    Recall.self,
    SampledRankMetric.self,
    Coverage.self,
    Novelty.self,
    Serendipity.self,
    AreaUnderCurve.self,
    UserArea.self,
    LogLoss.self,
    InformationGain.self,
    Calibration.self,
    MeanAbsoluteError.self,
    RootMeanSquareError.self,
    RSquared.self,
    FitErrorMetric.self,
    FitOptimum.self,
    DataNumberAtLength.self,
  ]

  /// The families of each word.
  private static let families: [String: [any MetricFamily.Type]] = {
    let pairs = all.flatMap { family in family.words.map { (word: $0, family: family) } }
    return Dictionary(grouping: pairs, by: \.word).mapValues { $0.map(\.family) }
  }()

  /// The family that a name belongs to: of those with its word the one that is written so. Ranks alone are
  /// read for some targets only.
  static func family(of name: MetricName) -> (any MetricFamily.Type)? {
    families[name.word]?.first {
      $0.form.accepts(name) && (name.part.group == nil || $0 is any RankMetric.Type)
    }
  }
}

extension Metric {
  /// Every word that a metric may be written with.
  package static var words: [String] { MetricRegistry.all.flatMap { $0.words } }

  /// How metrics are written, for sentences: `hr@k, ndcg@k, mrr`.
  ///
  /// - Parameter isMeant: which families are listed.
  package static func patterns(
    _ isMeant: (any MetricFamily.Type) -> Bool = { _ in true }
  ) -> String {
    MetricRegistry.all.filter(isMeant)
      .flatMap { family in family.words.map { family.form.pattern($0) } }
      .joined(separator: ", ")
  }

  /// The metric of another word that is written like a name otherwise; nil where there is none.
  package static func named(like name: String, word: String) -> Metric? {
    MetricName(name).flatMap { written in
      var changed = written
      changed.word = word
      return Metric(named: changed.text)
    }
  }

  /// The word in a name; nil where it cannot be read.
  package static func word(in name: String) -> String? { MetricName(name)?.word }
}
