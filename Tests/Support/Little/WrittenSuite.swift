/// Suites as a person writes them, for tests that break them at a place.
public enum WrittenSuite {
  /// Two models of sequences at three depths, with every form of claim that is held against digits.
  public static let ranking = """
    schema: 2
    name: written
    paper: {title: T, authors: A, year: 2025, url: u}
    policy: {alpha: 0.05, fails: [ERROR], profiles: [local]}
    datasets:
      - {id: d, source: x, ties: file, filters: [], maximalLength: 50, split: leave-last-out}
    defaults:
      run: {group: all, profile: local, seeds: [1, 2, 3], task: {kind: ranking, dataset: d}}
      task:
        ranking:
          training:
            loss: {kind: sampled-softmax, negatives: 32, temperature: 0.05}
            optimizer:
              {kind: adamw, rate: 0.003, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0}
            rows: 64
            epochs: 15
            shards: 4
          evaluation:
            {candidates: catalogue, seen: kept-history, ties: against, queryTime: target, floor: 51,
             metrics: [ndcg@10, hr@10], every: 5, read: last}
    runs:
      - id: popularity
        seeds: [1]
        task: {model: {kind: popularity}, training: none}
      - id: "{model}-{blocks}"
        matrix:
          model:
            sasrec: {task: {model: {kind: sasrec, hidden: 32}}}
            hstu: {task: {model: {kind: hstu, keyWidth: 32, valueWidth: 32}}}
          blocks: [2, 4, 8]
        task:
          model:
            {width: 32, blocks: "{blocks}", heads: 1, positions: 61, embeddingDropout: 0.1,
             dropout: 0.1}
      - id: random
        task: {model: {kind: random}, training: none}
    guards:
      - {id: users, run: popularity, quantity: users, expected: 6040, within: 0, because: counted}
    claims:
      - kind: table
        id: "{row}-{metric}"
        place: "Table 1, row {name}, column {column}"
        selection: unknown
        grade: primary
        margin: {relative: 0.05, absolute: 0, because: seeds}
        columns: {HR@10: hr@10, NDCG@10: ndcg@10}
        rows:
          sasrec-2: {name: SASRec, printed: [0.2824, 0.1594]}
          hstu-2: {name: HSTU, printed: [0.2969, 0.1639]}
      - kind: order
        id: order
        runs: [hstu-2, sasrec-2]
        metric: ndcg@10
        statement: {place: Table 1, grade: primary}
      - kind: trend
        id: depth
        axis: blocks
        points: [{run: hstu-2, at: 2}, {run: hstu-4, at: 4}, {run: hstu-8, at: 8}]
        metric: ndcg@10
        shape: peaks
        peak: 4
        statement: {place: Figure 1, grade: primary}
    """

  /// Every kind of model of ratings.
  public static let ratings = """
    schema: 2
    name: ratings
    paper: {title: T, authors: A, year: 2025, url: u}
    policy: {alpha: 0.05, fails: [ERROR], profiles: [local]}
    datasets:
      - {id: d, source: x, ties: file, filters: [], maximalLength: 50, split: leave-last-out}
    defaults:
      run: {group: all, profile: local, seeds: [1], task: {kind: rating}}
      task:
        rating:
          dataset: d
          threshold: 4
          held: 10
          training:
            optimizer:
              {kind: adamw, rate: 0.001, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0}
            rows: 64
            epochs: 10
            shards: 4
            negativeShare: 1.0
          evaluation: {metrics: [auc, user-auc, logloss, rig], every: 5, read: last}
      model:
        hstu:
          {width: 32, blocks: 2, heads: 1, keyWidth: 32, valueWidth: 32, positions: 100,
           embeddingDropout: 0.2, dropout: 0.2}
        sequence: {layout: interleaved, actions: label, scorer: {kind: dot}, backbone: {kind: hstu}}
    runs:
      - id: popularity
        task: {model: {kind: popularity, smoothing: 20}, training: none}
      - id: logistic
        task: {model: {kind: logistic}}
      - id: din
        task:
          model:
            {kind: din, width: 32, attention: [36], hidden: [80, 40], actions: label, dropout: 0.2}
      - id: hstu
        task: {model: {kind: sequence}}
      - id: mlp
        task: {model: {kind: sequence, scorer: {kind: mlp, hidden: 128}}}
    """

  /// Models of clicks with the settings that BARS' runs have and others do not.
  public static let clicks = """
    schema: 2
    name: clicks
    paper: {title: T, authors: A, year: 2025, url: u}
    policy: {alpha: 0.05, fails: [ERROR], profiles: [local]}
    defaults:
      run: {group: all, profile: local, seeds: [1], task: {kind: click}}
      task:
        click:
          data:
            id: c
            source: x
            malformed: strict
            split: {kind: files}
            treatment: {numbers: raw, missingNumber: zero, missingToken: unknown, threshold: 1}
          training:
            rate: 0.001
            beta1: 0.9
            beta2: 0.999
            epsilon: 1e-8
            tables: dense
            tablePenalty: 1e-5
            penalty: 0
            numberPenalty: 1e-5
            tableDeviation: 1e-4
            rows: 4096
            shards: 4
            epochs: 100
            monitor: auc
            patience: 2
            rateDrop: 0.1
            rateFloor: 1e-6
            minimalGain: 1e-6
            clipNorm: 10
            start: fuxictr
          evaluation: {metrics: [auc, logloss]}
    runs:
      - id: "{name}"
        matrix:
          name:
            wide-deep:
              task:
                model:
                  {kind: wide-deep, width: 10, numbers: embedded, hidden: [40, 40], dropout: 0.1,
                   batchNorm: true, firstOrderBias: false}
                training: {shards: 1}
            fwfm:
              task: {model: {kind: fwfm, width: 10, numbers: embedded, firstOrder: vectors}}
            ipnn:
              task:
                model: {kind: ipnn, width: 10, numbers: embedded, hidden: [40, 40], dropout: 0.1}
            autoint:
              task:
                model:
                  {kind: autoint, fields: {width: 10, numbers: embedded}, layers: 3, heads: 4,
                   headWidth: 64, scaled: true, norm: true}
    """
}
