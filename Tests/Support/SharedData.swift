public import Foundation

/// Real data for local runs, which are no part of the package: in the folder `REPRO_SHARED` names,
/// else in `../shared` beside the package. Tests that need them are enabled only where they exist.
public enum SharedData {
  /// The package's own folder.
  public static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of shared files.
  public static let folder: URL = {
    if let named = ProcessInfo.processInfo.environment["REPRO_SHARED"], !named.isEmpty {
      return URL(fileURLWithPath: named, isDirectory: true)
    }
    return package.deletingLastPathComponent().appendingPathComponent("shared", isDirectory: true)
  }()

  /// A file of the data folder.
  public static func file(_ path: String) -> URL {
    folder.appendingPathComponent("data").appendingPathComponent(path)
  }

  /// True where that file exists.
  public static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: file(path).path)
  }

  /// A file of `Tests/Fixtures`.
  public static func fixture(_ name: String) -> URL {
    package.appendingPathComponent("Tests/Fixtures").appendingPathComponent(name)
  }

  /// MovieLens 1M in its original layout.
  public static let movieLens1M = "movielens/ml-1m-reconstructed.zip"
  /// MovieLens 100K, original members.
  public static let movieLens100K = "movielens/ml-100k-repacked.zip"
}
