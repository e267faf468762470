#if SANITIZES_THREADS
  import Foundation

  /// A value that one thread at a time may use, as `Mutex` guards it. The thread sanitizer sees this lock;
  /// `Mutex` waits in a library that is not instrumented, so that what it orders looks like a race.
  ///
  /// `@unchecked Sendable` because its value is touched under its lock alone.
  public final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    /// Guards a value.
    public init(_ value: Value) { self.value = value }

    /// Lends the value.
    public func withLock<Result, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      lock.lock()
      defer { lock.unlock() }
      return try body(&value)
    }
  }
#else
  public import Synchronization

  /// A value that one thread at a time may use. Under the thread sanitizer it has another lock.
  public typealias Guarded<Value: ~Copyable> = Mutex<Value>
#endif
