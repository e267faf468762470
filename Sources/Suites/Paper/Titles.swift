/// Titles are for people: they enter no digest, and a claim with another title is the same claim.
extension Claim {
  /// The statement in a line, where the suite gives one.
  public var title: String? {
    switch self {
    case .value(let claim): claim.title
    case .order(let claim): claim.title
    case .gain(let claim): claim.title
    case .trend(let claim): claim.title
    case .fit(let claim): claim.title
    }
  }

  /// The claim as it is judged.
  public var withoutTitle: Claim {
    switch self {
    case .value(var claim):
      claim.title = nil
      return .value(claim)
    case .order(var claim):
      claim.title = nil
      return .order(claim)
    case .gain(var claim):
      claim.title = nil
      return .gain(claim)
    case .trend(var claim):
      claim.title = nil
      return .trend(claim)
    case .fit(var claim):
      claim.title = nil
      return .fit(claim)
    }
  }
}
