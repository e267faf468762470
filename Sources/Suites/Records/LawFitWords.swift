/// How well results pin a parameter of a law, as a record says it.
public enum ParameterStanding: String, Codable, Hashable, Sendable {
  /// Its standard error is below half its size.
  case pinned
  /// Its standard error is at least half its size: the interval of two errors holds 0.
  case loose
  /// It can be changed together with others without any change of the fit.
  case notIdentified = "not-identified"
  /// The search ended on the bound it was given.
  case onBound = "on-bound"
}

/// How the size of the data enters a law, as a suite says it.
public enum DataPart: String, Codable, Hashable, Sendable, CaseIterable {
  /// One constant for each data size: the most that any data term can reach. Says nothing of a size
  /// that was not seen.
  case levels
  /// One constant for all sizes: the control without a data term.
  case constant
  /// `c + g·ln D`.
  case logarithm
  /// What the law itself says of D: `b − 1/(pf2·D^w5) − w5·ln D` in F3, and the terms in D of
  /// Hoffmann's and Kaplan's forms.
  case own
}

extension LawFitSpec {
  /// How the data size enters; nil where the suite does not say.
  package var dataPart: DataPart? { data.flatMap(DataPart.init(rawValue:)) }
}
