internal import Foundation

/// The header of a GGUF file, read from front to back.
struct GGUFScanner {
  /// What the header says.
  struct Header {
    var values: [String: GGUF.Value] = [:]
    var entries: [String: GGUF.Entry] = [:]
    /// First byte of the data.
    var start = 0
  }

  private let bytes: Data
  private let file: String
  private var position = 0
  /// Values in lists that may still be read: in memory each takes more than its bytes in the file.
  private var allowance = 1 << 22

  init(_ bytes: Data, file: String) {
    self.bytes = bytes
    self.file = file
  }

  mutating func header() throws(WeightsError) -> Header {
    guard bytes.starts(with: Array("GGUF".utf8)) else {
      throw problem("does not begin as a GGUF file does")
    }
    position = 4
    let version = try number(UInt32.self)
    guard version == 3 else {
      throw problem("is of GGUF version \(version), but only version 3 can be read")
    }
    // The least that an array's entry takes is 24 bytes, and a key with its value 13.
    let arrays = try count("arrays", of: 24)
    let keys = try count("keys", of: 13)
    var header = Header()
    for _ in 0..<keys {
      let key = try name()
      let type = try number(UInt32.self)
      let value = try value(of: type, in: key, depth: 4)
      guard header.values.updateValue(value, forKey: key) == nil else {
        throw problem("gives the key '\(key)' twice")
      }
    }
    var places: [(name: String, entry: GGUF.Entry)] = []
    for _ in 0..<arrays { places.append(try entry()) }
    var alignment = 32
    if let given = header.values["general.alignment"] {
      guard case .whole(let number) = given, (1...1 << 20).contains(number) else {
        throw problem("has an alignment that is not a number from 1 to \(1 << 20)")
      }
      alignment = number
    }
    header.start = min(bytes.count, (position + alignment - 1) / alignment * alignment)
    let size = bytes.count - header.start
    var end = 0
    for (name, entry) in places.sorted(by: { $0.entry.bytes.lowerBound < $1.entry.bytes.lowerBound }
    ) {
      guard entry.bytes.lowerBound >= end else {
        throw problem(name, "begins inside the entry before it, which ends at byte \(end)")
      }
      guard entry.bytes.upperBound <= size else {
        throw problem(
          name,
          "ends at byte \(entry.bytes.upperBound) of the data, of which there are \(size): "
            + "the file is cut short")
      }
      end = entry.bytes.upperBound
      guard header.entries.updateValue(entry, forKey: name) == nil else {
        throw problem("gives the entry '\(name)' twice")
      }
    }
    return header
  }

  private mutating func entry() throws(WeightsError) -> (name: String, entry: GGUF.Entry) {
    let name = try name()
    let axes = try number(UInt32.self)
    guard axes <= 4 else { throw problem(name, "has \(axes) axes, but GGUF allows at most 4") }
    var shape: [Int] = []
    var numbers = 1
    for _ in 0..<axes {
      guard let extent = Int(exactly: try number(UInt64.self)) else {
        throw problem(name, "has an impossible extent")
      }
      let (product, overflow) = numbers.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw problem(name, "has an impossible number of numbers") }
      numbers = product
      shape.insert(extent, at: 0)
    }
    let type = try number(UInt32.self)
    guard let form = NumberForm(gguf: type) else {
      throw problem(name, "has GGUF's type \(type), but only F32, F16, Q8_0 and Q4_1 can be read")
    }
    guard (shape.last ?? 1) % form.blockNumbers == 0 else {
      throw problem(
        name, "has rows of \(shape.last ?? 1) numbers, which are not whole blocks of 32")
    }
    let (size, overflow) = (numbers / form.blockNumbers).multipliedReportingOverflow(
      by: form.blockBytes)
    let offset = try number(UInt64.self)
    guard !overflow, let begin = Int(exactly: offset), begin <= bytes.count, size <= bytes.count
    else { throw problem(name, "begins at byte \(offset) and goes beyond the file's end") }
    return (name, GGUF.Entry(shape: shape, form: form, bytes: begin..<begin + size))
  }

  private mutating func value(
    of type: UInt32, in key: String, depth: Int
  ) throws(WeightsError) -> GGUF.Value {
    switch type {
    case 0: return .whole(Int(try number(UInt8.self)))
    case 1: return .whole(Int(try number(Int8.self)))
    case 2: return .whole(Int(try number(UInt16.self)))
    case 3: return .whole(Int(try number(Int16.self)))
    case 4: return .whole(Int(try number(UInt32.self)))
    case 5: return .whole(Int(try number(Int32.self)))
    case 6: return .number(Double(Float(bitPattern: try number(UInt32.self))))
    case 7: return .flag(try number(UInt8.self) != 0)
    case 8: return .text(try text("the text of '\(key)'"))
    case 9:
      guard depth > 0 else { throw problem("nests lists too deeply in '\(key)'") }
      let element = try number(UInt32.self)
      let count = try count("values of '\(key)'", of: Self.least(element))
      guard count <= allowance else {
        throw problem("has more than \(1 << 22) values in lists, with '\(key)'")
      }
      allowance -= count
      var list: [GGUF.Value] = []
      list.reserveCapacity(count)
      for _ in 0..<count { list.append(try value(of: element, in: key, depth: depth - 1)) }
      return .list(list)
    case 10:
      let number = try number(UInt64.self)
      guard let whole = Int(exactly: number) else {
        throw problem("has \(number) for '\(key)', which is too large")
      }
      return .whole(whole)
    case 11: return .whole(Int(try number(Int64.self)))
    case 12: return .number(Double(bitPattern: try number(UInt64.self)))
    default: throw problem("has a value of the unknown type \(type) for '\(key)'")
    }
  }

  /// Bytes that a value of a type takes at least; 1 for a type that is refused anyway.
  private static func least(_ type: UInt32) -> Int {
    switch type {
    case 2, 3: 2
    case 4, 5, 6: 4
    case 8, 10, 11, 12: 8
    case 9: 12
    default: 1
    }
  }

  /// How many of something follow, each of at least so many bytes.
  private mutating func count(_ what: String, of least: Int) throws(WeightsError) -> Int {
    let given = try number(UInt64.self)
    guard let count = Int(exactly: given), count <= (bytes.count - position) / least else {
      throw problem("states \(given) \(what), more than the rest of the file can hold")
    }
    return count
  }

  private mutating func name() throws(WeightsError) -> String {
    let place = position
    let bytes = try text("a name at byte \(place)")
    guard bytes.count <= 1 << 16, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }),
      let name = String(validating: bytes, as: UTF8.self)
    else {
      throw problem("has a name at byte \(place) that is too long or not plain text in UTF-8")
    }
    return name
  }

  private mutating func text(_ what: String) throws(WeightsError) -> [UInt8] {
    let given = try number(UInt64.self)
    guard given <= UInt64(bytes.count - position) else {
      throw problem("states \(given) bytes for \(what), more than the rest of the file has")
    }
    let first = bytes.startIndex + position
    position += Int(given)
    return Array(bytes[first..<first + Int(given)])
  }

  private mutating func number<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(WeightsError) -> Number {
    let size = MemoryLayout<Number>.size
    guard bytes.count - position >= size else {
      throw problem("is cut short: its header continues after byte \(position)")
    }
    let number: Number = bytes.withUnsafeBytes { $0.little(at: position) }
    position += size
    return number
  }

  private func problem(_ reason: String) -> WeightsError {
    WeightsError(file: file, reason: reason)
  }

  private func problem(_ name: String, _ reason: String) -> WeightsError {
    WeightsError(file: file, entry: name, reason: reason)
  }
}
