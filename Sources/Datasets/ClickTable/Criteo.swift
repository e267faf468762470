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

  /// Criteo's Kaggle data as CSV with a row's number: `Id,Label,I1,…,C26`.
  public static let criteoWithIds = ClickTableLayout(
    separator: UInt8(ascii: ","), header: true, numbers: 13, tokens: 26, numberForm: .whole,
    tokenForm: .hexadecimal, maximalLine: 4096, leading: 1,
    names: ["Id", "Label"] + (1...13).map { "I\($0)" } + (1...26).map { "C\($0)" })

  /// Avazu's `train`: a row's id, the click, the hour and 21 more tokens.
  public static let avazu = ClickTableLayout(
    separator: UInt8(ascii: ","), header: true, numbers: 0, tokens: 22, numberForm: .whole,
    tokenForm: .hexadecimalOrMinusOne, maximalLine: 4096, leading: 1,
    names: [
      "id", "click", "hour", "C1", "banner_pos", "site_id", "site_domain", "site_category",
      "app_id", "app_domain", "app_category", "device_id", "device_ip", "device_model",
      "device_type", "device_conn_type",
    ] + (14...21).map { "C\($0)" })
}
