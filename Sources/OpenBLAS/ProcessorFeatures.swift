internal import Foundation

/// What the processor can do, as far as the choice of kernels needs it.
enum ProcessorFeatures {
  /// The fastest kernels of OpenBLAS 0.3 that this processor supports, under the library's own
  /// name for them; nil where the library's choice should stand.
  static func bestKernels() -> String? {
    let flags = flags()
    if flags.isSuperset(of: ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]) {
      return "SkylakeX"
    }
    return flags.isSuperset(of: ["avx2", "fma"]) ? "Haswell" : nil
  }

  /// The flags of the first processor; read in pieces, since the file does not tell its size.
  private static func flags() -> Set<String> {
    guard let file = FileHandle(forReadingAtPath: "/proc/cpuinfo"),
      let data = try? file.readToEnd()
    else { return [] }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    let line = lines.first { $0.hasPrefix("flags") } ?? ""
    return Set(line.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
