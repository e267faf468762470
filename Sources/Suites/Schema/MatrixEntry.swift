/// An entry of a suite that may have a `matrix`, so that it stands for several.
package protocol MatrixEntry: Described {
  /// Fields that stand in the entry itself, whatever else says them; nil where all that must be written
  /// do.
  static var ownFields: [String]? { get }
}

extension MatrixEntry {
  package static var ownFields: [String]? { nil }
}

extension DatasetSpec: MatrixEntry {}

extension RunSpec: MatrixEntry {
  /// `defaults` may say all the others.
  package static var ownFields: [String]? { ["id"] }
}

extension Guard: MatrixEntry {}
extension BlockedClaim: MatrixEntry {}
extension Comparison: MatrixEntry {}
extension Deviation: MatrixEntry {}
extension Contradiction: MatrixEntry {}
extension ValueClaim: MatrixEntry {}
extension OrderClaim: MatrixEntry {}
extension GainClaim: MatrixEntry {}
extension TrendClaim: MatrixEntry {}
extension FitClaim: MatrixEntry {}
extension TableKind: MatrixEntry {}
extension TableOrder: MatrixEntry {}
extension TableGain: MatrixEntry {}
