public import Tensors

/// What is known of users and items beside their events, as weights of labels: how a column's labels
/// are pooled into one vector for each user or item.
public struct SideInformation: Sendable {
  /// One column.
  public struct Column: Sendable {
    /// Its name, part of the name of its weights.
    public let name: String
    /// Rows of one over the number of labels a user or item has, where it has one; zeros where
    /// nothing is known: `[users, labels]` or `[itemRows, labels]`.
    public let weights: Tensor

    /// A column of means.
    ///
    /// - Parameters:
    ///   - labels: distinct labels.
    ///   - values: the labels of each user or item, from 0 on.
    public init(_ name: String, labels: Int, values: [[Int]]) {
      var weights = [Real](repeating: 0, count: values.count * labels)
      for (row, values) in values.enumerated() {
        for value in values { weights[row * labels + value] += 1 / Real(values.count) }
      }
      self.name = name
      self.weights = Tensor([values.count, labels], weights)
    }
  }

  /// Columns of users, by their place among the users.
  public var users: [Column]
  /// Columns of items, by their id.
  public var items: [Column]

  /// Columns of users and items.
  public init(users: [Column], items: [Column]) {
    self.users = users
    self.items = items
  }
}
