// "Scaling New Frontiers" (arXiv 2412.00714), RQ3: attributes of users and items are put into the
// sequence by mean pooling; nothing more is known of how. Here an attribute's labels have embeddings,
// a user or item with several labels of one attribute has their mean, an event has the mean over the
// attributes of its item and of its user, and that is put onto the event's embedding, scaled like it
// by √width. What ranks, the item table, is left alone.

internal import Autograd
internal import Determinism
internal import Tensors

/// A recommender whose events know attributes of their users and items.
struct SideInformed: SequenceRecommender {
  let parameters: Parameters
  var items: Parameter { inner.items }
  var longestRow: Int { inner.longestRow }
  var comparesByCosine: Bool { inner.comparesByCosine }

  private let inner: any SequenceRecommender
  private let ofUsers: [Attribute]
  private let ofItems: [Attribute]

  private struct Attribute: Sendable {
    /// `[users or items, labels]`.
    let weights: Tensor
    /// `[labels, width]`.
    let embeddings: Parameter

    /// One vector for each user or item: `[users or items, width]`.
    func pooled(_ pass: Pass) -> Variable { matmul(Variable(weights), pass[embeddings]) }
  }

  /// Declares `side.NAME` for each attribute, after what `inner` declares.
  init(_ inner: any SequenceRecommender, _ side: SideInformation, key: RandomKey) {
    var declaration = Declaration(key: key, after: inner.parameters)
    let width = inner.items.shape.width
    func attributes(_ columns: [SideInformation.Column]) -> [Attribute] {
      columns.map { column in
        Attribute(
          weights: column.weights,
          embeddings: declaration.nested("side") {
            $0.parameter(
              column.name, [column.weights.shape.width, width], Initial.truncatedNormal(0.02))
          })
      }
    }
    ofUsers = attributes(side.users)
    ofItems = attributes(side.items)
    precondition(ofUsers.count + ofItems.count > 0, "There is nothing to put onto events.")
    parameters = declaration.parameters
    self.inner = inner
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let known = pooled(batch, pass)
    return inner.features(batch, adding: added.map { $0 + known } ?? known, pass)
  }

  func lesson(_ batch: SequenceBatch, _ key: RandomKey) -> SequenceBatch {
    inner.lesson(batch, key)
  }

  /// The mean over an event's attributes, scaled: `[tokens, width]`.
  private func pooled(_ batch: SequenceBatch, _ pass: Pass) -> Variable {
    precondition(
      ofUsers.isEmpty || batch.users.count == batch.rows, "Attributes of users need their users.")
    let rows = batch.users.isEmpty ? [] : PackedRows(batch.offsets).rowOfToken
    let users = rows.map { batch.users[Int($0)] }
    let parts =
      ofItems.map { $0.pooled(pass).gatheredRows(batch.items) }
      + ofUsers.map { $0.pooled(pass).gatheredRows(users) }
    let sum = parts.dropFirst().reduce(parts[0], +)
    let width = Real(inner.items.shape.width)
    return sum.scaled(by: width.squareRoot() / Real(parts.count))
  }
}
