#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The matrix library, loaded late so that the best kernels for this processor can be chosen
/// before it looks at the processor itself.
///
/// OpenBLAS reads `OPENBLAS_CORETYPE` while it loads. Release 0.3.21 takes newer processors for
/// older ones (a Zen 5 for a Haswell), at about half their speed, so we name the kernels ourselves,
/// whatever that variable held: it is often set for other programs. `REPRO_BLAS_KERNELS` overrules
/// our choice. Its own threads change the bits of a product with their number,
/// so it is held to one thread; we cut the work instead.
public struct OpenBLAS: Sendable {
  /// The loaded library, or why there is none. Loaded at first use.
  public static let loaded: Result<OpenBLAS, OpenBLASError> = load()

  /// What the library says of its build, for example "OpenBLAS 0.3.21 DYNAMIC_ARCH …".
  public let configuration: String
  /// The kernels in use, for example "SkylakeX". Other kernels give other bits.
  public let kernels: String
  /// The kernels that were asked for; nil where the choice was the library's own.
  public let requested: String?
  private let handle: Int

  /// The version number in `configuration`.
  public var version: String {
    configuration.split(separator: " ").dropFirst().first.map(String.init) ?? "unknown"
  }

  /// The address of a function, `cblas_sgemm` or LAPACK's `dgels_`, or nil where there is none.
  public func symbol(_ name: String) -> UnsafeMutableRawPointer? {
    dlsym(UnsafeMutableRawPointer(bitPattern: handle), name)
  }

  /// CBLAS's product of matrices of single precision: order, transpositions, m, n, k, alpha, a, lda,
  /// b, ldb, beta, c, ldc.
  public typealias SGEMM =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>?, Int32,
      UnsafePointer<Float>?, Int32, Float, UnsafeMutablePointer<Float>?, Int32
    ) -> Void

  /// The library's product, to hold another against it; nil where it lacks one.
  public var sgemm: SGEMM? { symbol("cblas_sgemm").map { unsafeBitCast($0, to: SGEMM.self) } }

  /// The fastest kernels this processor supports, under the library's name for them; nil where the
  /// library's own choice should stand.
  public static var bestKernels: String? { ProcessorFeatures.bestKernels() }

  /// What this processor can, of all that kernels differ by, as the system calls it.
  public static var processorFeatures: [String] { ProcessorFeatures.known }

  /// What kernels of that name use and this processor has not, as the system calls it.
  public static func featuresLacking(for kernels: String) -> [String] {
    ProcessorFeatures.lacking(for: kernels)
  }

  private static func load() -> Result<OpenBLAS, OpenBLASError> {
    let named = getenv("REPRO_BLAS_KERNELS").map { String(cString: $0) }
    let requested = named ?? ProcessorFeatures.bestKernels()
    if let requested { setenv("OPENBLAS_CORETYPE", requested, 1) }
    // Else it begins a thread for each processor, with memory of its own, only to let them sleep.
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    #if canImport(Darwin)
      // Homebrew keeps it apart, below the folder that its shell settings name.
      let homebrew = getenv("HOMEBREW_PREFIX").map {
        [String(cString: $0), "opt", "openblas", "lib", "libopenblas.dylib"].joined(separator: "/")
      }
      let names = ["libopenblas.dylib"] + [homebrew].compactMap { $0 }
    #else
      let names = ["libopenblas.so.0", "libopenblas.so"]
    #endif
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
      return .failure(
        OpenBLASError(reason: "cannot be loaded; on Debian, 'apt-get install libopenblas-dev'"))
    }
    typealias Text = @convention(c) () -> UnsafePointer<CChar>?
    typealias SetThreads = @convention(c) (Int32) -> Void
    typealias GetThreads = @convention(c) () -> Int32
    guard let configuration = dlsym(handle, "openblas_get_config"),
      let core = dlsym(handle, "openblas_get_corename"),
      let setThreads = dlsym(handle, "openblas_set_num_threads"),
      let getThreads = dlsym(handle, "openblas_get_num_threads")
    else {
      return .failure(OpenBLASError(reason: "lacks functions that every release since 0.3 has"))
    }
    unsafeBitCast(setThreads, to: SetThreads.self)(1)
    guard unsafeBitCast(getThreads, to: GetThreads.self)() == 1 else {
      return .failure(OpenBLASError(reason: "does not accept being held to one thread"))
    }
    func text(_ pointer: UnsafeMutableRawPointer) -> String {
      unsafeBitCast(pointer, to: Text.self)().map { String(cString: $0) } ?? "unknown"
    }
    return .success(
      OpenBLAS(
        configuration: text(configuration), kernels: text(core), requested: requested,
        handle: Int(bitPattern: handle)))
  }
}

/// Why the matrix library cannot be used.
public struct OpenBLASError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, as the end of a sentence.
  public let reason: String
  /// The whole sentence.
  public var description: String { "The matrix library OpenBLAS \(reason)." }
}
