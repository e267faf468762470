/// A dense row-major array of numbers, a value: copies are cheap and never share a write.
public struct Tensor: Sendable {
  /// The extents, outermost first.
  public let shape: Shape
  private var storage: Storage

  /// A tensor of the given elements, in row-major order.
  ///
  /// - Precondition: there are as many elements as the shape has places.
  public init(_ shape: Shape, _ elements: [Real]) {
    precondition(
      elements.count == shape.count, "\(elements.count) elements do not fill the shape \(shape).")
    self.init(unwritten: shape)
    for (index, element) in elements.enumerated() { storage.elements[index] = element }
  }

  /// A tensor with the same number everywhere.
  public init(_ shape: Shape, repeating element: Real) {
    self.init(unwritten: shape)
    storage.elements.update(repeating: element, count: shape.count)
  }

  /// A tensor of zeros.
  public init(zeros shape: Shape) { self.init(shape, repeating: 0) }

  /// One number, of shape `[1]`.
  public init(_ scalar: Real) { self.init([1], repeating: scalar) }

  /// Room for a kernel to write; its elements are whatever the memory held.
  init(unwritten shape: Shape) {
    self.shape = shape
    storage = Storage(shape.count)
  }

  private init(_ shape: Shape, _ storage: Storage) {
    self.shape = shape
    self.storage = storage
  }

  /// Number of elements.
  public var count: Int { shape.count }
  /// The elements in row-major order.
  public var elements: [Real] { withElements(Array.init) }
  /// The only element of a tensor of one.
  public var scalar: Real {
    precondition(count == 1, "A tensor of shape \(shape) is not one number.")
    return storage.elements[0]
  }

  /// The same elements under other extents.
  ///
  /// - Precondition: the number of elements stays.
  public func reshaped(_ shape: Shape) -> Tensor {
    precondition(shape.count == count, "\(self.shape) cannot be reshaped to \(shape).")
    return Tensor(shape, storage)
  }

  /// Reads the elements in place.
  public func withElements<R>(_ body: (UnsafeBufferPointer<Real>) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: storage.elements, count: count))
  }

  /// Writes the elements in place; copies first if another tensor shares them.
  public mutating func withMutableElements<R>(
    _ body: (UnsafeMutableBufferPointer<Real>) throws -> R
  ) rethrows -> R {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count)
      copy.elements.update(from: storage.elements, count: count)
      storage = copy
    }
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeMutableBufferPointer(start: storage.elements, count: count))
  }

  /// The address of the elements, for a kernel that holds the tensor meanwhile.
  @inline(__always) var reading: UnsafePointer<Real> { UnsafePointer(storage.elements) }
  /// The address of the elements of a tensor that the kernel has just made itself.
  @inline(__always) var writing: UnsafeMutablePointer<Real> { storage.elements }
}

extension Tensor: Equatable {
  /// Equal shapes and equal numbers.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape && a.withElements { x in b.withElements { y in x.elementsEqual(y) } }
  }
}
