extension ClickTableLayout {
  /// The Kaggle Display Advertising Challenge's `train.txt`: tabs, no header, whole numbers,
  /// tokens of eight hexadecimal digits, nothing between two tabs where a value is missing.
  public static let criteoKaggle = ClickTableLayout(
    separator: UInt8(ascii: "\t"), header: false, numbers: 13, tokens: 26, numberForm: .whole,
    tokenForm: .hexadecimal, maximalLine: 4096)

  /// BARS' Criteo_x4: the same cells as CSV with a header.
  public static let criteoX4 = ClickTableLayout(
    separator: UInt8(ascii: ","), header: true, numbers: 13, tokens: 26, numberForm: .whole,
    tokenForm: .hexadecimal, maximalLine: 4096)

  /// BARS' Criteo_x1: CSV with a header, numbers as AFN scaled them, tokens as indices.
  public static let criteoX1 = ClickTableLayout(
    separator: UInt8(ascii: ","), header: true, numbers: 13, tokens: 26, numberForm: .decimal,
    tokenForm: .index, maximalLine: 4096)
}
