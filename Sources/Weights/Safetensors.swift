public import Foundation

/// Named arrays of numbers in the safetensors format, by which weights move between this tool and
/// PyTorch.
///
/// A file is the header's length (8 bytes, little-endian), the header (JSON: for each name its
/// dtype, shape and two offsets into the data), and the data. Source: the format's page at
/// huggingface.co/docs/safetensors.
///
/// ```swift
/// var weights = Safetensors()
/// weights.tensors = [.init(name: "items", shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])]
/// let same = try Safetensors(weights.encoded(), file: "weights.safetensors")
/// ```
public struct Safetensors: Hashable, Sendable {
  /// One array.
  public struct Entry: Hashable, Sendable {
    /// Its name: a parameter's path.
    public var name: String
    /// Its extents, outermost first; empty for a single number.
    public var shape: [Int]
    /// Its elements in row-major order.
    public var elements: [Float]

    /// - Precondition: there are as many elements as the shape has places.
    public init(name: String, shape: [Int], elements: [Float]) {
      precondition(
        shape.reduce(1, *) == elements.count,
        "\(elements.count) elements do not fill the shape \(shape) of '\(name)'.")
      self.name = name
      self.shape = shape
      self.elements = elements
    }
  }

  /// The arrays in the order of the file's data.
  public var tensors: [Entry]
  /// Text by name, sorted by name when written.
  public var metadata: [String: String]

  /// Arrays and texts; names must differ.
  public init(tensors: [Entry] = [], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The array of this name, or nil.
  public subscript(_ name: String) -> Entry? { tensors.first { $0.name == name } }

  /// Largest header that is read or written, bytes: the limit of the format's own library.
  static let longestHeader = 100_000_000
}

extension Safetensors {
  /// The same arrays under other names, with the same texts.
  package func named(_ name: (String) -> String) -> Safetensors {
    var result = self
    for index in tensors.indices { result.tensors[index].name = name(tensors[index].name) }
    return result
  }

  /// The arrays whose names begin so, under what follows in their names; no text.
  package func below(_ prefix: String) -> Safetensors {
    Safetensors(tensors: tensors.filter { $0.name.hasPrefix(prefix) })
      .named { String($0.dropFirst(prefix.count)) }
  }
}

extension Safetensors {
  /// Reads a file's bytes and refuses whatever the format does not allow: offsets that overlap,
  /// leave holes or pass the end, a shape that does not fill its bytes, a name given twice, and any
  /// dtype but F32, F16 and BF16, which are widened to 32 bits.
  ///
  /// - Parameters:
  ///   - file: the name to use in errors.
  ///   - unread: entries that are passed over, of whatever dtype of 64 bits or fewer: tables of whole
  ///     numbers that some models keep beside their weights.
  public init(
    _ bytes: Data, file: String, unread: Set<String> = []
  ) throws(WeightsError) {
    let header = try Self.header(of: bytes, file: file)
    let data = bytes.dropFirst(8 + header.length)
    tensors = []
    metadata = header.parsed.metadata
    var end = 0
    for entry in header.parsed.entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      let isRead = !unread.contains(entry.name)
      if let reason = Self.fault(of: entry, isRead: isRead, after: end, dataBytes: data.count) {
        throw WeightsError(file: file, entry: entry.name, reason: reason)
      }
      end = entry.end
      guard isRead, let form = NumberForm(safetensors: entry.dtype) else { continue }
      let elements = form.numbers(data.dropFirst(entry.begin).prefix(entry.end - entry.begin))
      tensors.append(Entry(name: entry.name, shape: entry.shape, elements: elements))
    }
    guard end == data.count else {
      throw WeightsError(file: file, reason: "has \(data.count - end) bytes after its last entry")
    }
  }

  private static func header(
    of bytes: Data, file: String
  ) throws(WeightsError) -> (parsed: SafetensorsHeader, length: Int) {
    guard bytes.count >= 8 else {
      throw WeightsError(
        file: file,
        reason: "has \(bytes.count) bytes, but a safetensors file begins with 8 bytes for a length")
    }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(longestHeader) else {
      throw WeightsError(
        file: file,
        reason: "states a header of \(length) bytes, over the format's limit of \(longestHeader); "
          + "it is not a safetensors file")
    }
    guard bytes.count - 8 >= Int(length) else {
      throw WeightsError(
        file: file,
        reason: "is cut short: of a header of \(length) bytes, only \(bytes.count - 8) are there")
    }
    switch SafetensorsHeader.parse(Array(bytes.dropFirst(8).prefix(Int(length)))) {
    case .success(let parsed): return (parsed, Int(length))
    case .failure(let problem):
      throw WeightsError(file: file, reason: "has a header in which \(problem.reason)")
    }
  }

  /// What is wrong with an entry that follows data ending at `end`; nil if nothing is.
  private static func fault(
    of entry: SafetensorsHeader.Entry, isRead: Bool, after end: Int, dataBytes: Int
  ) -> String? {
    let size =
      isRead
      ? NumberForm(safetensors: entry.dtype)?.blockBytes : NumberForm.sizes[entry.dtype]
    guard let size else {
      return "has the dtype \(entry.dtype), but only F32, F16 and BF16 can be read; "
        + "convert it first"
    }
    var bytes = size
    for extent in entry.shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow else { return "has the impossible shape \(entry.shape)" }
      bytes = product
    }
    if entry.begin < end {
      return "begins at byte \(entry.begin), inside the entry before it, which ends at \(end)"
    }
    if entry.begin > end {
      return "begins at byte \(entry.begin), but the entry before it ends at \(end)"
    }
    guard entry.end >= entry.begin, entry.end - entry.begin == bytes else {
      return "spans bytes \(entry.begin) to \(entry.end), but its shape \(entry.shape) takes "
        + "\(bytes) bytes"
    }
    guard entry.end <= dataBytes else {
      return "ends at byte \(entry.end) of the data, of which there are \(dataBytes): "
        + "the file is cut short"
    }
    return nil
  }

  /// The file's bytes: equal values give equal bytes.
  ///
  /// - Precondition: no name occurs twice.
  public func encoded() -> Data {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "A name occurs twice.")
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }
        .map { quoted($0.key) + ":" + quoted($0.value) }
      members.append("\"__metadata__\":{" + texts.joined(separator: ",") + "}")
    }
    var begin = 0
    for tensor in tensors {
      let end = begin + 4 * tensor.elements.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        quoted(tensor.name)
          + ":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}")
      begin = end
    }
    var header = Array(("{" + members.joined(separator: ",") + "}").utf8)
    // Spaces bring the data to a multiple of 8 bytes, as the format's own writer does.
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes = Data(capacity: 8 + header.count + begin)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: header)
    for tensor in tensors { tensor.elements.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    return bytes
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// Weights that cannot be read, or do not fit a model: which file, which entry, and why.
public struct WeightsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as the user named it.
  public var file: String
  /// The entry in it; nil where the whole file is meant.
  public var entry: String?
  /// What is wrong, as the end of a sentence.
  public var reason: String

  /// Weights that cannot be read.
  public init(file: String, entry: String? = nil, reason: String) {
    self.file = file
    self.entry = entry
    self.reason = reason
  }

  /// One sentence.
  public var description: String {
    if let entry { return "\(file): the entry '\(entry)' \(reason)." }
    return "\(file) \(reason)."
  }
}
