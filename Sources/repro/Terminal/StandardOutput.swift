import Foundation
import Synchronization

/// What became of standard output: remembered when a result could not be written, told at the end,
/// so that records and reports are written all the same.
extension Console {
  private static let failure = Atomic<Int32>(0)

  /// Remembers the first reason why standard output took no result.
  static func note(_ code: Int32) {
    _ = failure.compareExchange(expected: 0, desired: code, ordering: .relaxed)
  }

  /// How to leave, where that would have been `ending`: a result that nobody got is no success, and no
  /// verdict either. A reader that went away (`repro list | head`) had enough and is told nothing.
  static func ending(after ending: Ending) -> Ending {
    let code = failure.load(ordering: .relaxed)
    let overruled = ending.rawValue < Ending.usage.rawValue
    guard code != 0, overruled else { return ending }
    guard code != EPIPE else { return .unread }
    let reason = String(cString: strerror(code)).lowercased()
    complain("repro: Standard output cannot be written: \(reason).")
    return .cannotWrite
  }

  /// Writes all bytes, waiting where a descriptor that does not block is full.
  ///
  /// - Returns: the system's code where that failed.
  static func writeAll(_ bytes: Data, to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written >= 0 {
          rest = rest.dropFirst(written)
        } else if errno == EAGAIN {
          var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&wanted, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }
}
