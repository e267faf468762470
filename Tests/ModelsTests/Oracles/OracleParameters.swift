/// Parameters by path as scalars on a tape.
struct OracleParameters {
  let tape = ScalarTape()
  private let shapes: [String: [Int]]
  private let scalars: [String: [Scalar]]

  init(_ named: [(path: String, shape: [Int], elements: [Double])]) {
    let tape = tape
    shapes = Dictionary(uniqueKeysWithValues: named.map { ($0.path, $0.shape) })
    scalars = Dictionary(
      uniqueKeysWithValues: named.map { ($0.path, $0.elements.map { tape.variable($0) }) })
  }

  /// All numbers of a parameter; none where there is no such path, which no test survives.
  func vector(_ path: String) -> [Scalar] { scalars[path] ?? [] }

  /// A parameter of two axes by rows.
  func matrix(_ path: String) -> Matrix {
    guard let shape = shapes[path], let elements = scalars[path] else { return [] }
    let width = shape[shape.count - 1]
    return stride(from: 0, to: elements.count, by: width).map {
      Array(elements[$0..<$0 + width])
    }
  }

  /// Derivatives of `result` by every number of a parameter.
  func gradient(of result: Scalar, _ path: String) -> [Double] {
    tape.gradient(of: result, to: vector(path))
  }
}
