import Determinism

/// A metric of one run, user by user and seed by seed, ready to be resampled.
package struct Channel: Hashable, Sendable {
  /// What its training noise is drawn under: the run's name and the metric's.
  package var name: String
  /// One list for each seed, in the order of the seeds; all of one length. A list of one number
  /// where the task has no users to resample.
  package var seeds: [[Double]]
  /// Standard deviation and degrees of freedom of training noise, added where there is one seed.
  package var borrowed: ValueRule.Spread?

  package init(name: String, seeds: [[Double]], borrowed: ValueRule.Spread?) {
    self.name = name
    self.seeds = seeds
    self.borrowed = borrowed
  }

  /// Test users, or 1.
  package var users: Int { seeds.first?.count ?? 0 }

  /// Mean over seeds of the mean over users.
  package var mean: Double {
    seeds.map { $0.reduce(0, +) / Double($0.count) }.reduce(0, +) / Double(seeds.count)
  }
}

/// The hierarchical bootstrap: seeds are drawn with replacement, and within each drawn seed users
/// are. Channels share their draws, so that differences between channels are paired: by seed where
/// two have as many seeds, by user where they have as many users.
///
/// The numbers drawn depend on draw, slot and user alone, so that a channel's result does not depend
/// on which others are computed beside it. A channel of one seed with a borrowed spread gets that
/// training noise on top: `s·T`, with T from Student's t of the lender's degrees of freedom.
///
/// - Parameter draws: how many.
/// - Returns: for each channel, the mean in each draw.
package func bootstrapMeans(_ channels: [Channel], draws: Int) -> [[Double]] {
  var result = Array(repeating: [Double](), count: channels.count)
  for users in Set(channels.map(\.users)).sorted() {
    let members = channels.indices.filter { channels[$0].users == users }
    let means = resample(members.map { channels[$0] }, users: users, draws: draws)
    for (place, index) in members.enumerated() { result[index] = means[place] }
  }
  for (index, channel) in channels.enumerated() where channel.seeds.count == 1 {
    guard let spread = channel.borrowed else { continue }
    // Every channel of one seed has noise of its own: it was trained on its own.
    let noise = RandomKey(seed: 0)["bootstrap"]["training"][channel.name]
    let t = StudentT(degrees: spread.degrees)
    for draw in 0..<draws {
      let p = (Double(noise.bits(draw) >> 12) + 0.5) * 0x1p-52
      result[index][draw] += spread.deviation * t.quantile(p)
    }
  }
  return result
}

private let lanes = 8

/// Channels with equally many users, eight at a time in the lanes of a vector.
private func resample(_ channels: [Channel], users: Int, draws: Int) -> [[Double]] {
  let blocks = (channels.count + lanes - 1) / lanes
  let slots = channels.map(\.seeds.count).max() ?? 0
  // [block][seed][user], a lane for each channel; a channel of fewer seeds leaves its lane at 0.
  var table = [SIMD8<Double>](repeating: .zero, count: blocks * slots * users)
  for (index, channel) in channels.enumerated() {
    for (seed, values) in channel.seeds.enumerated() {
      let start = (index / lanes * slots + seed) * users
      for user in 0..<users { table[start + user][index % lanes] = values[user] }
    }
  }
  let counts = channels.map(\.seeds.count)
  let key = RandomKey(seed: 0)["bootstrap"]
  let values = table
  let tile = 50
  let tiles = mapTiles((draws + tile - 1) / tile) { number in
    var picked = [Int](repeating: 0, count: users)
    var rows: [[Double]] = []
    for draw in number * tile..<min(draws, (number + 1) * tile) {
      var sums = [Double](repeating: 0, count: channels.count)
      let drawKey = key[draw]
      for slot in 0..<slots {
        let slotKey = drawKey[slot]
        for user in 0..<users { picked[user] = slotKey.integer(below: users, user) }
        let uniform = drawKey["seed"].uniform(slot)
        for block in 0..<blocks {
          let inside = block * lanes..<min((block + 1) * lanes, channels.count)
          // Channels of equally many seeds draw the same one; most blocks need one pass.
          for count in Set(inside.map { counts[$0] }).sorted() where slot < count {
            let seed = min(count - 1, Int(uniform * Double(count)))
            let total = sum(values, from: (block * slots + seed) * users, at: picked)
            for channel in inside where counts[channel] == count {
              sums[channel] += total[channel % lanes]
            }
          }
        }
      }
      rows.append(sums.enumerated().map { $1 / (Double(counts[$0]) * Double(users)) })
    }
    return rows
  }
  let rows = tiles.flatMap { $0 }
  return channels.indices.map { channel in rows.map { $0[channel] } }
}

private func sum(_ table: [SIMD8<Double>], from start: Int, at picked: [Int]) -> SIMD8<Double> {
  var total = SIMD8<Double>.zero
  table.withUnsafeBufferPointer { table in
    for user in picked { total += table[start + user] }
  }
  return total
}

/// The p-quantile of sorted numbers, linear between neighbours: position `p·(n − 1)` from 0.
package func quantile(_ sorted: [Double], _ p: Double) -> Double {
  let position = p * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}

/// The percentile interval of draws at level 1 − alpha.
package func percentileInterval(_ draws: [Double], alpha: Double) -> Interval {
  let sorted = draws.sorted()
  return Interval(low: quantile(sorted, alpha / 2), high: quantile(sorted, 1 - alpha / 2))
}

/// Two-sided bootstrap probability that the sign is chance: twice the smaller share beyond zero,
/// the observed sample counted as one draw.
package func signProbability(_ draws: [Double]) -> Double {
  let below = draws.count { $0 <= 0 }
  let above = draws.count { $0 >= 0 }
  return min(1, 2 * Double(min(below, above) + 1) / Double(draws.count + 1))
}
