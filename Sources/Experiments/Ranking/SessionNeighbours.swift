internal import Datasets
internal import Determinism
internal import Suites
internal import Tensors

/// Candidates by the sessions that are most like the history. See `SessionNeighboursSpec`.
struct SessionNeighboursScorer: CandidateScorer {
  private let spec: SessionNeighboursSpec
  /// Different items of each user's training part, in order: `[users]`.
  private let sessions: [[Int32]]
  /// Users who have each item in their training part, ascending: `[itemRows]`.
  private let holders: [[Int32]]
  /// Place of each item among the candidates, −1 for one that does not compete: `[itemRows]`.
  private let places: [Int32]
  private let candidates: Int
  /// Sessions with an item.
  private let count: Int

  init(_ spec: SessionNeighboursSpec, _ material: BaselineMaterial) {
    self.spec = spec
    let data = material.interactions
    sessions = data.cuts(material.split, held: material.held).map { cut in
      data.items[cut.training].eachOnce()
    }
    var holders = [[Int32]](repeating: [], count: data.itemRows)
    for (user, items) in sessions.enumerated() {
      for item in items { holders[Int(item)].append(Int32(user)) }
    }
    self.holders = holders
    places = data.places(of: material.candidates)
    candidates = material.candidates.count
    count = sessions.count { !$0.isEmpty }
  }

  /// Sums over the nearest sessions: `[rows.count, candidates]`.
  func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    var scores = [Real](repeating: 0, count: range.count * candidates)
    for (index, row) in range.enumerated() {
      let history = rows.wholeHistory(of: row).eachOnce()
      let near = neighbours(of: history, user: rows.users[row])
      var line = [Double](repeating: 0, count: candidates)
      for (session, likeness) in near {
        for item in sessions[session] where places[Int(item)] >= 0 {
          line[Int(places[Int(item)])] += likeness
        }
      }
      if spec.inverseFrequency {
        for item in Set(near.flatMap { sessions[$0.session] }) where places[Int(item)] >= 0 {
          line[Int(places[Int(item)])] *= rarity(of: item)
        }
      }
      for place in line.indices { scores[index * candidates + place] = Real(line[place]) }
    }
    return Tensor([range.count, candidates], scores)
  }

  private func rarity(of item: Int32) -> Double {
    1 + portableLog(Double(count) / Double(max(1, holders[Int(item)].count)))
  }

  /// The nearest other sessions, nearest first; of equal ones the first come first.
  private func neighbours(of history: [Int32], user: Int) -> [(session: Int, likeness: Double)] {
    var likeness: [Int32: Double] = [:]
    for (place, item) in history.enumerated() {
      for session in holders[Int(item)] where Int(session) != user {
        likeness[session, default: 0] += 1 / Double(history.count - place)
      }
    }
    var sharing = likeness.keys.sorted()
    if sharing.count > spec.sample {
      let key = RandomKey(seed: UInt64(spec.key))["sessions"][user]
      for place in 0..<spec.sample {
        sharing.swapAt(place, place + key.integer(below: sharing.count - place, place))
      }
      sharing = sharing.prefix(spec.sample).sorted()
    }
    let found = sharing.map { (session: Int($0), likeness: likeness[$0] ?? 0) }
    return Array(
      found.sorted { ($1.likeness, $0.session) < ($0.likeness, $1.session) }
        .prefix(spec.neighbours))
  }
}

extension SessionNeighboursSpec: BaselineSpec {
  func scorer(_ material: BaselineMaterial) -> any CandidateScorer {
    SessionNeighboursScorer(self, material)
  }
}
