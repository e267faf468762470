import Experiments
import OpenBLAS
import Suites

/// What `repro --version` says.
enum Version {
  /// One line, `0.2.0 (1a2b3c4d5e6f)`; and where it is asked for, what else numbers depend on. Every
  /// other command goes without, since it would load the matrix library.
  static func told(to arguments: [String]) -> String {
    let line = "\(Revision.release) (\(Revision.own))"
    guard arguments.dropFirst().contains("--version") else { return line }
    return ([line] + circumstances.map { "\($0): \($1)" }).joined(separator: "\n")
  }

  private static var circumstances: [(String, String)] {
    let features = OpenBLAS.processorFeatures
    return [
      ("engine", "\(Run.currentEngine)"), ("compiler", Machine.compiler),
      ("scalar", Machine.scalar), ("matrix library", library), ("processor", Machine.processor),
      (
        "features",
        features.isEmpty ? "none that kernels differ by" : features.joined(separator: " ")
      ),
    ]
  }

  private static var library: String {
    switch OpenBLAS.loaded {
    case .success(let library): "OpenBLAS \(library.version), kernels \(library.kernels)"
    case .failure: "none"
    }
  }
}
