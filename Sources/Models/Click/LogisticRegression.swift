internal import Autograd
internal import Suites

/// Logistic regression: `b + Σ w[category] + Σ w·number`.
struct LogisticRegression: ClickModel {
  let width = 0
  let weighsCategories = true
  private let linear: ClickLinear

  init(_ columns: ClickColumns, _ declaration: inout Declaration) {
    linear = declaration.nested("linear") { ClickLinear(columns, &$0) }
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable { linear(input, pass) }
}

extension LogisticSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    LogisticRegression(columns, &declaration)
  }
}
