/// An address that a page may link to: `https`, a host, and nothing that could be read as anything
/// but an address.
public struct WebAddress: Hashable, Sendable {
  /// The address.
  public let text: String

  /// Nil for any other scheme, for credentials, and for characters that RFC 3986 does not have.
  public init?(_ text: String) {
    guard text.hasPrefix("https://"), text.utf8.count <= 2000 else { return nil }
    let rest = text.dropFirst(8)
    let host = rest.prefix { !"/?#".contains($0) }
    guard let first = host.utf8.first, host.utf8.allSatisfy(Self.isHost),
      first != UInt8(ascii: "."), first != UInt8(ascii: ":"), first != UInt8(ascii: "-"),
      rest.utf8.allSatisfy(Self.isPlain)
    else { return nil }
    self.text = text
  }

  private static func isHost(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || ".-:".utf8.contains(byte)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "-._~:/?#@!$&*+,;=%".utf8.contains(byte)
  }
}

func isAlphanumeric(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
  case UInt8(ascii: "0")...UInt8(ascii: "9"): true
  default: false
  }
}

extension ForeignText {
  /// An address as it may be shown and noted: in one line, without credentials, not endless.
  public static func address(_ text: String) -> String {
    let shown = withoutCredentials(visible(text))
    return shown.count > 300 ? shown.prefix(300) + "…" : shown
  }

  /// Text in which no address holds a user, a password or a token: `https://user:word@host/x?sig=1`
  /// becomes `https://host/x?sig=…`.
  public static func withoutCredentials(_ text: String) -> String {
    guard text.contains("://") else { return text }
    var result = ""
    var rest = text[...]
    while let mark = rest.firstRange(of: "://") {
      result += rest[..<mark.upperBound]
      rest = rest[mark.upperBound...]
      // What stands before the last at sign of an authority is who asks, not whom.
      let authority = rest.prefix { !"/?#\"".contains($0) && !$0.isWhitespace }
      if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
      let address = rest.prefix { !"\"'<>`".contains($0) && !$0.isWhitespace }
      if let query = address.firstIndex(where: { $0 == "?" || $0 == "#" }), !address.isEmpty {
        result += rest[...query] + withoutSecrets(address[address.index(after: query)...])
        rest = rest[address.endIndex...]
      }
    }
    return result + rest
  }

  /// A query whose secrets are `…`, where its keys say that they are some.
  private static func withoutSecrets(_ query: Substring) -> String {
    var result = ""
    for part in query.split(separator: "&", omittingEmptySubsequences: false) {
      if !result.isEmpty || part.startIndex != query.startIndex { result += "&" }
      guard let sign = part.firstIndex(of: "="), isSecret(part[..<sign].lowercased()) else {
        result += part
        continue
      }
      result += part[...sign] + "…"
    }
    return result
  }

  private static func isSecret(_ key: String) -> Bool {
    let parts = [
      "token", "secret", "signature", "password", "passwd", "auth", "credential", "apikey",
      "api_key", "api-key", "accesskey", "access_key", "access-key", "keyid", "key-id", "session",
    ]
    return ["key", "sig", "pwd", "pass", "user", "jwt", "code"].contains(key)
      || parts.contains { key.contains($0) }
  }
}
