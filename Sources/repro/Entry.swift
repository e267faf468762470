import CIntrinsics
import Dispatch
import Experiments
import Foundation

/// Where the process begins: what must hold before the first thread, then the tool.
@main
enum Entry {
  static func main() {
    requireProcessor()
    AddressSpace.begin()
    Interruption.listen()
    Machine.whenMemoryEnds { bytes in
      Console.complain(
        "repro: There is no memory for \(bytes >> 20) MiB more; the same command goes on from the "
          + "latest checkpoint where there is more, or with fewer --workers.")
      _exit(Ending.temporary.rawValue)
    }
    Task { await Repro.main() }
    dispatchMain()
  }

  /// Leaves with a sentence where the processor lacks what the kernels are compiled for. Written without
  /// strings, arrays and generics: the linker may have taken their code from the kernels.
  private static func requireProcessor() {
    if processor_runs_the_kernels() != 0 { return }
    let words: StaticString = """
      repro: This processor lacks AVX2, FMA or BMI2, which every command needs; Intel's have them since \
      2013, AMD's since 2015.

      """
    _ = write(2, words.utf8Start, words.utf8CodeUnitCount)
    _exit(Ending.unavailable.rawValue)
  }
}
