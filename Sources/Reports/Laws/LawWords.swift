import Suites

/// The forms for a loss, whose data term is their own.
enum LossForm: String, Sendable {
  case kaplan, hoffmann
}

extension LawFitResult.Parameter {
  /// The standing as a value; nil for a word that is not known.
  var known: ParameterStanding? { ParameterStanding(rawValue: standing) }
}

extension LawFitSpec {
  /// The names of the parameters that belong to its data term.
  var dataNames: [String] {
    switch LossForm(rawValue: law) {
    case .hoffmann: return ["E", "B", "β"]
    case .kaplan: return ["ln Dc", "αD"]
    case nil: break
    }
    return switch dataPart {
    case .logarithm: ["g"]
    case .own: ["pf2", "w5", "b"]
    case .levels, .constant, nil: []
    }
  }
}
