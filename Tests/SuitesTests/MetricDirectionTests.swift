import Suites
import Testing

@Test(
  "each metric is better on the side that its definition says, or on neither",
  arguments: [
    ("up", ["hr@10", "ndcg@200", "mrr", "auc", "user-auc", "rig", "auc-day-7", "rig-day-1"]),
    ("up", ["F3.r2", "log-linear.r2", "drawn.r2", "additive.r2", "mean.r2", "validation-auc"]),
    ("down", ["logloss", "logloss-day-7", "validation-logloss", "F3.rmse", "line.rmse", "F1.mae"]),
    ("down", ["F3.loo", "F3.loo-depth", "F3.loo-width", "F3.loo-data", "mean.loo", "F3.largest"]),
    ("none", ["calibration", "calibration-day-3", "parameters", "users", "tokens@200"]),
    ("none", ["real-entropy@50", "real-entropy-inverse@50", "apen@25", "tokens-by-apen"]),
    ("none", ["F3.best-layers", "F3.best-width", "a-metric-to-come", "hr-day-x", "", "@", "."]),
  ])
func directions(_ word: String, _ metrics: [String]) {
  for metric in metrics {
    #expect(MetricDirection(of: metric).rawValue == word, "\(metric)")
  }
}

@Test("every metric that a task can measure has a direction of its own or is known to have none")
func complete() {
  let neither: Set = ["calibration", "best-layers", "best-width"]
  let names = ClickEvaluationSpec.known + RatingEvaluationSpec.known + LawFitTask.numbers
  for name in names {
    #expect((MetricDirection(of: name) == .none) == neither.contains(name), "\(name)")
  }
}
