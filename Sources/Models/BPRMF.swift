// Rendle et al. 2009, "BPR: Bayesian personalized ranking from implicit feedback" (arXiv 1205.2618),
// sections 4.3.1 and 5: a vector for each user and each item, ranked by their product. The loss is
// the suite's, `bpr` for the paper's own; the paper learns by single draws of user and pair, here a
// step takes all kept events of a batch of users.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Matrix factorisation: a user's vector is the same after every event.
struct BPRMF: SequenceRecommender {
  let parameters: Parameters
  let items: Parameter
  /// Nothing is read of a row but its user.
  var longestRow: Int { .max }
  var comparesByCosine: Bool { false }

  private let users: Parameter

  /// Declares `items` and `users` `[users, width]`.
  init(_ spec: BPRMFSpec, itemRows: Int, users: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    guard users >= 1 else {
      throw ModelError(model: spec.kind, problem: "needs a positive number of users, not \(users)")
    }
    var declaration = Declaration(key: key)
    items = declaration.parameter("items", [itemRows, spec.width], Initial.normal(0.1))
    self.users = declaration.parameter("users", [users, spec.width], Initial.normal(0.1))
    parameters = declaration.parameters
  }

  /// The user's vector after each event: `[tokens, width]`.
  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let rows = PackedRows(batch.offsets).rowOfToken
    let vectors = pass[users].gatheredRows(rows.map { batch.users[Int($0)] })
    return added.map { vectors + $0 } ?? vectors
  }
}

extension BPRMFSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender {
    try BPRMF(self, itemRows: itemRows, users: users, key: key)
  }
}
