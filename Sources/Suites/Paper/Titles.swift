/// Titles are for people: they enter no digest, and a claim with another title is the same claim.
extension Claim {
  /// The statement in a line, where the suite gives one.
  public var title: String? { entry.title }

  /// The claim as it is judged.
  public var withoutTitle: Claim {
    var entry = entry
    entry.title = nil
    return entry.claim
  }
}
