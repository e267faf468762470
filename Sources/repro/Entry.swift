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
        "repro: There is no memory for another \(bytes >> 20) MiB; with more memory, or with fewer "
          + "--workers, the same command resumes from the latest checkpoint.")
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
      repro: This processor lacks AVX2, FMA or BMI2, which every command needs; Intel's have \
      had them since 2013, AMD's since 2015.

      """
    _ = write(2, words.utf8Start, words.utf8CodeUnitCount)
    _exit(Ending.unavailable.rawValue)
  }
}
