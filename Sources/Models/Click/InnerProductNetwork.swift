internal import Autograd
internal import Suites

/// Inner-product network: a multi-layer network over the embeddings and the inner products of all
/// pairs of them (Qu et al. 2016, IPNN; the products as they are, as FuxiCTR has it, in place of the
/// paper's learned product vectors).
struct InnerProductNetwork: ClickModel {
  let width: Int
  let weighsCategories = false
  private let fields: ClickFields
  private let network: Perceptron
  private let output: LogitHead

  init(_ spec: ClickNetworkSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.width
    let fields = declaration.nested("fields") { ClickFields(spec.embedding, columns, &$0) }
    let network = declaration.nested("network") {
      Perceptron(
        fields.allWidth + fields.count * (fields.count - 1) / 2, spec.hidden,
        dropout: spec.dropout, batchNorm: spec.batchNorm, &$0)
    }
    output = declaration.nested("output") { LogitHead(network.outputs, &$0) }
    (self.fields, self.network) = (fields, network)
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    let embedded = fields.fields(input, pass)
    let x = concatenated(fields.all(input, embedded), embedded.pairProducts(fields: fields.count))
    return output(network(x, pass), pass)
  }
}

extension IPNNSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    InnerProductNetwork(network, columns, &declaration)
  }
}
