public import Determinism

#if MPI
  internal import CMPI
#endif

/// The processes that `mpirun` or `srun` started this one with. There are none unless the package was
/// built with its trait `MPI`.
///
/// Any thread may ask, one at a time. Where MPI itself fails, it ends all of them.
public struct MPIRanks: Ranks {
  /// How many there are.
  public let count: Int
  /// Which one this is, from 0.
  public let own: Int

  /// Whether the tool was built with MPI.
  public static var isBuilt: Bool {
    #if MPI
      true
    #else
      false
    #endif
  }

  /// Joins the others. Once in the life of a process.
  ///
  /// - Throws: `MPIError` where there is no MPI.
  public static func join() throws(MPIError) -> MPIRanks {
    #if MPI
      var (count, own): (Int32, Int32) = (0, 0)
      guard repro_mpi_begin(&count, &own) == 0, count > 0 else { throw MPIError.fails }
      return MPIRanks(count: Int(count), own: Int(own))
    #else
      throw MPIError.isMissing
    #endif
  }

  private init(count: Int, own: Int) {
    self.count = count
    self.own = own
  }

  /// Leaves the others; answered when all do.
  public func leave() {
    #if MPI
      repro_mpi_end()
    #endif
  }

  /// Ends every rank, whatever it is at. Does not return.
  ///
  /// - Parameter code: what `mpirun` leaves with.
  public func abort(_ code: Int32) {
    #if MPI
      repro_mpi_abort(code)
    #endif
  }

  // The trainer sees ranks through a protocol, so that nothing here is compiled for its numbers: messages
  // are moved as bytes, never number by number.

  /// Hands each rank a message.
  public func exchange<Number: BitwiseCopyable & Sendable>(_ messages: [[Number]]) -> [[Number]] {
    precondition(messages.count == count, "\(messages.count) messages for \(count) ranks.")
    let stride = MemoryLayout<Number>.stride
    var starts = [0]
    for message in messages { starts.append(starts[starts.count - 1] + message.count * stride) }
    let size = starts[count]
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      let whole = UnsafeMutableRawBufferPointer(buffer)
      for (message, start) in zip(messages, starts) {
        message.withUnsafeBytes { part in
          UnsafeMutableRawBufferPointer(rebasing: whole[start..<start + part.count])
            .copyMemory(from: part)
        }
      }
      filled = size
    }
    return sent(bytes, own: messages[own]) { starts[$0]..<starts[$0 + 1] }
  }

  /// Hands every rank the same message.
  public func gather<Number: BitwiseCopyable & Sendable>(_ message: [Number]) -> [[Number]] {
    let bytes = message.withUnsafeBytes { [UInt8]($0) }
    return sent(bytes, own: message) { _ in bytes.indices }
  }

  /// Sends each rank its range of some bytes; a rank's message to itself stays where it is.
  private func sent<Number: BitwiseCopyable & Sendable>(
    _ bytes: [UInt8], own message: [Number], rank range: (Int) -> Range<Int>
  ) -> [[Number]] {
    #if MPI
      let ranges = (0..<count).map(range)
      let sizes = ranges.map { Int64($0.count) }
      let starts = ranges.map { Int64($0.lowerBound) }
      var heard = [Int64](repeating: 0, count: count)
      repro_mpi_sizes(sizes, &heard)
      heard[own] = 0
      var places: [Int64] = [0]
      for size in heard { places.append(places[places.count - 1] + size) }
      let total = Int(places[count])
      let received = [UInt8](unsafeUninitializedCapacity: total) { buffer, filled in
        bytes.withUnsafeBytes { bytes in
          let code = repro_mpi_exchange(
            bytes.baseAddress, starts, sizes, buffer.baseAddress, places, heard, Int32(count),
            Int32(own))
          precondition(code == 0, "There is no memory for the ranks' messages.")
        }
        filled = total
      }
      return (0..<count).map { rank in
        rank == own ? message : numbers(received, Int(places[rank])..<Int(places[rank + 1]))
      }
    #else
      return []
    #endif
  }

  /// The numbers that some of the bytes are.
  private func numbers<Number: BitwiseCopyable>(_ bytes: [UInt8], _ range: Range<Int>) -> [Number] {
    let length = range.count / MemoryLayout<Number>.stride
    return [Number](unsafeUninitializedCapacity: length) { buffer, filled in
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[range]))
      }
      filled = length
    }
  }
}

/// There is no MPI to join: a sentence without its full stop.
public struct MPIError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Why.
  public let description: String

  /// The tool was built without MPI.
  public static let isMissing = MPIError(
    description: "This tool was built without MPI; "
      + "`swift build -c release --product repro --traits MPI` builds it with Open MPI, "
      + "whose package is libopenmpi-dev")
  static let fails = MPIError(
    description: "MPI does not start, or has no support for threads that take turns")
}
