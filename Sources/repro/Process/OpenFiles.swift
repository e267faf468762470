import Foundation

/// How many files this process may have open at once.
enum OpenFiles {
  /// With fewer, starting another program or opening a data set fails inside system libraries, some
  /// of which end the process.
  static let needed: rlim_t = 64

  /// Raises the limit as far as is needed and allowed.
  ///
  /// - Throws: `Failure` where that is not far enough.
  static func require() throws {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    guard limit.rlim_cur < needed else { return }
    let found = limit.rlim_cur
    limit.rlim_cur = min(needed, limit.rlim_max)
    if limit.rlim_cur == needed, setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    {
      return
    }
    throw Failure(
      .unavailable,
      "At most \(found) files can be open at once here, and \(needed) are needed: see `ulimit -n`")
  }
}
