public import Determinism
public import Tensors

/// The place of a parameter in a model; it holds no numbers.
public struct Parameter: Hashable, Sendable {
  /// Place in the declared order.
  public let index: Int
  /// Dotted path, as in `blocks.0.output.weight`; the name in weight files.
  public let path: String
  /// Extents.
  public let shape: Shape
}

/// A model's numbers, in declared order.
public struct Parameters: Sendable {
  /// What was declared.
  public private(set) var declared: [Parameter]
  /// The numbers of each, in the same order.
  public var values: [Tensor]

  init(declared: [Parameter], values: [Tensor]) {
    self.declared = declared
    self.values = values
  }

  /// Begins rows of an item table at given vectors; its other rows, and columns behind the vectors', begin as
  /// declared.
  ///
  /// - Parameters:
  ///   - vectors: one for each row of the table: `[itemRows, width]`.
  ///   - items: the rows that are written.
  /// - Precondition: the table has at least as many columns, and as many rows.
  public mutating func begin(_ table: Parameter, at vectors: Tensor, of items: [Int32]) {
    let (width, own) = (vectors.shape.width, table.shape.width)
    precondition(
      vectors.shape.rows == table.shape.rows && width <= own,
      "Vectors of shape \(vectors.shape) do not begin a table of \(table.shape).")
    var numbers = values[table.index].elements
    let given = vectors.elements
    for item in items.map({ Int($0) }) {
      for place in 0..<width { numbers[item * own + place] = given[item * width + place] }
    }
    values[table.index] = Tensor(table.shape, numbers)
  }

  /// Number of trained numbers.
  public var count: Int { declared.reduce(0) { $0 + $1.shape.count } }
}

/// Where layers declare parameters while a model is built; names nest by path, and the key of an
/// initial value follows the path.
public struct Declaration {
  private let key: RandomKey
  private var prefix = ""
  private var declared: [Parameter] = []
  private var values: [Tensor] = []

  /// An empty declaration, its initial values drawn by `key`.
  public init(key: RandomKey) { self.key = key }

  /// A declaration that goes on after what was declared already.
  public init(key: RandomKey, after parameters: Parameters) {
    self.key = key
    declared = parameters.declared
    values = parameters.values
  }

  /// Declares a parameter.
  public mutating func parameter(
    _ name: String, _ shape: Shape, _ initial: (Shape, RandomKey) -> Tensor
  ) -> Parameter {
    let parameter = Parameter(index: declared.count, path: prefix + name, shape: shape)
    declared.append(parameter)
    values.append(initial(shape, key[parameter.path]))
    return parameter
  }

  /// Declares what `build` declares, under a name.
  public mutating func nested<R>(
    _ name: String, _ build: (inout Declaration) throws -> R
  ) rethrows -> R {
    let outer = prefix
    prefix += name + "."
    defer { prefix = outer }
    return try build(&self)
  }

  /// Declares layers under `name.0`, `name.1` …
  mutating func stack<Layer>(
    _ name: String, _ count: Int, _ layer: (inout Declaration, _ index: Int) -> Layer
  ) -> [Layer] {
    (0..<count).map { index in nested("\(name).\(index)") { layer(&$0, index) } }
  }

  /// All that was declared.
  public var parameters: Parameters { Parameters(declared: declared, values: values) }
}
