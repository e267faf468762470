import ArgumentParser

/// Seeds as an option lists them: `1,2,3`.
enum SeedList {
  /// Nil where none is asked for.
  ///
  /// - Throws: `ValidationError`.
  static func seeds(_ text: String?) throws -> [UInt64]? {
    try text?.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let seed = UInt64(word) else {
        throw ValidationError("--seeds takes whole numbers separated by commas, not '\(word)'.")
      }
      return seed
    }
  }
}
