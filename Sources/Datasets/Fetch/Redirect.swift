internal import Suites

/// Addresses passed on the way from a published one to where the bytes are.
package struct Redirects {
  /// Steps of one way, at most.
  package static let most = 10

  /// Addresses so far, the published one first.
  package private(set) var passed: [String]

  package init(from url: String) { passed = [url] }

  /// Where to ask now.
  package var current: String { passed[passed.count - 1] }

  /// Takes a step; nil, or why it is refused.
  package mutating func follow(_ target: String) -> String? {
    let scheme = target.prefix { $0 != ":" }.lowercased()
    guard scheme == "https" || scheme == "http" else {
      return
        "it redirects to '\(ForeignText.address(Address.shown(target)))', which is not a web address"
    }
    if scheme == "http", current.lowercased().hasPrefix("https:") {
      return "it redirects from https to unprotected http "
        + "('\(ForeignText.address(Address.shown(target)))')"
    }
    if passed.contains(target) { return "it redirects in a circle" }
    if passed.count > Self.most { return "it redirects more than \(Self.most) times" }
    passed.append(target)
    return nil
  }
}
