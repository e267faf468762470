public import Determinism
public import Suites

extension ClickModelSpec {
  /// The model, and its parameters as drawn by the key; embedding tables are not among them.
  public func model(
    for columns: ClickColumns, key: RandomKey, start: ClickStart = .own
  ) -> (model: any ClickModel, parameters: Parameters) {
    var declaration = Declaration(key: key)
    let model: any ClickModel =
      switch self {
      case .logistic: LogisticRegression(columns, &declaration)
      case .fm(let spec): FactorisationMachine(spec, columns, &declaration)
      case .fwfm(let spec): FieldWeightedMachine(spec, columns, &declaration)
      case .dnn(let spec): DeepNetwork(spec, columns, &declaration)
      case .wideDeep(let spec): WideDeep(spec, columns, &declaration)
      case .deepFM(let spec): DeepFM(spec, columns, &declaration)
      case .ipnn(let spec): InnerProductNetwork(spec, columns, &declaration)
      case .dcn(let spec): DeepCross(spec, matrices: false, columns, &declaration)
      case .dcnV2(let spec): DeepCross(spec, matrices: true, columns, &declaration)
      case .cin(let spec): CompressedInteractionNetwork(spec, columns, &declaration)
      case .xDeepFM(let spec): XDeepFM(spec, columns, &declaration)
      case .autoInt(let spec): AutoInt(spec, columns, &declaration)
      case .xcrossnet(let spec): XCrossNet(spec, columns, &declaration)
      }
    var parameters = declaration.parameters
    switch start {
    case .own: break
    case .fuxictr: parameters.startAsFuxiCTR(key: key)
    }
    return (model, parameters)
  }
}
