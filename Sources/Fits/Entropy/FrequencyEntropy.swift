internal import CZlib
internal import Foundation

/// `−Σ p·log₂ p` over the shares of the items, in bits; 0 without items.
public func shannonEntropy(of items: some Sequence<Int>) -> Double {
  let sorted = items.sorted()
  var sum = 0.0
  var first = 0
  while first < sorted.count {
    var last = first
    while last < sorted.count, sorted[last] == sorted[first] { last += 1 }
    let share = Double(last - first) / Double(sorted.count)
    sum -= share * log2(share)
    first = last
  }
  return sum
}

/// Compressed size over plain size, of items as four bytes each, highest byte first, by zlib at its
/// standard level. A stand-in for Kolmogorov's complexity; above 1 for short sequences.
///
/// - Returns: `nil` without items.
/// - Throws: ``FitError`` where an item does not fit into 32 bits without sign.
public func compressionRatio(of items: some Collection<Int>) throws(FitError) -> Double? {
  guard !items.isEmpty else { return nil }
  var plain: [UInt8] = []
  plain.reserveCapacity(4 * items.count)
  for item in items {
    guard let word = UInt32(exactly: item) else {
      throw FitError(subject: "Compression ratio", reason: "item \(item) does not fit into 4 bytes")
    }
    for shift in [24, 16, 8, 0] { plain.append(UInt8(truncatingIfNeeded: word >> shift)) }
  }
  var size = compressBound(UInt(plain.count))
  var packed = Array(repeating: UInt8(0), count: Int(size))
  let state = compress2(&packed, &size, plain, UInt(plain.count), Z_DEFAULT_COMPRESSION)
  guard state == Z_OK else {
    throw FitError(subject: "Compression ratio", reason: "zlib gave up with state \(state)")
  }
  return Double(size) / Double(plain.count)
}

/// The mean of a measure over consecutive full chunks, as the authors take Shannon's entropy and
/// the compression ratio (10,000 items a chunk); the last, shorter chunk is left out.
///
/// - Returns: `nil` where there is no full chunk.
public func meanOverChunks(
  of items: [Int], length: Int, _ measure: (ArraySlice<Int>) throws(FitError) -> Double?
) throws(FitError) -> Double? {
  precondition(length > 0, "A chunk needs a length.")
  let chunks = items.count / length
  var sum = 0.0
  for chunk in 0..<chunks {
    guard let value = try measure(items[(chunk * length)..<((chunk + 1) * length)]) else {
      return nil
    }
    sum += value
  }
  return chunks > 0 ? sum / Double(chunks) : nil
}
