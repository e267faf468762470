#if DoublePrecision
  /// The scalar of every tensor: Double under the package trait DoublePrecision.
  public typealias Real = Double
#else
  /// The scalar of every tensor: Float, or Double under the package trait DoublePrecision.
  public typealias Real = Float
#endif

/// The extents of a tensor, outermost first.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// One number for each axis.
  public let extents: [Int]

  /// - Precondition: no extent is negative.
  public init(_ extents: [Int]) {
    precondition(extents.allSatisfy { $0 >= 0 }, "No axis can have a negative extent: \(extents).")
    self.extents = extents
  }

  /// A shape written as its extents.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// Number of elements.
  public var count: Int { extents.reduce(1, *) }
  /// Extent of the last axis: features of a row. 1 for a shape without axes.
  public var width: Int { extents.last ?? 1 }
  /// Number of rows: the product of all axes but the last.
  public var rows: Int { extents.dropLast().reduce(1, *) }
  /// The extents in brackets.
  public var description: String { "\(extents)" }
}
