internal import Tensors

extension Machine {
  /// Chooses how to leave where the system has no memory for a tensor; told how many bytes were asked
  /// for. It may be called on any thread.
  public static func whenMemoryEnds(_ leave: @escaping @Sendable (_ bytes: Int) -> Never) {
    MemoryShortage.handle(by: leave)
  }
}
