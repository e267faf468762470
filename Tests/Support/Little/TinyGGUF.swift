public import Foundation

/// GGUF files of a few hundred bytes, written by hand.
public struct TinyGGUF: Sendable {
  private var keys: [Data] = []
  private var arrays: [(name: String, extents: [Int], type: UInt32, bytes: Data)] = []

  /// A file without anything.
  public init() {}

  /// Adds a number of 32 bits.
  public mutating func set(_ key: String, _ value: Int) {
    keys.append(text(key) + little(UInt32(4)) + little(UInt32(value)))
  }

  /// Adds a number with a fraction.
  public mutating func set(_ key: String, _ value: Float) {
    keys.append(text(key) + little(UInt32(6)) + little(value.bitPattern))
  }

  /// Adds a text.
  public mutating func set(_ key: String, _ value: String) {
    keys.append(text(key) + little(UInt32(8)) + text(value))
  }

  /// Adds a list of texts.
  public mutating func set(_ key: String, _ values: [String]) {
    var bytes = text(key) + little(UInt32(9)) + little(UInt32(8)) + little(UInt64(values.count))
    for value in values { bytes += text(value) }
    keys.append(bytes)
  }

  /// Adds an array.
  ///
  /// - Parameters:
  ///   - extents: outermost first.
  ///   - type: GGUF's number for how the bytes are written; 0 for 32 bits each.
  public mutating func add(_ name: String, _ extents: [Int], type: UInt32 = 0, bytes: Data) {
    arrays.append((name, extents, type, bytes))
  }

  /// Adds an array of 32 bits a number.
  public mutating func add(_ name: String, _ extents: [Int], _ numbers: [Float]) {
    add(name, extents, bytes: numbers.reduce(into: Data()) { $0 += little($1.bitPattern) })
  }

  /// The file.
  public func encoded() -> Data {
    var header = Data("GGUF".utf8) + little(UInt32(3)) + little(UInt64(arrays.count))
    header += little(UInt64(keys.count)) + keys.reduce(Data(), +)
    var data = Data()
    for array in arrays {
      header += text(array.name) + little(UInt32(array.extents.count))
      for extent in array.extents.reversed() { header += little(UInt64(extent)) }
      header += little(array.type) + little(UInt64(data.count))
      data += array.bytes
      data += Data(count: (32 - data.count % 32) % 32)
    }
    return header + Data(count: (32 - header.count % 32) % 32) + data
  }

  private func text(_ text: String) -> Data { little(UInt64(text.utf8.count)) + Data(text.utf8) }

  private func little(_ number: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: number.littleEndian) { Data($0) }
  }
}
