public import Foundation
public import Tensors
internal import Weights

/// Vectors of items as files that others read.
public struct ItemVectors: Sendable {
  /// A kind of file.
  public enum Form: String, Hashable, Sendable, CaseIterable {
    /// One array called `items`, with notes in the file's metadata.
    case safetensors
    /// NumPy's form for one array, version 1.0.
    case npy
  }

  /// `[items, width]`.
  public let vectors: Tensor
  /// How they came to be.
  public let notes: [String: String]

  /// Vectors with notes.
  public init(_ vectors: Tensor, notes: [String: String]) {
    self.vectors = vectors
    self.notes = notes
  }

  /// What the form of safetensors holds; nil where it is not so many vectors of that width.
  public init?(stored bytes: Data, items: Int, width: Int) {
    guard let file = try? Safetensors(bytes, file: ""), let entry = file["items"],
      entry.shape == [items, width]
    else { return nil }
    vectors = Tensor([items, width], entry.elements.map { Real($0) })
    notes = file.metadata
  }

  /// A file's bytes: numbers of 32 bits, row after row. Equal vectors and notes give equal bytes.
  public func encoded(as form: Form) -> Data {
    switch form {
    case .safetensors:
      Safetensors(
        tensors: [
          .init(
            name: "items", shape: vectors.shape.extents,
            elements: vectors.elements.map { Float($0) })
        ], metadata: notes
      ).encoded()
    case .npy: numpy()
    }
  }

  /// Source: `numpy/lib/format.py`.
  private func numpy() -> Data {
    var header = Array(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(vectors.shape.rows), \(vectors.shape.width)), }"
        .utf8)
    // Blanks and a line's end bring the data to a multiple of 64 bytes.
    header += [UInt8](repeating: 0x20, count: 63 - (10 + header.count) % 64) + [0x0a]
    var bytes = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
    bytes.append(contentsOf: [UInt8(header.count & 255), UInt8(header.count >> 8)])
    bytes.append(contentsOf: header)
    bytes.reserveCapacity(bytes.count + 4 * vectors.count)
    for element in vectors.elements {
      let bits = Float(element).bitPattern
      bytes.append(contentsOf: (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
    }
    return bytes
  }
}
