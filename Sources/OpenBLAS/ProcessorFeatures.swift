internal import Foundation

/// What the processor can do, as far as the choice of kernels needs it.
enum ProcessorFeatures {
  /// The fastest kernels of OpenBLAS 0.3 that this processor supports, under the library's own
  /// name for them; nil where the library's choice should stand.
  static func bestKernels() -> String? {
    guard let info = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
      let line = info.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
    else { return nil }
    let flags = Set(line.split(separator: " "))
    if ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"].allSatisfy({
      flags.contains(Substring($0))
    }) {
      return "SkylakeX"
    }
    return flags.contains("avx2") && flags.contains("fma") ? "Haswell" : nil
  }
}
