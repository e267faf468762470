import Determinism
import Foundation
public import OpenBLAS
public import Suites
internal import Tensors

/// What a run's circumstances are read from.
public enum Machine {
  /// Library, version, kernel and scalar that decide the bits of a trained model:
  /// `OpenBLAS 0.3.21 SkylakeX Float`.
  public static var numerics: String { "\(blas) \(scalar)" }

  /// The scalar that everything is computed in: `Float`.
  public static var scalar: String { "\(Real.self)" }

  /// Library, version and kernel: `OpenBLAS 0.3.21 SkylakeX`.
  public static var blas: String {
    switch OpenBLAS.loaded {
    case .success(let library): "OpenBLAS \(library.version) \(library.kernels)"
    case .failure: "none"
    }
  }

  /// Checks that the matrix library can be used.
  ///
  /// - Throws: the reason if not.
  public static func requireBLAS() throws(OpenBLASError) { _ = try OpenBLAS.loaded.get() }

  /// Processor's own name, as the system gives it.
  public static var processor: String {
    #if canImport(Darwin)
      var name = [CChar](repeating: 0, count: 256)
      var size = name.count - 1
      if sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0 {
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
    #endif
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    for line in lines.split(separator: "\n") where line.hasPrefix("model name") {
      let name = line.drop { $0 != ":" }.dropFirst()
      return name.trimmingCharacters(in: .whitespaces)
    }
    #if arch(arm64)
      // The system names no model there.
      return "aarch64"
    #else
      return "unknown"
    #endif
  }

  /// Compiler and configuration the tool was built with.
  public static var compiler: String {
    #if compiler(>=6.4)
      let version = "Swift 6.4 or later"
    #elseif compiler(>=6.3)
      let version = "Swift 6.3"
    #else
      let version = "Swift before 6.3"
    #endif
    #if DEBUG
      return version + ", debug"
    #else
      return version + ", release"
    #endif
  }

  /// Largest resident size of this process so far, bytes.
  public static var peakMemory: Int {
    var usage = rusage()
    // 0 is RUSAGE_SELF, which Glibc and Musl import as different types.
    getrusage(0, &usage)
    #if canImport(Darwin)
      return usage.ru_maxrss
    #else
      return usage.ru_maxrss * 1024  // in KiB there
    #endif
  }

  /// Circumstances of a run that took some seconds.
  public static func circumstances(
    commit: String, seconds: Double, tokensPerSecond: Double
  ) -> Circumstances {
    Circumstances(
      processor: processor, cores: Workers.available, workers: Workers.count, blas: blas,
      compiler: compiler, commit: commit, seconds: seconds, tokensPerSecond: tokensPerSecond,
      peakMemory: peakMemory)
  }
}
