import Suites

/// The text of a suite to begin with: one data set, two models and their baselines, each part with a
/// comment that says what belongs there.
struct NewSuite {
  /// The suite's name.
  let name: String
  /// The data set, one of interactions.
  let source: DatasetSource

  /// Whether the suite can be made of this data set.
  static func suits(_ layout: DatasetSource.Layout) -> Bool {
    ![.clicks, .weights, .texts].contains(layout.rows)
  }

  /// The generator's numbers, for a data set that is made.
  private var generator: String {
    guard source.layout == .generated else { return "" }
    return """

          generator:
            {kind: planted-time, seed: 1, users: 1000, items: 200, groups: 20, fewestEvents: 20,
             mostEvents: 60, noise: 0.1}
      """
  }

  /// The whole file.
  var text: String {
    """
    # yaml-language-server: $schema=suite.schema.json
    # What the paper says, and what is run to see. Every key: docs/suite-keys.md.
    schema: 2
    name: \(name)
    paper:
      title: Title as printed
      authors: First, Second, Third et al.
      year: 2025
      url: https://example.org/the-version-read

    # Declared before anything is measured: the level of "different", and the verdicts that make
    # `repro run` fail.
    policy:
      alpha: 0.05
      fails: [NOT-REPLICATED, ERROR]
      profiles: [local]

    # What runs share. A field that a run sets wins; `repro plan \(name) --resolved` prints it all.
    defaults:
      run: {profile: local, seeds: [1, 2, 3], task: {kind: ranking, dataset: data}}
      task:
        ranking:
          training:
            loss: {kind: sampled-softmax, negatives: 128, temperature: 0.05}
            optimizer:
              {kind: adamw, rate: 0.001, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0}
            rows: 128
            epochs: 20
            shards: 8
          evaluation:
            {candidates: catalogue, seen: kept-history, ties: against, queryTime: target,
             floor: 2501, metrics: [ndcg@10, hr@10, mrr], every: 5, read: last}

    # How the rows are prepared: the order of equal times, what is kept, how much history is shown.
    datasets:
      - id: data
        source: \(source.id)
        ties: file
        filters: []
        maximalLength: 50
        split: leave-last-out\(generator)

    runs:
      # Chance and counting: what a model must beat.
      - id: "{baseline}"
        group: baselines
        seeds: [1]
        matrix: {baseline: [popularity, random]}
        task: {model: {kind: "{baseline}"}, training: none}
      # Two models of one size. An axis `blocks: [2, 4, 8]` beside `model` would make six of them.
      - id: "{model}"
        group: models
        matrix:
          model:
            sasrec: {task: {model: {kind: sasrec, hidden: 32}}}
            hstu: {task: {model: {kind: hstu, keyWidth: 32, valueWidth: 32}}}
        task:
          model:
            {width: 32, blocks: 2, heads: 1, positions: 61, embeddingDropout: 0.2, dropout: 0.2}

    # What the paper claims: its tables with the digits as printed. Take the marks of comment away,
    # and one claim is made of each cell.
    #   - kind: table
    #     id: "{row}-{metric}"
    #     place: "Table 2, row {name}, column {column}"
    #     selection: unknown
    #     grade: primary
    #     margin: {relative: 0.05, absolute: 0, because: why so much}
    #     columns: {NDCG@10: ndcg@10, HR@10: hr@10}
    #     rows:
    #       sasrec: {name: SASRec, printed: [0.1594, 0.2824]}
    #       hstu: {name: HSTU, printed: [0.1639, 0.2969]}
    claims: []

    # Questions of your own: an effect with its interval, without a verdict.
    comparisons:
      - id: hstu-or-sasrec
        question: Gain of HSTU over SASRec on these data
        run: hstu
        over: sasrec
        metric: ndcg@10

    # Where this suite departs from the paper, and whether that bars the word REPLICATED.
    deviations: []

    """
  }
}
