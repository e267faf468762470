import Foundation
import OpenBLAS

/// Has the matrix library take these kernels, before it is loaded: `--kernels`.
///
/// - Throws: `Failure` where this processor or this library lacks them.
func chooseKernels(_ name: String) throws {
  let lacking = OpenBLAS.featuresLacking(for: name)
  guard lacking.isEmpty else {
    throw Failure(
      .unavailable,
      "The kernels \(name) need \(lacking.joined(separator: ", ")), which this processor lacks; it "
        + "runs \(OpenBLAS.bestKernels ?? "what the library chooses")")
  }
  setenv("REPRO_BLAS_KERNELS", name, 1)
  let library = try OpenBLAS.loaded.get()
  guard library.kernels.lowercased() == name.lowercased() else {
    throw Failure(
      .unavailable,
      "OpenBLAS \(library.version) has no kernels '\(name)' for this processor; without --kernels "
        + "it takes \(OpenBLAS.bestKernels ?? "its own choice")")
  }
}
