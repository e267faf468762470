internal import Synchronization

/// What is done where the system has no memory for a tensor. Kernels cannot throw, so whoever owns the
/// process says how to leave it.
public enum MemoryShortage {
  private static let chosen = Mutex<(@Sendable (_ bytes: Int) -> Never)?>(nil)

  /// Chooses how to leave; told how many bytes were asked for. It may be called on any thread.
  public static func handle(by leave: @escaping @Sendable (_ bytes: Int) -> Never) {
    chosen.withLock { $0 = leave }
  }

  static func leave(_ bytes: Int) -> Never {
    if let leave = chosen.withLock({ $0 }) { leave(bytes) }
    preconditionFailure("There is no memory for \(bytes) bytes.")
  }
}
