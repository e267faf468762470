internal import Foundation
internal import Suites

/// Bytes of an archive's members counted and digested as they stream by, to be held to what is
/// published of them.
final class MemberDigests {
  private struct Progress: ~Copyable {
    var size = 0
    var sha256 = IncrementalDigest()
    var md5 = IncrementalMD5()
  }
  private final class Box { var progress = Progress() }
  private let boxes: [String: Box]

  init(_ members: [String]) {
    boxes = Dictionary(uniqueKeysWithValues: Set(members).map { ($0, Box()) })
  }

  /// Takes the next bytes of a member.
  func update(_ member: String, _ bytes: UnsafeRawBufferPointer) {
    guard let box = boxes[member] else { return }
    box.progress.size += bytes.count
    box.progress.sha256.update(bytes)
    box.progress.md5.update(bytes)
  }

  /// How a member differs from what is published of it; nil where nothing contradicts. To be asked
  /// once a member: its digest starts again at nothing.
  func difference(from member: PublishedFile.Member) -> String? {
    guard let box = boxes[member.path] else { return nil }
    var progress = Progress()
    swap(&progress, &box.progress)
    let size = progress.size
    let (sha256, md5) = Self.finished(progress)
    if let wanted = member.size, wanted != size { return "it has \(size) bytes, not \(wanted)" }
    if let wanted = member.sha256, wanted != sha256 {
      return "its SHA-256 is \(sha256), not \(wanted)"
    }
    if let wanted = member.md5, wanted != md5 { return "its MD5 is \(md5), not \(wanted)" }
    return nil
  }

  private static func finished(_ progress: consuming Progress) -> (sha256: String, md5: String) {
    (progress.sha256.finished().hex, progress.md5.finished())
  }
}

extension PublishedFile.Member {
  /// Whether a digest of it is published.
  var hasDigest: Bool { sha256 != nil || md5 != nil }
}
