internal import Determinism
public import Metrics
public import Suites

/// A suite of five runs with made-up records, for judging and reporting without training.
public enum LittleSuite {
  /// Test users of each record.
  public static let users = 400

  /// The suite, as its file would say it. `claims` replaces its claims.
  public static func suite(claims: [Claim]? = nil) -> Suite {
    let dataset = DatasetSpec(
      id: "little", source: "little-source", ties: .file, filters: [], maximalLength: 20,
      split: .leaveLastOut, generator: nil)
    func run(
      _ id: String, _ model: ModelSpec, seeds: [UInt64] = [1, 2, 3], profile: String = "local"
    ) -> RunSpec {
      let evaluation = EvaluationSpec(
        candidates: .catalogue, seen: .keptHistory, ties: .against, queryTime: .target, floor: 101,
        metrics: ["ndcg@10", "hr@10", "mrr"], every: 1, read: .last)
      let training = TrainingSpec(
        loss: LossSpec.sampledSoftmax(negatives: 8, temperature: 0.05),
        optimizer: OptimizerSpec.adamW(
          rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
        rows: 16, epochs: 3, shards: 2)
      return RunSpec {
        ($0.id, $0.group, $0.profile, $0.seeds) = (id, "all", profile, seeds)
        $0.task = .ranking(
          RankingTask(
            dataset: "little", model: model, training: model.isTrained ? training : nil,
            evaluation: evaluation))
      }
    }
    func hstu(_ width: Int) -> ModelSpec {
      .hstu(
        HSTUSpec(
          width: width, blocks: 1, heads: 1, keyWidth: width, valueWidth: width, positions: 31,
          embeddingDropout: 0, dropout: 0))
    }
    return Suite {
      $0.name = "little"
      $0.paper = Paper {
        ($0.title, $0.authors, $0.year) = ("A little paper", "A. Author", 2025)
        $0.url = "https://example.org/paper"
      }
      $0.policy = Policy {
        ($0.alpha, $0.fails, $0.profiles) = (0.05, [.notReplicated, .error], ["local"])
      }
      $0.datasets = [dataset]
      $0.runs = [
        run("popularity", .popularity, seeds: [1]), run("plain", hstu(8)), run("better", hstu(16)),
        run("deep", hstu(32), seeds: [1]),
        run("lone", hstu(24), seeds: [1]),
        run("far", hstu(64), profile: "large"),
      ]
      $0.guards = [
        Guard {
          ($0.id, $0.run, $0.expected) = ("users", "popularity", Double(users))
          $0.because = "as many as were made"
        }
      ]
      $0.claims = claims ?? self.claims
      $0.comparisons = [
        Comparison {
          ($0.id, $0.question) = ("deep", "What is depth worth?")
          ($0.run, $0.over, $0.metric) = ("deep", "plain", "ndcg@10")
        }
      ]
      $0.deviations = [
        Deviation {
          ($0.id, $0.subject) = ("precision", "precision")
          ($0.paper, $0.here, $0.because) = ("16 bits", "32 bits", "more precise")
        }
      ]
      $0.contradictions = [
        Contradiction {
          ($0.id, $0.place, $0.says) = ("sum", "Table 1", "2 + 2 = 5")
          ($0.but, $0.followed) = ("it is 4", "4")
        }
      ]
    }
  }

  /// One claim of each kind but `fit`.
  public static let claims: [Claim] = [
    .value(value("plain-ndcg", run: "plain", printed: "0.2800")),
    .order(order("better-above-plain", ["better", "plain", "popularity"])),
    .gain(
      GainClaim {
        ($0.id, $0.run, $0.over, $0.metric) = ("gain", "better", "plain", "ndcg@10")
        $0.reference = Reference {
          ($0.place, $0.printed, $0.runs, $0.selection) = ("Table 1", "+25 %", 5, .mean)
        }
        $0.margin = Margin { ($0.absolute, $0.because) = (0.2, "a coarse claim") }
      }),
    .trend(
      TrendClaim {
        ($0.id, $0.axis, $0.metric) = ("rises", "width", "ndcg@10")
        $0.points = [
          .init(run: "plain", at: 8, printed: "0.28"), .init(run: "better", at: 16, printed: nil),
          .init(run: "deep", at: 32, printed: nil),
        ]
        $0.statement.place = "Figure 1"
      }),
    .value(value("far-ndcg", run: "far", printed: "0.4000")),
  ]

  /// A claim about NDCG@10 with a margin of a tenth.
  public static func value(
    _ id: String, run: String, printed: String, runs: Int = 5, grade: Reference.Grade = .primary
  ) -> ValueClaim {
    ValueClaim {
      ($0.id, $0.run, $0.metric) = (id, run, "ndcg@10")
      $0.reference = Reference {
        ($0.place, $0.printed, $0.runs) = ("Table 1, row \(run)", printed, runs)
        ($0.selection, $0.grade) = (.mean, grade)
      }
      $0.margin = Margin { ($0.relative, $0.because) = (0.1, "a tenth will do") }
    }
  }

  /// A claim that runs stand in this order.
  public static func order(_ id: String, _ runs: [String]) -> OrderClaim {
    OrderClaim {
      ($0.id, $0.runs, $0.metric) = (id, runs, "ndcg@10")
      $0.statement.place = "Table 1"
    }
  }

  /// How good each run is made: the mean of the logarithm of the rank is this much lower.
  public static let quality = [
    "popularity": 0.0, "plain": 1.0, "better": 1.4, "deep": 1.8, "lone": 1.0, "far": 1.0,
  ]

  /// Records of every cell of the suite's own profile.
  public static func records(
    _ suite: Suite = suite(), published: Bool = true, users: Int = users
  ) -> [RunRecord] {
    let planned = (try? Plan(suite).runs) ?? []
    return planned.filter { run in
      suite.runs.contains { $0.id == run.name && suite.policy.profiles.contains($0.profile) }
    }.map { run in
      record(run, suite, quality: quality[run.name] ?? 0, published: published, users: users)
    }
  }

  /// A record whose ranks come from a key: `rank = 1 + ⌊exp(3 + difficulty + noise − quality)⌋`.
  public static func record(
    _ run: Run, _ suite: Suite, quality: Double, published: Bool = true, users: Int = users
  ) -> RunRecord {
    let key = RandomKey(seed: 7)
    let noise = key[run.name][Int(truncatingIfNeeded: run.seed)]
    let shift = 0.03 * noise["seed"].normal(0)
    let ranks = (0..<users).map { user -> Int32 in
      let log =
        3 + 1.5 * key["difficulty"].normal(user) + 0.3 * noise["user"].normal(user) - quality
        - shift
      return Int32(min(101, 1 + Int(exponential(log))))
    }
    let digest = Digest(of: "data").hex
    var epochs = 0
    if let task = run.task.ranking { epochs = task.training?.epochs ?? 0 }
    return RunRecord(
      run: run, rules: suite.rulesDigest,
      outcome: .finished(
        RunResult(
          dataDigest: digest,
          source: SourceStamp(
            id: run.task.dataset?.source ?? "", digest: digest, published: published),
          numerics: "OpenBLAS 0 Test Float", parameters: epochs == 0 ? 0 : 100, epochRead: epochs,
          metrics: metrics(of: ranks),
          curve: (0..<epochs).map {
            CurvePoint(epoch: $0 + 1, loss: 2 - Double($0), metrics: metrics(of: ranks))
          }, ranks: ranks, users: users,
          weightsDigest: epochs == 0 ? nil : Digest(of: "weights of \(run.cell)").hex)),
      circumstances: Circumstances(
        processor: "Test processor", cores: 2, workers: 2, blas: "OpenBLAS 0 Test",
        compiler: "Swift", commit: "abc", seconds: 10, tokensPerSecond: 1000, peakMemory: 1 << 20))
  }

  /// The three metrics of ranks, by their definitions.
  public static func metrics(of ranks: [Int32]) -> [Metric: Double] {
    var ndcg = 0.0
    var hits = 0.0
    var reciprocal = 0.0
    for rank in ranks {
      if rank <= 10 { ndcg += 0.693147180559945309 / portableLog(Double(rank) + 1) }
      if rank <= 10 { hits += 1 }
      reciprocal += 1 / Double(rank)
    }
    let count = Double(ranks.count)
    return ["ndcg@10": ndcg / count, "hr@10": hits / count, "mrr": reciprocal / count]
  }

  /// `eˣ` by halving and squaring a power series; good to 1e-12 where it is used.
  private static func exponential(_ x: Double) -> Double {
    let small = x / 256
    var term = 1.0
    var sum = 1.0
    for k in 1...12 {
      term *= small / Double(k)
      sum += term
    }
    for _ in 0..<8 { sum *= sum }
    return sum
  }
}
