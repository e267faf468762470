import Metrics
import Testing

@Suite struct MetricTests {
  @Test(
    "a name gives its metric, and the metric its name",
    arguments: [
      "hr@1", "hr@10", "ndcg@2147483647", "mrr", "auc", "user-auc", "logloss", "rig", "calibration",
      "auc-day-7", "logloss-day-1", "validation-auc", "validation-logloss", "F3.r2",
      "F3-released.loo-depth", "line.loo", "a.b@3-day-2.rmse", "F3.best-layers", "F3.largest",
      "tokens@200", "validation-ndcg@10", "validation-mrr", "tokens-by-real-entropy@50",
      "real-entropy-inverse@50", "zlib@25", "rmse", "mae", "validation-rmse", "hr@10-trained-0-9",
      "ndcg@10-trained-10-up", "recall@5-trained-3-3", "mrr-trained-0-0",
      "hr@1-trained-2147483647-up",
    ])
  func names(name: String) throws {
    let metric = try #require(Metric(named: name))
    #expect(metric.name == name)
    // Built from its parts it is called the same.
    #expect(Metric(metric.family, fit: metric.fit, part: metric.part).name == name)
  }

  @Test(
    "any other name is that of no metric",
    arguments: [
      "", "@", ".", "hr", "hr@", "hr@0", "hr@-3", "hr@+3", "hr@03", "ndcg@1.5", "NDCG@10", "map@10",
      "hr@1@2", "hr@2147483648", "mrr@10", "auc@10", "hr@10-day-2", "mrr-day-2",
      "validation-tokens@50", "auc-day-0",
      "auc-day--3", "auc-day-07", "hr-day-x", "validation-auc-day-7", "tokens", "tokens@",
      "hr@10-trained", "hr@10-trained-", "hr@10-trained-0", "hr@10-trained-0-", "hr@10-trained-9-0",
      "hr@10-trained-0-up", "hr@10-trained-00-9", "hr@10-trained-+0-9", "hr@10-trained--1-9",
      "hr@10-trained-0-9-9", "hr@10-trained-0-2147483648", "hr@10-trained-0-9-day-2",
      "hr@10-day-2-trained-0-9", "validation-hr@10-trained-0-9", "F3.hr@10-trained-0-9",
      "auc-trained-0-9", "coverage@10-trained-0-9", "sampled-hr@10-trained-0-9",
      "tokens@50-trained-0-9", "F3.r2-trained-0-9", "hr-trained-0-9", "r2", ".r2", "F3.", "F3.auc",
      "F3.r2@2", "F3.r2-day-2", "parameters", "users", " mrr",
    ])
  func badNames(name: String) {
    #expect(Metric(named: name) == nil)
  }

  @Test(
    "each metric is better on the side that its definition says, or on neither",
    arguments: [
      (.up, ["hr@10", "ndcg@200", "mrr", "auc", "user-auc", "rig", "auc-day-7", "rig-day-1"]),
      (.up, ["F3.r2", "log-linear.r2", "drawn.r2", "additive.r2", "mean.r2", "validation-auc"]),
      (
        .down,
        [
          "logloss", "logloss-day-7", "validation-logloss", "F3.rmse", "line.rmse", "F1.mae",
          "rmse", "mae",
        ]
      ),
      (.down, ["F3.loo", "F3.loo-depth", "F3.loo-width", "F3.loo-data", "mean.loo", "F3.largest"]),
      (.towards(1), ["calibration", "calibration-day-3"]),
      (.none, ["real-entropy@50", "real-entropy-inverse@50", "apen@25", "tokens@200"]),
      (.none, ["F3.best-layers", "F3.best-width"]),
    ] as [(MetricDirection, [Metric])])
  func directions(direction: MetricDirection, metrics: [Metric]) {
    for metric in metrics { #expect(metric.direction == direction, "\(metric)") }
  }

  @Test("better is larger, smaller, nearer, or nothing")
  func better() {
    #expect(MetricDirection.up.isBetter(2, than: 1) && !MetricDirection.up.isBetter(1, than: 1))
    #expect(MetricDirection.down.isBetter(1, than: 2) && !MetricDirection.down.isBetter(2, than: 1))
    let towards = MetricDirection.towards(1)
    #expect(towards.isBetter(1.1, than: 0.8) && !towards.isBetter(1.3, than: 0.8))
    #expect(!towards.hasSide && towards.sign == 1 && towards.arrow.isEmpty)
    #expect(!MetricDirection.none.isBetter(2, than: 1))
  }

  @Test("people read titles with an arrow to the better side, and names where there is no title")
  func titles() {
    let metrics: [Metric] = [
      "ndcg@10", "hr@1", "mrr", "auc", "user-auc", "logloss", "rig", "calibration", "auc-day-7",
      "F3.r2", "tokens@50", "ndcg@10-trained-0-9", "hr@1-trained-10-up", "mrr-trained-1-1",
      "recall@5-trained-1-up", "hr@10-trained-4-4", "hr@10-trained-0-0",
    ]
    #expect(
      metrics.map(\.titleWithArrow) == [
        "NDCG@10 ↑", "HR@1 ↑", "MRR ↑", "AUC ↑", "AUC within users ↑", "log loss ↓", "RIG ↑",
        "calibration", "auc-day-7 ↑", "F3.r2 ↑", "tokens@50",
        "NDCG@10, targets trained on 0 to 9 times ↑", "HR@1, targets trained on 10 times or more ↑",
        "MRR, targets trained on once ↑", "Recall@5, targets trained on once or more ↑",
        "HR@10, targets trained on 4 times ↑", "HR@10, cold targets ↑",
      ])
  }

  @Test("a hit rate moves by one user, and so does NDCG at 1; nothing else has a step")
  func steps() {
    let metrics: [Metric] = [
      "hr@10", "ndcg@1", "ndcg@2", "mrr", "auc", "F3.r2", "hr@10-trained-0-9",
    ]
    #expect(metrics.map { $0.step(users: 4) } == [0.25, 0.25, 0, 0, 0, 0, 0])
    #expect(metrics.allSatisfy { $0.step(users: 0) == 0 })
  }

  @Test("evidence is declared by kind: ranks, blocks of rows, or none where the number is all")
  func evidence() {
    let metrics: [Metric] = [
      "hr@10", "mrr", "auc", "logloss", "auc-day-7", "F3.r2", "tokens@50", "hr@10-trained-0-9",
    ]
    #expect(
      metrics.map(\.evidence) == [
        .ranks, .ranks, .blocks, .blocks, .number, .number, .number, .blocks,
      ])
    #expect(metrics.map { $0.ranking != nil } == metrics.map { $0.evidence == .ranks })
  }

  @Test("every word belongs to one family in one form, and is listed as it is written")
  func registry() {
    let patterns = Metric.patterns().split(separator: ", ")
    #expect(Set(patterns).count == patterns.count && patterns.count == Metric.words.count)
    // An error of ratings and one of a fit share a word.
    #expect(Metric(named: "rmse")?.evidence == .blocks && Metric(named: "F3.rmse")?.fit == "F3")
    #expect(Metric.patterns { $0.evidence == .ranks }.hasPrefix("hr@k, ndcg@k, mrr"))
    #expect(Metric.patterns().contains("<fit>.loo-depth, "))
    #expect(Metric.named(like: "ndgc@50", word: "ndcg") == "ndcg@50")
    #expect(Metric.named(like: "hr", word: "ndcg") == nil)
  }
}
