internal import CCrypto
public import Foundation

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// The 64 digits.
  public let hex: String

  /// The digest of some bytes.
  public init(of bytes: some ContiguousBytes) {
    var digest = IncrementalDigest()
    digest.update(bytes)
    self = digest.finished()
  }

  /// The digest of a text's UTF-8 bytes.
  public init(of text: String) { self.init(of: Array(text.utf8)) }

  init(hex: String) { self.hex = hex }

  /// The 64 digits.
  public var description: String { hex }
  /// The first 16 digits, enough to tell runs apart.
  public var short: String { String(hex.prefix(16)) }
}

/// A SHA-256 digest taken piece by piece, for streams.
public struct IncrementalDigest: ~Copyable {
  private let context: OpaquePointer?

  /// A digest of nothing yet.
  public init() {
    context = EVP_MD_CTX_new()
    let started = EVP_DigestInit_ex(context, EVP_sha256(), nil)
    precondition(started == 1, "libcrypto offers no SHA-256.")
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  public mutating func update(_ bytes: some ContiguousBytes) {
    bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// The digest of everything added.
  public consuming func finished() -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 32
    EVP_DigestFinal_ex(context, &bytes, &count)
    let digits = Array("0123456789abcdef".utf8)
    let hex = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return Digest(hex: String(decoding: hex, as: UTF8.self))
  }
}
