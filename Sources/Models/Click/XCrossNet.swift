internal import Autograd
internal import Suites
internal import Tensors

/// XCrossNet: crosses of the numbers, products of the embeddings, a cross of both, a multi-layer
/// network (Yu et al. 2021, section 3).
///
/// 1. Dense: `C_0 = D`, `C_{l+1} = D (C_lᵀ W_l) + b_l`, all orders kept side by side. Without the
///    residual of Deep & Cross.
/// 2. Products: `P1[t] = Σ_i ⟨W1[i, t], E_i⟩` and `P2[t] = Σ_{i,j} Θ[t,i] Θ[t,j] ⟨E_i, E_j⟩`, the
///    double sum over all i and j, which is `‖Σ_i Θ[t,i] E_i‖²`.
/// 3. `X_0` joins both; `X_1 = X_0 (X_0ᵀ W) + b`; the network sees `[X_0; X_1]`.
///
/// The paper gives no size of the product vectors, no dropout, no initialisation. Its code
/// (bigdata-ustc/XCrossNet, `xcrossnet.py`) differs, and is the variant `code`: embeddings as they
/// are and unweighted inner products of pairs i < j in place of 2; orders from the highest to the
/// lowest; the second cross only on demand, and then `[X_1; X_0]`; hidden weights from a normal of
/// deviation 1e-4. Its loss is a sum over the batch and its penalty the optimizer's, which a suite
/// says by the rate and the penalty.
struct XCrossNet: ClickModel {
  let width: Int
  let weighsCategories = false
  private let spec: XCrossNetSpec
  private let fields: Int
  private let dense: [(weight: Parameter, bias: Parameter)]
  private let first: Parameter?
  private let theta: Parameter?
  private let second: (weight: Parameter, bias: Parameter)?
  private let network: Perceptron
  private let output: LogitHead

  init(_ spec: XCrossNetSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.width
    fields = columns.fields
    let numbers = columns.dense
    let orders = numbers == 0 ? 0 : spec.depth
    dense = (1..<max(1, orders)).map { layer in
      declaration.nested("dense.\(layer)") {
        (
          $0.parameter("weight", [numbers, 1], Initial.xavierNormal),
          $0.parameter("bias", [numbers], Initial.zeros)
        )
      }
    }
    let pairs = columns.fields * (columns.fields - 1) / 2
    let products: Int
    switch spec.variant {
    case .paper:
      products = 2 * spec.products
      first = declaration.parameter(
        "products.first", [columns.fields * spec.width, spec.products], Initial.xavierNormal)
      theta = declaration.parameter(
        "products.theta", [spec.products, columns.fields], Initial.xavierNormal)
    case .code:
      products = columns.fields * spec.width + pairs
      first = nil
      theta = nil
    }
    let joined = orders * numbers + products
    second =
      !spec.secondCross
      ? nil
      : declaration.nested("second") {
        (
          $0.parameter("weight", [joined, 1], Initial.xavierNormal),
          $0.parameter("bias", [joined], Initial.zeros)
        )
      }
    let network = declaration.nested("network") {
      Perceptron(
        spec.secondCross ? 2 * joined : joined, spec.hidden, dropout: spec.dropout, &$0,
        initial: spec.variant == .code ? Initial.normal(1e-4) : Initial.xavierNormal)
    }
    output = declaration.nested("output") { LogitHead(network.outputs, &$0) }
    self.network = network
    self.spec = spec
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    guard let embedded = input.embedded else {
      preconditionFailure("XCrossNet needs the look-ups of its embeddings.")
    }
    let x0 = concatenated(denseOrders(input, pass), products(embedded, pass))
    guard let second else { return output(network(x0, pass), pass) }
    let joined = Variable.apply(
      SelfCross(crossFirst: spec.variant == .code), x0, pass[second.weight], pass[second.bias])
    return output(network(joined, pass), pass)
  }

  /// `D` and its crosses side by side: `[rows, orders · dense]`.
  private func denseOrders(_ input: ClickInput, _ pass: Pass) -> Variable? {
    guard let numbers = input.numbers else { return nil }
    var orders = [numbers]
    for layer in dense {
      orders.append(crossed(numbers, by: orders[orders.count - 1], layer, pass))
    }
    if spec.variant == .code { orders.reverse() }
    return orders.count == 1 ? numbers : concatenated(orders)
  }

  /// `x (yᵀ w) + b`.
  private func crossed(
    _ x: Variable, by y: Variable, _ layer: (weight: Parameter, bias: Parameter), _ pass: Pass
  ) -> Variable {
    (x * matmul(y, pass[layer.weight]).spreadColumns(x.shape.width)).addingRow(pass[layer.bias])
  }

  private func products(_ embedded: Variable, _ pass: Pass) -> Variable {
    guard let first, let theta else {
      return concatenated(embedded, embedded.pairProducts(fields: fields))
    }
    let squares = Variable.apply(FactorisedSquares(), embedded, pass[theta])
    return concatenated(matmul(embedded, pass[first]), squares)
  }
}

extension XCrossNetSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    XCrossNet(self, columns, &declaration)
  }
}
