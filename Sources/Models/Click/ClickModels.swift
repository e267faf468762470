public import Determinism
public import Suites

extension ClickModelSpec {
  /// The model, and its parameters as drawn by the key; embedding tables are not among them.
  public func model(
    for columns: ClickColumns, key: RandomKey, start: ClickStart = .own
  ) -> (model: any ClickModel, parameters: Parameters) {
    var declaration = Declaration(key: key)
    let model = entry.able((any ClickSpec).self).model(columns, &declaration)
    var parameters = declaration.parameters
    switch start {
    case .own: break
    case .fuxictr: parameters.startAsFuxiCTR(key: key)
    }
    return (model, parameters)
  }
}

/// A click model that says how it is built. Each model's file conforms its entry.
protocol ClickSpec: ClickModelEntry {
  /// The model over these columns; its parameters go to the declaration.
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel
}
