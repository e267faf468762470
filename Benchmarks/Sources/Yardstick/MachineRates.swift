import Determinism
import Tensors

/// What this machine can do at this moment, with the workers in use: the two rates that every other
/// figure is held against. Measured beside the figure, because machines are shared.
public struct MachineRates: Hashable, Sendable {
  /// Floating-point operations per second of a product of two 2048 × 2048 matrices.
  public var gemm: Double
  /// Bytes read plus bytes written per second of copying 128 MiB, far beyond the caches.
  public var copy: Double

  /// Rates known from elsewhere.
  public init(gemm: Double, copy: Double) {
    self.gemm = gemm
    self.copy = copy
  }

  /// The better of a few tries of each; about a third of a second.
  public static func measured() -> MachineRates {
    let size = 2048
    let a = Tensor([size, size], repeating: 0.5)
    let product = best(of: 6) { _ = matmul(a, a) }
    let operations = 2 * Double(size) * Double(size) * Double(size)

    let from = Tensor([1 << 25], repeating: 1)
    var to = Tensor([1 << 25], repeating: 0)
    let copying = best(of: 5) { copyElements(from, &to) }
    let bytes = 2 * Double(from.count * MemoryLayout<Real>.size)
    return MachineRates(gemm: operations / product, copy: bytes / copying)
  }
}

/// Copies in pieces of 1 MiB, spread over the workers.
private func copyElements(_ from: Tensor, _ to: inout Tensor) {
  let piece = 1 << 18
  to.withMutableElements { target in
    nonisolated(unsafe) let target = target  // each tile writes its own piece
    from.withElements { source in
      nonisolated(unsafe) let source = source
      forEachTile(source.count / piece) { tile in
        let range = tile * piece..<(tile + 1) * piece
        _ = UnsafeMutableBufferPointer(rebasing: target[range])
          .update(fromContentsOf: source[range])
      }
    }
  }
}

/// Seconds of the quickest of some runs.
public func best(of runs: Int, _ body: () -> Void) -> Double {
  (0..<runs).map { _ in seconds(of: body) }.min() ?? .infinity
}

/// Seconds of one run.
public func seconds(of body: () -> Void) -> Double {
  seconds(ContinuousClock().measure(body))
}

/// Seconds of one run.
public func seconds(of body: () async -> Void) async -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  await body()
  return seconds(clock.now - start)
}

private func seconds(_ duration: Duration) -> Double {
  let (whole, fraction) = duration.components
  return Double(whole) + Double(fraction) * 1e-18
}

/// The middle of some numbers.
public func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard let last = sorted.last else { return .nan }
  return sorted.count.isMultiple(of: 2)
    ? (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
    : sorted.count == 1 ? last : sorted[sorted.count / 2]
}
