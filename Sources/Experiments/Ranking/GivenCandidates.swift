internal import Datasets
internal import Suites

extension GivenCandidates: CandidateRule {
  func candidates(of interactions: Interactions) -> [Int32] { interactions.candidates }

  func procedure(candidates count: Int) -> String {
    "the items that \(file) lists for each user"
  }

  /// The lists of every row's user, in the member of the test or of validation.
  ///
  /// - Throws: `ExperimentError` where a user has no list, or the list lacks a target that it should have.
  func few(
    for rows: SequenceRows, among material: CandidateMaterial
  ) throws(ExperimentError) -> DrawnCandidates? {
    let file = rows.side == .validation ? validation ?? "" : self.file
    func refuse(_ reason: String) -> ExperimentError {
      ExperimentError(subject: "the lists in \(file)", reason: reason)
    }
    guard let lists = material.lists[file] else { throw refuse("the lists were not read") }
    var listed: [[Int32]] = []
    for row in 0..<rows.count {
      let user = material.interactions.users[rows.users[row]]
      guard let items = lists.items(of: user) else {
        throw refuse("the test user \(user) has no list")
      }
      for target in rows.targets(of: row) where items.contains(target) != (self.target == .listed) {
        throw refuse(
          "the list of user \(user) \(self.target == .listed ? "lacks" : "has") the target \(target)"
            + (self.target == .listed
              ? "; `target: beside` is for lists without it"
              : "; `target: listed` is for lists with it"))
      }
      listed.append(items.map { material.places[Int($0)] })
    }
    return DrawnCandidates(listed)
  }
}
