/// The printable character that stands for each byte in the vocabularies of byte-level pairs (Radford
/// et al. 2019, `bytes_to_unicode` of their encoder.py): itself where it is printable in Latin-1, else
/// the next one from U+0100 on.
enum ByteSymbols {
  /// By byte, the character in UTF-8.
  static let symbols: [[UInt8]] = {
    let printable = Set([33...126, 161...172, 174...255].flatMap { $0 })
    var others: UInt32 = 0
    return (0..<256).map { byte in
      var value = UInt32(byte)
      if !printable.contains(byte) {
        value = 256 + others
        others += 1
      }
      return Unicode.Scalar(value).map { Array(String(Character($0)).utf8) } ?? []
    }
  }()
}
