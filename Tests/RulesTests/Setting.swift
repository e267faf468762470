import Determinism
import Foundation
import Suites
import TestSupport
import Testing

/// One line of the calibration: what is drawn, and how many statements are made of it.
struct Setting: CustomTestStringConvertible, Sendable {
  /// What the statements are.
  enum Kind: String, Sendable {
    /// That one run is above another, where both have the same mean.
    case orders
    /// The same, where every other pair lies eight deviations apart as claimed.
    case mixed = "orders, half true"
    /// That a run has a published value, which lies exactly a margin away.
    case values
    /// That nothing changed between two trainings.
    case diffs
  }

  var kind: Kind
  var runs: Int
  var statements: Int
  var seeds: Int
  /// Training noise over the noise that one seed's users add to its mean.
  var noise = 5.0
  /// Spreads lie evenly within a mean · (1 ± this).
  var unevenness = 0.0
  /// Runs the published number is the mean of.
  var publishedRuns = 1
  /// Whether the statements are the suite's headlines: Holm, else Benjamini and Hochberg.
  var headline = false

  /// The most that may be called wrongly at 5 %; of diffs, one in twenty whatever the spreads.
  var limit: Double {
    kind == .diffs ? 0.05 : unevenness < 0.1 ? 0.055 : unevenness < 0.45 ? 0.06 : 0.08
  }

  var testDescription: String { words.joined(separator: ", ") }

  /// What a table says of it.
  var words: [String] {
    let spreads = unevenness == 0 ? "equal" : "± \(Int((unevenness * 100).rounded())) %"
    let ratio = noise == noise.rounded() ? "\(Int(noise))" : "\(noise)"
    return [
      kind.rawValue, "\(statements)", "\(runs)", seeds == 1 ? "1 (others 3)" : "\(seeds)",
      ratio, spreads, headline ? "Holm" : kind == .diffs ? "Holm" : "Benjamini–Hochberg",
    ]
  }

  /// The runs that statement `s` compares.
  func pair(_ s: Int) -> (Int, Int) {
    if 2 * statements <= runs { return (2 * s, 2 * s + 1) }
    return (s % runs, (s + 1 + s / runs) % runs)
  }

  /// Whether statement `s` is true by construction, and so no false one when it is told.
  func isTrue(_ s: Int) -> Bool { kind == .mixed && s.isMultiple(of: 2) }

  /// What every table of false positives holds.
  static let all: [Setting] = {
    var all: [Setting] = []
    let unevennesses = [0, 0.3, 0.6]
    for seeds in [2, 3, 5, 10] {
      for u in unevennesses {
        all.append(Setting(kind: .orders, runs: 10, statements: 5, seeds: seeds, unevenness: u))
      }
    }
    for noise in [0.2, 1, 50] {
      for u in unevennesses {
        all.append(
          Setting(kind: .orders, runs: 10, statements: 5, seeds: 3, noise: noise, unevenness: u))
      }
    }
    // A small suite, where nobody lends; then one where few do; then one run of one seed each.
    for (runs, seeds) in [(4, 3), (6, 2), (6, 3), (12, 1)] {
      for u in unevennesses {
        all.append(
          Setting(kind: .orders, runs: runs, statements: runs / 2, seeds: seeds, unevenness: u))
      }
    }
    for (statements, headline) in [(5, true), (10, true), (20, false), (60, false)] {
      for u in unevennesses {
        all.append(
          Setting(
            kind: .orders, runs: 12, statements: statements, seeds: 3, unevenness: u,
            headline: headline))
      }
    }
    for (statements, headline) in [(10, true), (20, false)] {
      for u in unevennesses {
        all.append(
          Setting(
            kind: .mixed, runs: 2 * statements, statements: statements, seeds: 3, unevenness: u,
            headline: headline))
      }
    }
    for (seeds, published) in [(2, 1), (3, 1), (5, 1), (10, 1), (3, 5)] {
      for u in unevennesses {
        all.append(
          Setting(
            kind: .values, runs: 6, statements: 6, seeds: seeds, unevenness: u,
            publishedRuns: published))
      }
    }
    all.append(Setting(kind: .values, runs: 20, statements: 20, seeds: 3))
    for (seeds, statements) in [(1, 5), (2, 5), (3, 5), (10, 5), (3, 60)] {
      for u in unevennesses {
        all.append(
          Setting(kind: .diffs, runs: 12, statements: statements, seeds: seeds, unevenness: u))
      }
    }
    return all
  }()
}

/// Suites of one setting, drawn: every run has the same mean, or the one that its setting says.
struct DrawnSuite {
  static let truth = 0.3
  /// Standard deviation of a seed's number relative to the mean, where spreads are equal.
  static let spread = 0.02
  /// How far a value lies from the published one, relative to the truth; with half a unit of the last
  /// printed digit it is the whole margin.
  static let margin = 0.2
  private static let users = 40

  let setting: Setting
  let spreads: [Double]
  private let numbered: NumberedSuite

  init(_ setting: Setting) {
    self.setting = setting
    spreads = (0..<setting.runs).map { run in
      Self.spread
        * (1 + setting.unevenness * (2 * Double(run) / Double(max(1, setting.runs - 1)) - 1))
    }
    // Where single seeds are judged, every other pair of runs has three, and lends.
    let entries = (0..<setting.runs).map { run in
      NumberedSuite.Entry(
        "run-\(run)", seeds: setting.seeds > 1 ? setting.seeds : run % 4 < 2 ? 1 : 3)
    }
    numbered = NumberedSuite(entries, claims: Self.claims(setting))
  }

  /// The suite; where values are published anew in each trial, with the digits of this one.
  func suite(_ key: RandomKey) -> Suite {
    guard setting.kind == .values else { return numbered.suite }
    var suite = numbered.suite
    for index in suite.claims.indices {
      guard case .value(var claim) = suite.claims[index] else { continue }
      let k = Double(setting.publishedRuns)
      let noise = key["published"].normal(index) * spreads[index] * Self.truth / k.squareRoot()
      let published = Self.truth * (1 - Self.margin) + noise
      claim.reference.printed = String(format: "%.6f", published)
      suite.claims[index] = .value(claim)
    }
    return suite
  }

  /// Records of every cell.
  func records(_ key: RandomKey) -> [RunRecord] {
    // Shares of one unit of variance.
    let users = 1 / (1 + setting.noise * setting.noise).squareRoot()
    let training = setting.noise * users
    let count = Self.users
    return numbered.records { run, seed in
      let key = key[run][seed]
      // Each user is a hit in ten: three deviations up, or a third of one down.
      var hits = 0
      for user in 0..<count where key.uniform(user + 1) < 0.1 { hits += 1 }
      let hit = (3 * Double(hits) - Double(count - hits) / 3) / Double(count).squareRoot()
      let noise = training * key.normal(0) + users * hit
      let mean = Self.truth * (1 + (isRaised(run) ? 8 * Self.spread : 0))
      return (mean * (1 + spreads[run] * noise), nil)
    }
  }

  private func isRaised(_ run: Int) -> Bool { setting.kind == .mixed && run.isMultiple(of: 4) }

  private static func claims(_ setting: Setting) -> [Claim] {
    (0..<setting.statements).map { s in
      switch setting.kind {
      case .orders, .mixed: order(setting, s)
      case .values: value(setting, s, published: truth * (1 - margin), absolute: truth * margin)
      // Of a diff, every other statement is a value well within its margin.
      case .diffs:
        s.isMultiple(of: 2)
          ? order(setting, s) : value(setting, s, published: truth, absolute: truth * margin)
      }
    }
  }

  private static func order(_ setting: Setting, _ s: Int) -> Claim {
    let (a, b) = setting.pair(s)
    var claim = LittleSuite.order("s\(s)", ["run-\(a)", "run-\(b)"])
    claim.headline = setting.headline
    return .order(claim)
  }

  private static func value(
    _ setting: Setting, _ s: Int, published: Double, absolute: Double
  ) -> Claim {
    var claim = LittleSuite.value(
      "s\(s)", run: "run-\(s % setting.runs)", printed: String(format: "%.6f", published),
      runs: setting.publishedRuns)
    // Half a unit of the last digit belongs to what a difference is held against.
    claim.margin = Margin {
      ($0.absolute, $0.because) = (absolute - 5e-7, "the edge is drawn")
    }
    claim.reference.selection = setting.publishedRuns > 1 ? .mean : .single
    claim.headline = setting.headline
    return .value(claim)
  }
}
