import CRevision

/// The revision of the tool itself. It is fixed when the tool is built: asking git for it where the
/// suites lie would start what a received repository names.
enum Revision {
  /// Twelve digits of the commit, with `+` where sources differed from it; `unknown` where the build
  /// was not told.
  static let own = String(cString: repro_revision())

  /// The release that this is, or is on the way to; CITATION.cff and CHANGELOG.md name the same.
  static let release = "0.2.0"
}
