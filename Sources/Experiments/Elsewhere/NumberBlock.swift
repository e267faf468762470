internal import Datasets
internal import Suites
internal import Weights

/// A block of numbers `[rows, columns]` in a file, NPY or safetensors, of which rows are read one at a
/// time.
///
/// Sources: the page on `numpy.lib.format` of NumPy's reference, and the format's page at
/// huggingface.co/docs/safetensors.
struct NumberBlock {
  /// What numbers are meant.
  enum Sort {
    /// Numbers with fractions, of 32 or 64 bits.
    case real
    /// Whole numbers, of 32 or 64 bits.
    case whole
  }

  /// What a header says.
  struct Header: Hashable {
    var type: String
    var shape: [Int]
    /// First byte of the numbers.
    var offset: Int
  }

  /// Bytes that a header may have.
  private static let longestHeader = 1 << 16

  private let file: BoundedFile
  private let header: Header
  private let width: Int
  private let columns: Int

  /// Whether a file begins as NPY does.
  static func isNPY(_ file: BoundedFile) -> Bool {
    file.bytes(at: 0, count: 6) == [0x93] + Array("NUMPY".utf8)
  }

  /// A block of exactly this shape.
  ///
  /// - Throws: `ResultsError` where the header cannot be read, or says anything else.
  init(
    _ file: BoundedFile, in folder: ResultsFolder, rows: Int, columns: Int, _ sort: Sort
  ) throws {
    do {
      header = try Self.isNPY(file) ? Self.npy(file) : Self.safetensors(file)
      let widths =
        switch sort {
        case .real: ["<f4": 4, "<f8": 8, "F32": 4, "F64": 8]
        case .whole: ["<i4": 4, "<i8": 8, "I32": 4, "I64": 8]
        }
      guard let width = widths[header.type] else {
        throw ForeignRow.Problem(
          "its numbers are '\(header.type.prefix(40))', but only \(widths.keys.sorted().joined(separator: ", ")) are read"
        )
      }
      guard header.shape == [rows, columns] else {
        throw ForeignRow.Problem(
          "its shape is \(header.shape.prefix(8)), but [\(rows), \(columns)] is needed")
      }
      let expected = rows.multipliedWithinBounds(by: columns).multipliedWithinBounds(by: width)
      guard file.size - header.offset == expected else {
        throw ForeignRow.Problem(
          "it has \(file.size - header.offset) bytes of numbers, but its shape needs \(expected)")
      }
      self.file = file
      self.width = width
      self.columns = columns
    } catch let problem as ForeignRow.Problem {
      throw folder.refusal(file, problem.reason)
    }
  }

  /// A row of real numbers.
  func numbers(_ row: Int) -> [Double] {
    let isSingle = width == 4
    return words(row).map { word in
      isSingle
        ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: word))) : Double(bitPattern: word)
    }
  }

  /// A row of whole numbers.
  func wholeNumbers(_ row: Int) -> [Int] {
    let isSingle = width == 4
    return words(row).map { word in
      isSingle ? Int(Int32(truncatingIfNeeded: word)) : Int(truncatingIfNeeded: word)
    }
  }

  /// The little-endian words of a row.
  private func words(_ row: Int) -> [UInt64] {
    let bytes = bytes(row)
    return (0..<bytes.count / width).map { place in
      var word: UInt64 = 0
      for offset in (0..<width).reversed() {
        word = word << 8 | UInt64(bytes[place * width + offset])
      }
      return word
    }
  }

  private func bytes(_ row: Int) -> [UInt8] {
    file.bytes(at: header.offset + row * columns * width, count: columns * width)
  }

  private static func safetensors(_ file: BoundedFile) throws -> Header {
    let head = file.bytes(at: 0, count: 8)
    guard head.count == 8 else { throw ForeignRow.Problem("it is neither NPY nor safetensors") }
    let length = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(min(longestHeader, file.size - 8)) else {
      throw ForeignRow.Problem("it is neither NPY nor safetensors with a header that fits into it")
    }
    switch SafetensorsHeader.parse(file.bytes(at: 8, count: Int(length))) {
    case .failure(let problem):
      throw ForeignRow.Problem("its header is not a safetensors header: \(problem.reason)")
    case .success(let parsed):
      guard let entry = parsed.entries.first, parsed.entries.count == 1, entry.name == "scores"
      else {
        throw ForeignRow.Problem(
          "it holds \(parsed.entries.count) tensors, but one called 'scores' is needed")
      }
      let offset = 8 + Int(length)
      guard entry.begin == 0, entry.end == file.size - offset else {
        throw ForeignRow.Problem("its tensor does not span the bytes behind the header")
      }
      return Header(type: entry.dtype, shape: entry.shape, offset: offset)
    }
  }

  private static func npy(_ file: BoundedFile) throws -> Header {
    let head = file.bytes(at: 0, count: 12)
    guard head.count == 12, (1...3).contains(head[6]) else {
      throw ForeignRow.Problem("its version of NPY is not supported, only 1, 2 and 3 are")
    }
    let sizes = head[6] == 1 ? 2 : 4
    let length = head[8..<8 + sizes].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= min(longestHeader, file.size - 8 - sizes) else {
      throw ForeignRow.Problem("it states a header of \(length) bytes, for which it is too short")
    }
    var scanner = NPYHeaderScanner(file.bytes(at: 8 + sizes, count: length))
    let (type, isColumnFirst, shape) = try scanner.header()
    if isColumnFirst {
      throw ForeignRow.Problem("its numbers are in Fortran order, but C order is needed")
    }
    return Header(type: type, shape: shape, offset: 8 + sizes + length)
  }
}
