public import Foundation

/// Zip, tar and gzip files written byte by byte, as wrong as a test wants them.
public enum TinyArchives {
  /// A member of a zip.
  public struct ZipEntry {
    /// Path.
    public var name: String
    /// Unpacked bytes.
    public var data: Data
    /// Compression method, 0 for none; the packed bytes are then `packed`.
    public var method: UInt16 = 0
    /// Packed bytes, where they are not `data` itself.
    public var packed: Data?
    /// Size in the headers, where it is not the true one.
    public var claimedSize: Int?
    /// Value the headers give for the checksum, where it is not the true one.
    public var checksum: UInt32?
    /// General purpose flags; 1 is encrypted, 0x800 UTF-8 names.
    public var flags: UInt16 = 0x800
    /// Unix mode with its file type.
    public var mode: UInt32 = 0o100644

    /// An honest member unless something is changed.
    public init(_ name: String, _ data: Data = Data("1::2::3::4\n".utf8)) {
      self.name = name
      self.data = data
    }

    /// The same with something changed.
    public func with(_ change: (inout ZipEntry) -> Void) -> ZipEntry {
      var entry = self
      change(&entry)
      return entry
    }
  }

  /// A zip file of the members, in order.
  public static func zip(_ entries: [ZipEntry]) -> Data {
    var file = Data()
    var directory = Data()
    for entry in entries {
      let offset = file.count
      let packed = entry.packed ?? entry.data
      var common = Data()
      common.append(little: entry.flags)
      common.append(little: entry.method)
      common.append(little: UInt32(0x0021_0000))
      common.append(little: entry.checksum ?? checksum(entry.data))
      common.append(little: UInt32(packed.count))
      common.append(little: UInt32(entry.claimedSize ?? entry.data.count))
      common.append(little: UInt16(entry.name.utf8.count))
      file.append(little: UInt32(0x0403_4b50))
      file.append(little: UInt16(20))
      file.append(common)
      file.append(little: UInt16(0))
      file.append(Data(entry.name.utf8))
      file.append(packed)
      directory.append(little: UInt32(0x0201_4b50))
      directory.append(little: UInt16(3 << 8 | 20))
      directory.append(little: UInt16(20))
      directory.append(common)
      for _ in 0..<4 { directory.append(little: UInt16(0)) }
      directory.append(little: entry.mode << 16)
      directory.append(little: UInt32(offset))
      directory.append(Data(entry.name.utf8))
    }
    let start = file.count
    file.append(directory)
    file.append(little: UInt32(0x0605_4b50))
    file.append(little: UInt32(0))
    file.append(little: UInt16(truncatingIfNeeded: entries.count))
    file.append(little: UInt16(truncatingIfNeeded: entries.count))
    file.append(little: UInt32(directory.count))
    file.append(little: UInt32(start))
    file.append(little: UInt16(0))
    return file
  }

  /// A member of a tar.
  public struct TarEntry {
    /// Path; at most 100 bytes.
    public var name: String
    /// Bytes.
    public var data: Data
    /// Type: `0` file, `1` hard link, `2` symbolic link, `3` device, `5` folder.
    public var type: Character = "0"
    /// Where a link leads.
    public var link = ""
    /// Size in the header, where it is not the true one.
    public var claimedSize: Int?

    /// An honest member unless something is changed.
    public init(
      _ name: String, _ data: Data = Data("1::2::3::4\n".utf8), type: Character = "0",
      link: String = "", claimedSize: Int? = nil
    ) {
      self.name = name
      self.data = data
      self.type = type
      self.link = link
      self.claimedSize = claimedSize
    }
  }

  /// A tar file of the members, in order.
  public static func tar(_ entries: [TarEntry]) -> Data {
    var file = Data()
    for entry in entries {
      var header = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, at place: Int) {
        for (index, byte) in text.utf8.enumerated() { header[place + index] = byte }
      }
      func octal(_ value: Int, _ digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
      }
      put(entry.name, at: 0)
      put("0000644", at: 100)
      put("0000000", at: 108)
      put("0000000", at: 116)
      put(octal(entry.claimedSize ?? entry.data.count, 11), at: 124)
      put("00000000000", at: 136)
      put("        ", at: 148)
      put(String(entry.type), at: 156)
      put(entry.link, at: 157)
      put("ustar", at: 257)
      put("00", at: 263)
      put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
      file.append(contentsOf: header)
      file.append(entry.data)
      file.append(Data(count: (512 - entry.data.count % 512) % 512))
    }
    file.append(Data(count: 1024))
    return file
  }

  /// A gzip file (RFC 1952) that stores its content.
  public static func gzip(_ data: Data) -> Data {
    var packed = Data()
    var rest = data
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      packed.append(rest.isEmpty ? 1 : 0)
      packed.append(little: UInt16(block.count))
      packed.append(little: ~UInt16(block.count))
      packed.append(block)
    } while !rest.isEmpty
    return gzip(packed: packed, checksum: checksum(data), size: data.count)
  }

  /// A gzip file around bytes that are packed already.
  public static func gzip(packed: Data, checksum: UInt32, size: Int) -> Data {
    var file = Data([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    file.append(packed)
    file.append(little: checksum)
    file.append(little: UInt32(truncatingIfNeeded: size))
    return file
  }

  /// Zeros as deflate packs them with its fixed codes (RFC 1951, 3.2.6): 13 bits for 258 of them.
  public static func deflatedZeros(runs: Int) -> (packed: Data, count: Int) {
    var bits: [Bool] = [true, true, false]
    // The literal 0 is 0011 0000; the length 258 is 1100 0101; the distance 1 is 00000.
    bits += "00110000".map { $0 == "1" }
    let run = "1100010100000".map { $0 == "1" }
    for _ in 0..<runs { bits += run }
    bits += Array(repeating: false, count: 7)
    var packed = Data(count: (bits.count + 7) / 8)
    for (place, bit) in bits.enumerated() where bit { packed[place / 8] |= 1 << (place % 8) }
    return (packed, 1 + 258 * runs)
  }

  /// CRC-32 as zip and gzip use it.
  public static func checksum(_ data: Data) -> UInt32 {
    ~data.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1
      }
    }
  }
}

extension Data {
  fileprivate mutating func append(little value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
