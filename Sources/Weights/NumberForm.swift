public import Foundation

/// How a file writes the numbers of an array. All but plain 32 bits are widened when they are read.
public enum NumberForm: Hashable, Sendable, CaseIterable {
  /// IEEE 754 binary32.
  case float32
  /// IEEE 754 binary16.
  case float16
  /// The upper half of a binary32.
  case brain16
  /// GGUF's Q8_0: of 32 numbers a binary16 `d` and 32 signed bytes q, value `d · q`.
  case q8x0
  /// GGUF's Q4_1: of 32 numbers two binary16, `d` and `m`, and 16 bytes of two numbers q of 4 bits, the
  /// low halves first, value `d · q + m`.
  case q4x1

  /// Numbers that stand together.
  public var blockNumbers: Int {
    switch self {
    case .float32, .float16, .brain16: 1
    case .q8x0, .q4x1: 32
    }
  }

  /// Bytes of such a block.
  public var blockBytes: Int {
    switch self {
    case .float32: 4
    case .float16, .brain16: 2
    case .q8x0: 34
    case .q4x1: 20
    }
  }

  /// The numbers in whole blocks of bytes; bytes behind the last whole block are left out.
  public func numbers(_ bytes: Data) -> [Float] {
    let blocks = bytes.count / blockBytes
    return [Float](unsafeUninitializedCapacity: blocks * blockNumbers) { numbers, count in
      bytes.withUnsafeBytes { bytes in
        for block in 0..<blocks {
          expand(
            UnsafeRawBufferPointer(rebasing: bytes[block * blockBytes..<(block + 1) * blockBytes]),
            into: UnsafeMutableBufferPointer(
              rebasing: numbers[block * blockNumbers..<(block + 1) * blockNumbers]))
        }
      }
      count = blocks * blockNumbers
    }
  }

  private func expand(
    _ bytes: UnsafeRawBufferPointer, into numbers: UnsafeMutableBufferPointer<Float>
  ) {
    switch self {
    case .float32:
      numbers.initializeElement(at: 0, to: Float(bitPattern: bytes.little(at: 0)))
    case .float16:
      numbers.initializeElement(at: 0, to: widened(bytes.little(at: 0)))
    case .brain16:
      let half: UInt16 = bytes.little(at: 0)
      numbers.initializeElement(at: 0, to: Float(bitPattern: UInt32(half) << 16))
    case .q8x0:
      let d = widened(bytes.little(at: 0))
      for index in 0..<32 {
        numbers.initializeElement(at: index, to: d * Float(Int8(bitPattern: bytes[2 + index])))
      }
    case .q4x1:
      let (d, m) = (widened(bytes.little(at: 0)), widened(bytes.little(at: 2)))
      for index in 0..<16 {
        let pair = bytes[4 + index]
        numbers.initializeElement(at: index, to: d * Float(pair & 15) + m)
        numbers.initializeElement(at: 16 + index, to: d * Float(pair >> 4) + m)
      }
    }
  }
}

extension NumberForm {
  /// The form of a dtype of safetensors; nil where it is none of floating point that is read.
  init?(safetensors dtype: String) {
    switch dtype {
    case "F32": self = .float32
    case "F16": self = .float16
    case "BF16": self = .brain16
    default: return nil
    }
  }

  /// Bytes of a number of each dtype that may be passed over.
  static let sizes = [
    "BOOL": 1, "U8": 1, "I8": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2, "U32": 4, "I32": 4,
    "F32": 4, "U64": 8, "I64": 8, "F64": 8,
  ]

  /// The form of a type of GGUF's; nil where it is not read.
  init?(gguf type: UInt32) {
    switch type {
    case 0: self = .float32
    case 1: self = .float16
    case 3: self = .q4x1
    case 8: self = .q8x0
    default: return nil
    }
  }
}

/// A binary16 as the binary32 of the same value. By hand, since not every processor that Swift runs on
/// has the type.
func widened(_ half: UInt16) -> Float {
  let sign = UInt32(half & 0x8000) << 16
  let exponent = UInt32(half >> 10 & 31)
  let fraction = UInt32(half & 1023)
  switch exponent {
  case 0:
    // Below the normal numbers: fraction · 2⁻²⁴.
    let size = Float(fraction) * 0x1p-24
    return sign == 0 ? size : -size
  case 31: return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
  default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}

extension UnsafeRawBufferPointer {
  /// A whole number, lowest byte first.
  func little<Number: FixedWidthInteger>(at offset: Int) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}
