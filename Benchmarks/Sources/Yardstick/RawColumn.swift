public import Foundation

/// Writes a column of a batch as its twin reads it: whole numbers one after the other, little-endian.
///
/// - Parameter name: of the file in the folder.
public func writeColumn(
  _ values: [some FixedWidthInteger], _ name: String, in folder: URL
) throws {
  try values.withUnsafeBytes { Data($0) }.write(to: folder.appending(path: name))
}
