/// The header of a safetensors file: only the JSON that the format allows, so that a hostile header
/// can neither nest nor repeat a name.
package struct SafetensorsHeader {
  package struct Entry {
    package var name: String
    package var dtype: String
    package var shape: [Int]
    /// First byte in the data, and the byte after the last.
    package var begin: Int
    package var end: Int
  }

  package var entries: [Entry] = []
  var metadata: [String: String] = [:]

  package static func parse(_ bytes: [UInt8]) -> Result<SafetensorsHeader, JSONProblem> {
    var scanner = JSONScanner(bytes)
    do throws(JSONProblem) {
      return .success(try scanner.header())
    } catch {
      return .failure(error)
    }
  }
}

extension JSONScanner {
  fileprivate mutating func header() throws(JSONProblem) -> SafetensorsHeader {
    guard bytes.first == UInt8(ascii: "{") else {
      throw JSONProblem(reason: "the first byte is not '{'")
    }
    var header = SafetensorsHeader()
    var names: Set<String> = []
    try members { (scanner, name) throws(JSONProblem) in
      guard names.insert(name).inserted else {
        throw JSONProblem(reason: "the name '\(name)' is given twice")
      }
      if name == "__metadata__" {
        header.metadata = try scanner.metadata()
      } else {
        header.entries.append(try scanner.entry(name))
      }
    }
    try end()
    return header
  }

  private mutating func metadata() throws(JSONProblem) -> [String: String] {
    var texts: [String: String] = [:]
    try members { (scanner, name) throws(JSONProblem) in
      let text = try scanner.string()
      guard texts.updateValue(text, forKey: name) == nil else {
        throw JSONProblem(reason: "the metadata '\(name)' is given twice")
      }
    }
    return texts
  }

  private mutating func entry(_ name: String) throws(JSONProblem) -> SafetensorsHeader.Entry {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
    try members { (scanner, key) throws(JSONProblem) in
      switch key {
      case "dtype" where dtype == nil: dtype = try scanner.string()
      case "shape" where shape == nil: shape = try scanner.integers()
      case "data_offsets" where offsets == nil: offsets = try scanner.integers()
      default:
        throw JSONProblem(reason: "'\(name)' has an unknown or repeated member '\(key)'")
      }
    }
    guard let dtype, let shape, let offsets, offsets.count == 2 else {
      throw JSONProblem(reason: "'\(name)' lacks its dtype, its shape or its two data_offsets")
    }
    return SafetensorsHeader.Entry(
      name: name, dtype: dtype, shape: shape, begin: offsets[0], end: offsets[1])
  }
}
