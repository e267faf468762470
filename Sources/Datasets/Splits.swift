internal import Determinism
public import Suites

/// Where one user's events are cut, as positions in all events.
public struct UserCut: Hashable, Sendable {
  /// What training may see.
  public var training: Range<Int>
  /// The events that validation asks for, after those before them; nil where the user has none.
  public var validation: Range<Int>?
  /// The events that the test asks for, after those before them; nil where the user has none.
  public var test: Range<Int>?

  /// A cut.
  public init(training: Range<Int>, validation: Range<Int>? = nil, test: Range<Int>? = nil) {
    self.training = training
    self.validation = validation
    self.test = test
  }
}

extension Interactions {
  /// Where each user's events are cut: `[users]`.
  ///
  /// - Parameter held: events of a user that validation and test ask for at once; at least 1.
  public func cuts(_ split: SplitSpec, held: Int = 1) -> [UserCut] {
    precondition(held > 0, "\(held) events cannot be asked for.")
    return split.entry.able((any SplitRule).self).cuts(of: self, held: held)
  }
}

/// An entry that says where it cuts.
private protocol SplitRule: SplitEntry {
  /// Where each user's events are cut: `[users]`.
  func cuts(of data: Interactions, held: Int) -> [UserCut]
}

extension LeaveLastOutSpec: SplitRule {
  fileprivate func cuts(of data: Interactions, held: Int) -> [UserCut] {
    data.users.indices.map { user in
      let events = data.events(of: user)
      guard events.count >= held else {
        return UserCut(training: events.lowerBound..<events.lowerBound)
      }
      let test = events.upperBound - held
      return UserCut(training: events.lowerBound..<test, test: test..<events.upperBound)
    }
  }
}

extension LeaveTwoOutSpec: SplitRule {
  fileprivate func cuts(of data: Interactions, held: Int) -> [UserCut] {
    data.users.indices.map { user in
      let events = data.events(of: user)
      guard events.count > 2 * held else { return UserCut(training: events) }
      let test = events.upperBound - held
      let validation = test - held
      return UserCut(
        training: events.lowerBound..<validation, validation: validation..<test,
        test: test..<events.upperBound)
    }
  }
}

extension HeldUsersSpec: SplitRule {
  fileprivate func cuts(of data: Interactions, held: Int) -> [UserCut] {
    // Two events and the history before them.
    let able = data.users.indices.filter { data.events(of: $0).count > 2 * held }
    let order = RandomKey(seed: UInt64(key))["held-users"].permutation(able.count)
    let drawn = Set(order.prefix(min(users, data.users.count * percent / 100)).map { able[$0] })
    return LeaveLastOutSpec().cuts(of: data, held: held).enumerated().map { user, cut in
      guard drawn.contains(user), let test = cut.test else { return cut }
      let first = cut.training.lowerBound
      return UserCut(
        training: first..<first, validation: test.lowerBound - held..<test.lowerBound, test: test)
    }
  }
}

extension LatestUsersSpec: SplitRule {
  fileprivate func cuts(of data: Interactions, held: Int) -> [UserCut] {
    let last = data.users.indices.map { data.times[data.events(of: $0).upperBound - 1] }
    let order = data.users.indices.sorted { (last[$0], $0) < (last[$1], $1) }
    let test = Set(order.suffix(users))
    let able = data.users.indices.filter {
      !test.contains($0) && data.events(of: $0).count > held
    }
    let draws = RandomKey(seed: UInt64(key))["held-users"].permutation(able.count)
    let drawn = Set(draws.prefix(validation).map { able[$0] })
    return data.users.indices.map { user in
      let events = data.events(of: user)
      let first = events.lowerBound
      guard test.contains(user) || drawn.contains(user) else { return UserCut(training: events) }
      guard events.count > held else { return UserCut(training: first..<first) }
      let asked = events.upperBound - held..<events.upperBound
      return test.contains(user)
        ? UserCut(training: first..<first, test: asked)
        : UserCut(training: first..<first, validation: asked)
    }
  }
}

extension UserSharesSpec: SplitRule {
  fileprivate func cuts(of data: Interactions, held: Int) -> [UserCut] {
    data.users.indices.map { user in
      let events = data.events(of: user)
      let (first, second) = shares.cuts(events.count)
      return UserCut(
        events, validation: events.lowerBound + first, test: events.lowerBound + second, held: held)
    }
  }
}

extension TimeSharesSpec: SplitRule {
  fileprivate func cuts(of data: Interactions, held: Int) -> [UserCut] {
    let times = data.times.sorted()
    let (first, second) = shares.cuts(times.count)
    // The test's share is positive, so that its first event is there.
    return data.cuts(validation: times[first], test: times[second], held: held)
  }
}

extension TimeCutSpec: SplitRule {
  fileprivate func cuts(of data: Interactions, held: Int) -> [UserCut] {
    data.cuts(validation: Int64(validation ?? test), test: Int64(test), held: held)
  }
}

extension GivenFilesSpec: SplitRule {
  fileprivate func cuts(of data: Interactions, held: Int) -> [UserCut] {
    guard let parts = data.parts else {
      preconditionFailure("The data were prepared for another split.")
    }
    return data.users.indices.map { user in
      let events = data.events(of: user)
      func first(from part: UInt8) -> Int { parts[events].firstPlace { $0 >= part } }
      return UserCut(events, validation: first(from: 1), test: first(from: 2), held: held)
    }
  }
}

extension Interactions {
  fileprivate func cuts(validation: Int64, test: Int64, held: Int) -> [UserCut] {
    users.indices.map { user in
      let events = events(of: user)
      func first(from time: Int64) -> Int { times[events].firstPlace { $0 >= time } }
      return UserCut(
        events, validation: first(from: validation), test: first(from: test), held: held)
    }
  }
}

extension EventShares {
  /// Where validation and test begin among this many events; the test has at least one of them.
  fileprivate func cuts(_ count: Int) -> (validation: Int, test: Int) {
    (count * training / 100, count * (training + validation) / 100)
  }
}

extension UserCut {
  /// The first held events after each of two places are asked for, where there are so many.
  fileprivate init(_ events: Range<Int>, validation: Int, test: Int, held: Int) {
    self.init(
      training: events.lowerBound..<validation,
      validation: test - validation >= held ? validation..<validation + held : nil,
      test: events.upperBound - test >= held ? test..<test + held : nil)
  }
}
