import Determinism
package import Suites

/// Interactions with a known law, in which only the gap in time tells what comes next.
///
/// Items 1 to `items` form `groups` groups of equal size, neighbours together. A user's first item
/// is any, at a time within one year from 1,600,000,000 seconds since 1970. Before each further
/// event the gap is short (30 to 300 seconds) or long (1 to 9 days), with even odds. A fraction
/// `noise` of the events takes any item; every other one takes an item of the group that follows
/// the last item's group: after a short gap the next group in a random cycle of all groups, after
/// a long one the next in another cycle, and within the group each item with equal odds.
///
/// No user meets an item twice: the item is one of those of its group that the user has not met,
/// or of all that the user has not met where the group has none left. So leaving seen items out of
/// a ranking never hides a target.
///
/// So, but for noise, the target is one of `items / groups` items for who sees the gap until the
/// query, and one of twice as many for who does not; and all items are equally popular. With
/// groups of 10 and nothing seen, NDCG@10 is at best `Σ_{r=1}^{10} 1/log2(r + 1) / 10` = 0.454 with
/// the gap, and half of that without.
package struct PlantedTime {
  let spec: PlantedTimeSpec

  package init(spec: PlantedTimeSpec) { self.spec = spec }

  /// Items in each group.
  var groupSize: Int { spec.items / spec.groups }

  /// The group that follows each, after a short gap and after a long one. No group is followed by
  /// the same after both, but where there are fewer than three groups.
  package func successors() -> (short: [Int], long: [Int]) {
    let key = RandomKey(seed: spec.seed)["planted-time"]["successors"]
    let order = key.permutation(spec.groups)
    var short = Array(repeating: 0, count: spec.groups)
    var long = short
    // One cycle, walked by one place and by two places back: two different successors for each.
    for (place, group) in order.enumerated() {
      short[group] = order[(place + 1) % spec.groups]
      long[group] = order[(place + 2 * spec.groups - 2) % spec.groups]
    }
    return (short, long)
  }

  /// All users' events.
  package func interactions() -> Interactions {
    let key = RandomKey(seed: spec.seed)["planted-time"]
    let (short, long) = successors()
    var offsets = [0]
    var items: [Int32] = []
    var times: [Int64] = []
    for user in 0..<spec.users {
      let draws = key["user"][user]
      let events =
        spec.fewestEvents
        + draws["events"].integer(below: spec.mostEvents - spec.fewestEvents + 1, 0)
      var time = 1_600_000_000 + Int64(draws["start"].integer(below: 31_536_000, 0))
      var item = 0
      var unmet = Array(repeating: true, count: spec.items)
      for event in 0..<events {
        var choice = 0..<spec.items
        if event > 0 {
          let isShort = draws["kind"].integer(below: 2, event) == 0
          let gap = draws["gap"]
          time += Int64(
            isShort
              ? 30 + gap.integer(below: 271, event) : 86_400 + gap.integer(below: 691_201, event))
          let group = (isShort ? short : long)[item / groupSize]
          if draws["noise"].uniform(event) >= spec.noise {
            choice = (group * groupSize)..<((group + 1) * groupSize)
          }
        }
        var open = choice.filter { unmet[$0] }
        if open.isEmpty { open = unmet.indices.filter { unmet[$0] } }
        item = open[draws["item"].integer(below: open.count, event)]
        unmet[item] = false
        items.append(Int32(item + 1))
        times.append(time)
      }
      offsets.append(items.count)
    }
    return Interactions(
      offsets: offsets, items: items, times: times,
      ratings: Array(repeating: 1, count: items.count), users: (1...Int32(spec.users)).map { $0 },
      candidates: (1...Int32(spec.items)).map { $0 }, itemRows: spec.items + 1)
  }
}
