internal import Datasets
internal import Suites

/// A choice of candidates that says which items these are.
protocol CandidateRule: CandidateEntry {
  /// Items that compete, or of which few compete with each target, ascending: `[candidates]`.
  func candidates(of interactions: Interactions) -> [Int32]
  /// The few with which the rows' targets compete; nil where all candidates compete.
  ///
  /// - Parameter rows: of the test, or of validation, which has draws and lists of its own.
  /// - Throws: `ExperimentError` where a row has none, or none that the choice allows.
  func few(
    for rows: SequenceRows, among material: CandidateMaterial
  ) throws(ExperimentError) -> DrawnCandidates?
  /// What competes, in words: "all 120 rated items".
  ///
  /// - Parameter count: how many candidates there are.
  func procedure(candidates count: Int) -> String
}

extension CandidateRule {
  func few(
    for rows: SequenceRows, among material: CandidateMaterial
  ) throws(ExperimentError) -> DrawnCandidates? { nil }
}

/// What few candidates are taken from.
struct CandidateMaterial {
  let interactions: Interactions
  /// Where each user's events are cut: `[users]`.
  let cuts: [UserCut]
  /// All candidates, ascending: `[candidates]`.
  let candidates: [Int32]
  /// The place of each item among the candidates, −1 for one that is none: `[itemRows]`.
  let places: [Int32]
  /// Lists of items by the members of the data set that hold them.
  let lists: [String: ItemLists]

  init(
    _ interactions: Interactions, _ cuts: [UserCut], candidates: [Int32],
    lists: [String: ItemLists] = [:]
  ) {
    (self.interactions, self.cuts, self.candidates) = (interactions, cuts, candidates)
    self.lists = lists
    places = interactions.places(of: candidates)
  }
}

/// Few items for each row, with which the row's targets compete.
struct DrawnCandidates: Sendable {
  private let offsets: [Int]
  private let places: [Int32]

  /// Places among the candidates, row by row, in the order of draws or of a list.
  init(_ rows: [[Int32]]) {
    offsets = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    places = rows.flatMap { $0 }
  }

  /// Places among the candidates of a row's items.
  func places(of row: Int) -> ArraySlice<Int32> { places[offsets[row]..<offsets[row + 1]] }
}

extension CatalogueCandidates: CandidateRule {
  func candidates(of interactions: Interactions) -> [Int32] { interactions.candidates }
  func procedure(candidates count: Int) -> String { "all \(count) items of the catalogue" }
}

extension RatedCandidates: CandidateRule {
  func candidates(of interactions: Interactions) -> [Int32] { interactions.ratedItems }
  func procedure(candidates count: Int) -> String { "all \(count) rated items" }
}

extension Interactions {
  /// Items with events, ascending.
  var ratedItems: [Int32] { Set(items).sorted() }
}
