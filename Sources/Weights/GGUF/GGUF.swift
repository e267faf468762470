public import Foundation

/// A file of weights in the GGUF format, version 3: values by key, and named arrays, many of them in
/// blocks of few bits.
///
/// Little-endian: `GGUF`, the version, the number of arrays and of keys, the keys with their values,
/// then of each array its name, extents, type and place; the data begin at the next multiple of the
/// alignment. Source: the format's page, `docs/gguf.md` of ggml-org/ggml.
public struct GGUF: Sendable {
  /// A value of the header.
  public enum Value: Hashable, Sendable {
    /// A number without fraction, of any width.
    case whole(Int)
    /// A number.
    case number(Double)
    /// True or false.
    case flag(Bool)
    /// Bytes that are meant as text; not all of them are UTF-8.
    case text([UInt8])
    /// Values of one type.
    case list([Value])
  }

  /// Where an array lies.
  public struct Entry: Hashable, Sendable {
    /// Its extents, outermost first: the file has the fastest axis first.
    public var shape: [Int]
    /// How its numbers are written.
    public var form: NumberForm
    /// Its bytes, counted from the start of the data.
    var bytes: Range<Int>
  }

  /// The name to use in errors.
  public let file: String
  /// Values by key.
  public let values: [String: Value]
  /// Arrays by name.
  public let entries: [String: Entry]
  private let data: Data

  /// Reads a file's bytes. Every number of things is held against the bytes that are left before room
  /// is made for them.
  ///
  /// - Parameter file: the name to use in errors.
  public init(_ bytes: Data, file: String) throws(WeightsError) {
    var scanner = GGUFScanner(bytes, file: file)
    let header = try scanner.header()
    self.file = file
    values = header.values
    entries = header.entries
    data = bytes.dropFirst(header.start)
  }

  /// The array of a name, which must have this shape.
  public func entry(_ name: String, _ shape: [Int]) throws(WeightsError) -> Entry {
    guard let entry = entries[name] else {
      throw WeightsError(file: file, reason: "lacks the entry '\(name)'")
    }
    guard entry.shape == shape else {
      throw WeightsError(
        file: file, entry: name, reason: "has the shape \(entry.shape); the model's is \(shape)")
    }
    return entry
  }

  /// The numbers of an array in row-major order.
  ///
  /// - Throws: `WeightsError` where there is none of this name and shape, or one that holds what is no
  ///   number.
  public func numbers(_ name: String, _ shape: [Int]) throws(WeightsError) -> [Float] {
    let entry = try entry(name, shape)
    let numbers = entry.form.numbers(bytes(of: entry))
    if let place = numbers.firstIndex(where: { !$0.isFinite }) {
      throw WeightsError(
        file: file, entry: name,
        reason: "holds \(numbers[place]) as its number \(place + 1), but every number must "
          + "be finite")
    }
    return numbers
  }

  /// The bytes of an array.
  public func bytes(of entry: Entry) -> Data {
    data.dropFirst(entry.bytes.lowerBound).prefix(entry.bytes.count)
  }
}

extension GGUF {
  /// The whole number of a key, from 1 to `limit`.
  public func whole(_ key: String, atMost limit: Int) throws(WeightsError) -> Int {
    guard case .whole(let number) = values[key], (1...limit).contains(number) else {
      throw WeightsError(file: file, reason: "has no '\(key)' from 1 to \(limit)")
    }
    return number
  }

  /// The positive number of a key.
  public func number(_ key: String) throws(WeightsError) -> Double {
    guard case .number(let number) = values[key], number > 0, number.isFinite else {
      throw WeightsError(file: file, reason: "has no positive number '\(key)'")
    }
    return number
  }

  /// The text of a key; nil where there is none.
  public func text(_ key: String) -> String? {
    guard case .text(let bytes) = values[key] else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The texts of a key, by their bytes.
  public func texts(_ key: String) throws(WeightsError) -> [[UInt8]] {
    guard case .list(let list) = values[key] else {
      throw WeightsError(file: file, reason: "has no list '\(key)'")
    }
    var texts: [[UInt8]] = []
    texts.reserveCapacity(list.count)
    for value in list {
      guard case .text(let bytes) = value else {
        throw WeightsError(file: file, reason: "has values other than texts in '\(key)'")
      }
      texts.append(bytes)
    }
    return texts
  }
}
