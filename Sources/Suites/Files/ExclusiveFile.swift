internal import Foundation

/// A file that one process holds by having created it: what stands in for the system's locks on file
/// systems that have none.
///
/// The holder touches it from time to time. One that nobody has touched for `patience` seconds, or
/// whose holder was a process of this machine that is gone, is taken over. Times are compared as the
/// file system tells them, never with this machine's clock. Should two processes come to hold one
/// name, each would only compute what the other does: results are files written whole.
public final class ExclusiveFile: Sendable {
  /// Who holds something.
  public struct Owner: Codable, Hashable, Sendable {
    /// What is held, in words.
    public var subject: String
    /// The machine's name.
    public var host: String
    /// The process there.
    public var process: Int32
    /// Since when, seconds since 1970.
    public var since: Int
    /// Tells one holding from every other.
    public var token: String

    /// This process, from now on.
    public init(of subject: String) {
      self.subject = subject
      host = ProcessInfo.processInfo.hostName
      process = getpid()
      since = Int(Date().timeIntervalSince1970)
      token = UUID().uuidString
    }

    /// Who it is, in words.
    public var words: String { "process \(process) on \(host)" }

    /// Writes it into an open file. Whoever reads may find nothing, and then knows no name.
    public func write(to descriptor: Int32) {
      guard let text = try? CanonicalJSON.compact(self) else { return }
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
      try? file.write(contentsOf: Data(text.utf8))
    }

    /// Whether it was a process of this machine and is gone.
    var isGone: Bool {
      host == ProcessInfo.processInfo.hostName && kill(process, 0) != 0 && errno == ESRCH
    }

    /// What stands in a file; nil where that is nothing of ours.
    public static func read(_ path: String) -> Owner? {
      guard let data = try? regularFile(path, limit: 1 << 12), !data.isEmpty else { return nil }
      return try? CanonicalJSON.read(Owner.self, from: data)
    }
  }

  /// Seconds between two touches, and without one before it is taken over.
  public struct Pace: Hashable, Sendable {
    /// Seconds between two touches.
    public var beat: Double
    /// Seconds without a touch after which nobody holds it any more.
    public var patience: Double

    /// Seconds between two touches, and without one before it is taken over.
    public init(beat: Double = 30, patience: Double = 300) {
      self.beat = beat
      self.patience = patience
    }
  }

  private let path: String
  private let owner: Owner
  private let pace: Pace
  private let queue = DispatchQueue(label: "exclusive file")

  private init(_ path: String, _ owner: Owner, _ pace: Pace) {
    (self.path, self.owner, self.pace) = (path, owner, pace)
  }

  deinit {
    if Owner.read(path)?.token == owner.token { unlink(path) }
  }

  /// Creates the file.
  ///
  /// - Returns: nil where another process holds it.
  /// - Throws: `StorageError` where it cannot be written.
  public static func take(
    _ path: String, for owner: Owner, pace: Pace = Pace()
  ) throws(StorageError) -> ExclusiveFile? {
    for _ in 0..<2 {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
      if descriptor >= 0 {
        owner.write(to: descriptor)
        close(descriptor)
        let held = ExclusiveFile(path, owner, pace)
        beat(held, after: pace.beat)
        return held
      }
      guard errno == EEXIST else { throw StorageError(path: path, code: errno) }
      guard try isAbandoned(path, patience: pace.patience), try clear(path) else { return nil }
    }
    return nil
  }

  /// Who holds a file; nil where nobody does, as far as this machine's clock tells.
  public static func holder(of path: String, pace: Pace = Pace()) -> Owner? {
    var status = stat()
    guard lstat(path, &status) == 0, let owner = Owner.read(path), !owner.isGone,
      Date().timeIntervalSince1970 - status.modified < pace.patience
    else { return nil }
    return owner
  }

  /// Whether nobody has touched the file for so long, by the clock of the file system, which the time
  /// of a new neighbour shows.
  private static func isAbandoned(
    _ path: String, patience: Double
  ) throws(StorageError) -> Bool {
    if let owner = Owner.read(path), owner.isGone { return true }
    let probe = "\(path).\(UUID().uuidString)"
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StorageError(path: probe, code: errno) }
    defer {
      close(descriptor)
      unlink(probe)
    }
    var now = stat()
    var last = stat()
    guard fstat(descriptor, &now) == 0, lstat(path, &last) == 0 else { return true }
    return now.modified - last.modified > patience
  }

  /// Takes an abandoned file away. Renamed first, so that one process alone does, and looked at again:
  /// what another has created meanwhile goes back.
  private static func clear(_ path: String) throws(StorageError) -> Bool {
    let before = Owner.read(path)
    let aside = "\(path).\(UUID().uuidString)"
    guard rename(path, aside) == 0 else { return errno == ENOENT }
    defer { unlink(aside) }
    guard Owner.read(aside) == before else {
      _ = link(aside, path)
      return false
    }
    return true
  }

  /// Touches the file for as long as it is held.
  private static func beat(_ held: ExclusiveFile, after seconds: Double) {
    held.queue.asyncAfter(deadline: .now() + seconds) { [weak held] in
      guard let held, Owner.read(held.path)?.token == held.owner.token else { return }
      utimes(held.path, nil)
      beat(held, after: seconds)
    }
  }
}

extension stat {
  /// When the file was written last, seconds since 1970.
  fileprivate var modified: Double {
    #if canImport(Darwin)
      let time = st_mtimespec
    #else
      let time = st_mtim
    #endif
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Whether a failed `flock` says that the file system has no locks: Lustre without `flock`, NFS without
/// its lock service.
public func meansNoLocks(_ code: Int32) -> Bool {
  [ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP].contains(code)
}
