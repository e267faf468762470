internal import Foundation

/// What the processor can do, as far as the choice of kernels needs it.
enum ProcessorFeatures {
  /// The fastest kernels of OpenBLAS 0.3 that this processor supports, under the library's own
  /// name for them; nil where the library's choice should stand.
  static func bestKernels() -> String? {
    ["SkylakeX", "Haswell"].first { lacking(for: $0).isEmpty }
  }

  /// What kernels of that name use and this processor has not; nothing for names that are not known
  /// here, which every processor that the tool runs on can have.
  static func lacking(for kernels: String) -> [String] {
    let wide = ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]
    let needed: [String] =
      switch kernels.lowercased() {
      case "skylakex": wide
      case "cooperlake": wide + ["avx512_bf16"]
      case "sapphirerapids": wide + ["avx512_bf16", "amx_tile"]
      case "haswell", "zen": ["avx2", "fma"]
      case "bulldozer", "piledriver", "steamroller", "excavator": ["fma4"]
      default: []
      }
    let flags = flags()
    return needed.filter { !flags.contains($0) }
  }

  /// Those that kernels differ by, where the processor has them.
  static var known: [String] {
    let flags = flags()
    let wide = ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "avx512_bf16"]
    let all = ["avx2", "fma", "fma4"] + wide + ["amx_tile", "asimd", "asimddp", "sve", "sve2"]
    return all.filter(flags.contains)
  }

  /// The flags of the first processor; read in pieces, since the file does not tell its size.
  private static func flags() -> Set<String> {
    guard let file = FileHandle(forReadingAtPath: "/proc/cpuinfo"),
      let data = try? file.readToEnd()
    else { return [] }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    // `Features` is what the system calls them on aarch64.
    let line = lines.first { $0.hasPrefix("flags") || $0.hasPrefix("Features") } ?? ""
    return Set(line.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
