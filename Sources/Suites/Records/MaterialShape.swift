/// What few sequences consist of, by position: of a summary's distributions over items, or of real histories.
public struct MaterialShape: Codable, Hashable, Sendable {
  /// How many items each class has: the first of the most popular items, the others of those that follow,
  /// the last of all that are left, row 0 of the item table, which belongs to no item, among them. Popular is
  /// what has many events for training.
  public var classes: [Int]
  /// The mass on each class at each position, the mean over sequences: `[classes][positions]`.
  public var mass: [[Double]]
  /// How many items the mass at each position is spread over, `1 / Σ p²`, the mean over sequences:
  /// `[positions]`.
  public var items: [Double]

  /// What few sequences consist of.
  public init(classes: [Int], mass: [[Double]], items: [Double]) {
    self.classes = classes
    self.mass = mass
    self.items = items
  }

  /// The bounds of classes: so many items of the most popular ones, and so on.
  package static let bounds = [10, 100, 500]
}
