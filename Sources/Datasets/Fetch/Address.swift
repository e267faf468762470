internal import Foundation

/// What an address says, as far as a download must know before a library reads it.
package enum Address {
  /// Where the name, port and credentials of an address stand; empty where it has none.
  private static func authority(of url: String) -> Range<String.Index> {
    guard let mark = url.range(of: "://") else { return url.endIndex..<url.endIndex }
    let stop = url[mark.upperBound...].firstIndex { "/?#\\".contains($0) } ?? url.endIndex
    return mark.upperBound..<stop
  }

  /// The host that is asked, in lower case.
  package static func host(of url: String) -> String {
    let name = url[authority(of: url)].split(separator: "@", omittingEmptySubsequences: false)
    guard let text = name.last?.lowercased() else { return "" }
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") { return String(text[...end]) }
    return String(text.prefix { $0 != ":" })
  }

  /// True where the host is this machine itself, with which a proxy has no business: `localhost`,
  /// 127.0.0.0/8 and `[::1]`. What merely holds such words is another machine.
  package static func isThisMachine(_ url: String) -> Bool {
    let host = host(of: url)
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
          && (Int(part) ?? 256) < 256
      }
  }

  /// The address without the user and the password before its host.
  package static func withoutUser(_ url: String) -> String {
    let authority = authority(of: url)
    guard let at = url[authority].lastIndex(of: "@") else { return url }
    return String(url[..<authority.lowerBound]) + url[url.index(after: at)...]
  }

  /// The address as people may see it: without user, password and what stands in its query, where
  /// servers keep tokens.
  package static func shown(_ url: String) -> String {
    let bare = withoutUser(url)
    guard let query = bare.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return bare }
    return bare[..<query] + (bare[query] == "?" ? "?…" : "")
  }

  /// The path of a file of this machine; nil where the address names none.
  package static func path(of url: String) -> String? {
    guard url.lowercased().hasPrefix("file:///"), let read = URL(string: url) else { return nil }
    let path = read.path(percentEncoded: false)
    return path.isEmpty || path.utf8.contains(0) ? nil : path
  }
}
