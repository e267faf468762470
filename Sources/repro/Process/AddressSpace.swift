import ArgumentParser
import CIntrinsics
import Determinism
import Foundation

/// Address space under a limit (`ulimit -v`, batch systems). OpenBLAS and Dispatch try for ever to map
/// what they need, so it is measured beforehand, and watched while models are trained.
enum AddressSpace {
  /// MiB that OpenBLAS maps for each thread that multiplies, and the thread's stack.
  static let perWorker = 136
  /// MiB for libraries and data of commands that train or fit, at least.
  static let base = 256
  /// MiB for the first threads and their data, in every command.
  static let start = 64

  /// MiB that the process may map; nil where that is not limited.
  static var limit: Int? {
    var limit = rlimit()
    guard getrlimit(addressSpace, &limit) == 0, limit.rlim_cur < 1 << 62 else { return nil }
    return Int(limit.rlim_cur >> 20)
  }

  #if canImport(Glibc)
    private static let addressSpace = __rlimit_resource_t(RLIMIT_AS.rawValue)
  #else
    private static let addressSpace = RLIMIT_AS
  #endif

  /// Whether so many MiB can be mapped at one piece.
  static func has(_ mebibytes: Int) -> Bool {
    let bytes = mebibytes << 20
    let place = mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let place, place != MAP_FAILED else { return false }
    munmap(place, bytes)
    return true
  }

  /// Makes sure, before the first thread, of what every command needs under a limit.
  static func begin() {
    guard let limit else { return }
    share_small_allocations()
    if !has(start) {
      Console.complain("repro: \(sentence(limit, needed: start)).")
      _exit(Ending.temporary.rawValue)
    }
    // An allocation that fails somewhere ends in one of these.
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS] {
      signal(number) { number in
        if !AddressSpace.has(AddressSpace.start) { AddressSpace.leave() }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Makes sure of what a command needs under a limit, and watches that it stays so.
  static func require(for command: any ParsableCommand) throws(Failure) {
    guard let limit, let workers = workers(of: command) else { return }
    let needed = base + perWorker * workers
    guard has(needed) else { throw Failure(.temporary, sentence(limit, needed: needed)) }
    watch()
  }

  static func sentence(_ limit: Int, needed: Int) -> String {
    "The address space is too small: \(limit) MiB are allowed (ulimit -v), and \(needed) MiB more are "
      + "needed; raise the limit, or use fewer --workers"
  }

  /// How many threads of a command multiply; nil where none does.
  private static func workers(of command: any ParsableCommand) -> Int? {
    switch command {
    case let command as RunCommand: max(1, command.threads.workers ?? Workers.count)
    case let command as SelfTestCommand: command.workers
    // The doctor tries numbers of its own.
    case let command as DoctorCommand: max(Workers.count, command.determinism ? 5 : 3)
    case is EvaluateCommand, is FitCommand: Workers.count
    case let command as EmbedCommand: max(1, command.threads.workers ?? Workers.count)
    default: nil
    }
  }

  /// Leaves with a sentence where what a thread needs cannot be mapped for two seconds.
  private static func watch() {
    let watcher = Thread {
      var misses = 0
      while misses < 2 {
        sleep(1)
        misses = has(perWorker) ? 0 : misses + 1
      }
      leave()
    }
    watcher.stackSize = 1 << 18
    watcher.start()
  }

  /// Leaves at once: there may be no memory for more than this.
  private static func leave() -> Never {
    let words: StaticString = """
      repro: The address space is used up (ulimit -v); the same command resumes from the latest \
      checkpoint under a higher limit, or with fewer --workers.

      """
    _ = write(2, words.utf8Start, words.utf8CodeUnitCount)
    _exit(Ending.temporary.rawValue)
  }
}
