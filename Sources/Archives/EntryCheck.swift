/// What an honest archive of a data set never has, looked for in each header on the way.
struct EntryCheck {
  let archive: String
  let limits: ArchiveLimits
  let nested: Set<String>
  private var names: Set<String> = []
  private var declared = 0

  init(archive: String, limits: ArchiveLimits, nested: Set<String>) {
    self.archive = archive
    self.limits = limits
    self.nested = nested
  }

  /// - Throws: `ArchiveError` that names the member and what is wrong with it.
  mutating func callAsFunction(_ entry: Entry) throws(ArchiveError) {
    if let reason = problem(entry) {
      throw ArchiveError(archive: archive, entry: entry.path, reason: reason)
    }
  }

  private mutating func problem(_ entry: Entry) -> String? {
    guard entry.hasPath, !entry.path.isEmpty else { return "it has no name in UTF-8" }
    if let reason = problem(path: entry.path) { return reason }
    if entry.isHardLink { return "it is a hard link" }
    guard entry.isFile || entry.isFolder else {
      return "it is a symbolic link or a device, not a file"
    }
    if entry.isEncrypted { return "it is encrypted" }
    // Equal strings are equal letters here, however their accents are composed.
    let folded = entry.path.lowercased().split(separator: "/").filter { $0 != "." }
    if !names.insert(folded.joined(separator: "/")).inserted {
      return "its name occurs twice, or differs from another only in case"
    }
    if names.count > limits.members { return "there are more than \(limits.members) members" }
    guard entry.isFile else { return nil }
    if let size = entry.size {
      guard size >= 0 else { return "its size is negative" }
      declared = declared.addingReportingOverflow(size).overflow ? Int.max : declared + size
      if declared > limits.unpacked {
        return "with it the members' sizes add up to more than the \(limits.unpacked) bytes that "
          + "are declared"
      }
    }
    let suffixes = [".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar"]
    if !nested.contains(entry.path), suffixes.contains(where: entry.path.lowercased().hasSuffix) {
      return "it is itself an archive; nested archives are not opened"
    }
    return nil
  }

  private func problem(path: String) -> String? {
    if path.hasPrefix("/") { return "its path is absolute" }
    if path.utf8.count > 4_096 { return "its path is longer than 4,096 bytes" }
    if path.contains("\\") { return "its path has a backslash" }
    if path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
      return "its path has a control character"
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains("..") { return "its path leads out through '..'" }
    if let first = parts.first, first.dropFirst().first == ":" {
      return "its path begins with a drive letter"
    }
    return nil
  }
}
