import Foundation

/// How many files this process may have open at once.
enum OpenFiles {
  /// With fewer, starting another program or opening a data set fails inside system libraries, some
  /// of which end the process.
  static let needed: rlim_t = 64

  #if canImport(Glibc)
    private static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let files = RLIMIT_NOFILE
  #endif

  /// Raises the limit as far as is needed and allowed.
  ///
  /// - Throws: `Failure` where that is not far enough.
  static func require() throws {
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return }
    guard limit.rlim_cur < needed else { return }
    let found = limit.rlim_cur
    limit.rlim_cur = min(needed, limit.rlim_max)
    if limit.rlim_cur == needed, setrlimit(files, &limit) == 0 { return }
    throw Failure(
      .unavailable,
      "At most \(found) files can be open at once here, and \(needed) are needed: see `ulimit -n`")
  }
}
