internal import Determinism

/// What stands for the amount of data in the Performance Law: tokens, weighed by how much the
/// sequences repeat themselves. Users' sequences are cut to their last `length` items and put end to
/// end, in the order given.
public struct DataTerm: Codable, Hashable, Sendable {
  /// Items of each user that were kept, at most.
  public var length: Int
  /// `Σ_u min(|S_u|, length)`.
  public var tokens: Int
  /// Real entropy of the whole stream.
  public var realEntropy: RealEntropy
  /// Mean over users of |ApEn|, equal matching, runs of 2; `nil` where no user has 3 items.
  public var approximateEntropy: Double?
  /// Mean over full chunks of 10,000 of Shannon's entropy, bits; `nil` for shorter streams.
  public var shannonEntropy: Double?
  /// Mean over full chunks of 10,000 of zlib's ratio; `nil` for shorter streams.
  public var compressionRatio: Double?

  /// `tokens / S_real`: the data parameter of the version of 2025.
  public var tokensOverRealEntropy: Double? {
    realEntropy.value > 0 ? Double(tokens) / realEntropy.value : nil
  }

  /// `tokens / ApEn`: the data parameter of the versions of 2024.
  public var tokensOverApproximateEntropy: Double? {
    approximateEntropy.flatMap { $0 > 0 ? Double(tokens) / $0 : nil }
  }

  /// The data term of users' sequences, oldest item first.
  ///
  /// - Throws: ``FitError`` for a length below 1, or an item outside 0…2³² − 1.
  public init(of sequences: [[Int]], length: Int) throws(FitError) {
    guard length >= 1 else {
      throw FitError(subject: "Data term", reason: "the length must be at least 1, not \(length)")
    }
    self.length = length
    let stream = sequences.flatMap { $0.suffix(length) }
    tokens = stream.count
    realEntropy = RealEntropy(of: stream)
    let parts = mapTiles(of: 256, below: sequences.count) { tile in
      sequences[tile].compactMap {
        (try? ApproximateEntropy(of: Array($0.suffix(length)), length: 2)).map { abs($0.value) }
      }
    }.flatMap { $0 }
    approximateEntropy = parts.isEmpty ? nil : parts.reduce(0, +) / Double(parts.count)
    shannonEntropy = try meanOverChunks(of: stream, length: 10_000) { Fits.shannonEntropy(of: $0) }
    compressionRatio = try meanOverChunks(of: stream, length: 10_000) {
      (chunk) throws(FitError) in try Fits.compressionRatio(of: chunk)
    }
  }
}
