internal import CCrypto
internal import Foundation

/// An MD5 digest taken piece by piece: what some publishers print and nothing else. It tells
/// damage; against forgery it is no proof.
struct IncrementalMD5: ~Copyable {
  private let context: OpaquePointer?

  /// A digest of nothing yet.
  init() {
    context = EVP_MD_CTX_new()
    let started = EVP_DigestInit_ex(context, EVP_md5(), nil)
    precondition(started == 1, "libcrypto offers no MD5.")
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  mutating func update(_ bytes: some ContiguousBytes) {
    bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// The digest of everything added: 32 lower-case hexadecimal digits.
  consuming func finished() -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    EVP_DigestFinal_ex(context, &bytes, nil)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
