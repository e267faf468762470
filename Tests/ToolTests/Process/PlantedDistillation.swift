/// Distillations of a few planted rows, in seconds.
enum PlantedDistillation {
  /// The beginning of a suite of them, named `tiny`; settings of `defaults.task.distillation` and `runs` follow.
  static let head = """
    schema: 2
    name: tiny
    paper: {title: A tiny suite, authors: made for tests, year: 2025, url: nowhere}
    policy: {alpha: 0.05, fails: [ERROR], profiles: [smoke]}
    datasets:
      - id: planted
        source: planted-time
        ties: file
        filters: []
        maximalLength: 12
        split: leave-two-out
        generator:
          {kind: planted-time, seed: 1, users: 60, items: 60, groups: 6, fewestEvents: 12,
           mostEvents: 20, noise: 0.2}
    defaults:
      run: {profile: smoke, seeds: [1], task: {kind: distillation, dataset: planted}}
      task:
        distillation:
          evaluation:
            {metrics: [hr@10, sampled-hr@10], negatives: 20, monitor: sampled-mrr@10, floor: 101}
    """
}
