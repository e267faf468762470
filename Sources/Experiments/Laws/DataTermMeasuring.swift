internal import Datasets
internal import Fits
internal import Metrics
public import Suites

/// Sequences to measure.
public struct PreparedDataTerm: PreparedTask {
  let task: DataTermTask<DatasetSpec>
  let data: PreparedData

  /// SHA-256 of the interactions.
  public var dataDigest: String { data.digest }
  /// How much the interactions hold.
  public var dataCounts: DataCounts? { data.interactions.dataCounts }

  /// Measures amount and entropies of users' sequences at several lengths.
  public func outcome(
    of _: Run, by runner: Runner, observe _: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    (try measured(stop: runner.stop), 0)
  }

  private func measured(stop: () -> Bool) throws -> Outcome {
    let rows = data.interactions
    let sequences = rows.users.indices.map { row in
      rows.items[rows.events(of: row)].map(Int.init)
    }
    var metrics: [Metric: Double] = [:]
    for length in task.lengths {
      if stop() { throw Runner.Stopped() }
      let term = try DataTerm(of: sequences, length: length)
      let numbers: [DataNumber: Double?] = [
        .tokens: Double(term.tokens), .realEntropy: term.realEntropy.value,
        .realEntropyInverse: term.realEntropy.inverse,
        .tokensByRealEntropy: term.tokensOverRealEntropy,
        .approximateEntropy: term.approximateEntropy,
        .tokensByApproximateEntropy: term.tokensOverApproximateEntropy,
        .shannonEntropy: term.shannonEntropy, .compressionRatio: term.compressionRatio,
      ]
      for (number, value) in numbers { metrics[number.at(length)] = value }
    }
    return .finished(
      RunResult(
        dataDigest: data.digest, source: data.source, numerics: "Double", metrics: metrics,
        users: rows.users.count))
  }
}

extension DataTermTask: PreparableTask where Dataset == DatasetSpec {
  package func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask {
    PreparedDataTerm(task: self, data: try await preparation.rows(of: dataset))
  }
}
