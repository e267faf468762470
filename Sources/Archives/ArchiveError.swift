/// An archive that is refused or cannot be read: which one, at which member, and why.
public struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Path of the archive.
  public var archive: String
  /// Member it happened at; nil where the whole archive is meant.
  public var entry: String?
  /// Why, as the end of a sentence.
  public var reason: String

  /// An archive that is refused or cannot be read.
  public init(archive: String, entry: String? = nil, reason: String) {
    self.archive = archive
    self.entry = entry
    self.reason = reason
  }

  /// One sentence: archive, member, reason.
  public var description: String {
    "Archive '\(archive)'" + (entry.map { ", member '\(printable($0))'" } ?? "") + ": \(reason)."
  }
}

/// A name from outside with control characters made visible, cut to a readable length.
func printable(_ name: String) -> String {
  var text = ""
  for scalar in name.unicodeScalars.prefix(200) {
    if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
      text += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      text.unicodeScalars.append(scalar)
    }
  }
  return text + (name.unicodeScalars.count > 200 ? "…" : "")
}
