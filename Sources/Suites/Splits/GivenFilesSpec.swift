/// The files that the authors divided.
package struct GivenFilesSpec: SplitEntry {
  package static let kind = "given-files"
  package static let meaning =
    "The publishers divided the events: members of the data set are validation and test, all others "
    + "training. A user's events stand in this order of parts, each part in order of time; the test asks "
    + "for the first of each user's events in it."

  package var validation: String?
  package var test = ""

  package static let fields: [Field<Self>] = [
    .text(
      "validation", \.validation, absent: "there is no validation",
      "The member whose events are for validation.", .member),
    .text("test", \.test, "The member whose events are for the test.", .member),
  ]

  package init() {}

  package var hasValidation: Bool { validation != nil }
  package var words: String { "split by the publishers' files" }
  package var relations: [Complaint] {
    validation == test ? [("validation", "validation and test must be different members")] : []
  }

  /// The part that a member is: 0 for training, 1 for validation, 2 for the test.
  package func part(of member: String) -> UInt8 {
    member == test ? 2 : member == validation ? 1 : 0
  }

  /// What keeps a source from being divided so, as a sentence without its full stop; nil for nothing.
  fileprivate func problem(with source: DatasetSource) -> String? {
    guard let file = source.file else {
      return "it is generated, but the split is by the publishers' files"
    }
    let members = file.eventMembers
    for name in [validation, test].compactMap({ $0 }) where !members.contains(name) {
      return "it has no member '\(name)', which the split names; its members are "
        + members.joined(separator: ", ")
    }
    return members.contains { part(of: $0) == 0 }
      ? nil : "all its members are for validation or test, so none is left for training"
  }
}

extension SplitSpec {
  /// Which members are which parts, where the division is by files; else nil.
  package var givenFiles: GivenFilesSpec? { entry as? GivenFilesSpec }

  /// What keeps a source from being divided so, as a sentence without its full stop; nil for nothing.
  package func problem(with source: DatasetSource) -> String? {
    givenFiles?.problem(with: source)
  }
}

extension TextForm {
  /// A file of a data set.
  static let member = TextForm("the path of a member in the data set's file")
}
