/// Which text may stand in a place.
package struct TextForm: Hashable, Sendable {
  /// What it is, for documentation: "a name of a-z, 0-9, '-', '_' and '.'".
  package let words: String
  /// A regular expression (ECMA-262) that the whole text matches; nil for any text.
  package let pattern: String?

  package init(_ words: String, pattern: String? = nil) {
    self.words = words
    self.pattern = pattern
  }

  /// Any text.
  package static let any = TextForm("text")
  /// A name of one's own.
  package static let name = TextForm(
    "a name of `a-z`, `0-9`, `-`, `_` and `.`, at most 100 bytes",
    pattern: "^[a-z0-9_][a-z0-9._-]{0,99}$")
  /// The name of something else in the file.
  package static func reference(_ noun: String) -> TextForm { TextForm("the `id` of a \(noun)") }
  /// A metric of a run.
  package static let metric = TextForm("a metric that the run measures")
  /// Digits as printed.
  package static let digits = TextForm(
    "digits with sign, point and per cent sign as printed, in quotes")
  /// A file below the folder of suites.
  package static let path = TextForm("a path below the folder of suites")
  /// A column of a file.
  package static let column = TextForm("the name of a column")
  /// Lower-case hexadecimal digits.
  package static func hexadecimal(_ digits: Int) -> TextForm {
    TextForm("\(digits) digits of 0-9 and a-f", pattern: "^[0-9a-f]{\(digits)}$")
  }
}
