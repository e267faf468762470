import Cluster
import Determinism
import Experiments
import Foundation
import Suites

/// Ranks of MPI that compute each cell together (`repro run --ranks`). The first one decides what is
/// computed, locks, reads, writes and prints; the others wait to be told a cell, compute their part of it,
/// and leave when the first one has no more for them.
final class RankTeam {
  /// What the other ranks are at.
  private enum Stage {
    /// The same as this one, each for itself.
    case beginning
    /// They wait to be told a cell.
    case waiting
    /// They compute a cell with this one.
    case computing
    /// They have left, and so has this one.
    case gone
  }

  /// A cell that the others are told.
  private struct Order: Codable {
    var run: Run
    /// The run's id with the first rank's rows.
    var id: String
  }

  /// What must be the same everywhere.
  private struct Likeness: Codable, Hashable {
    var numerics: String
    var tool: String
    /// Digest of the cells that were asked for.
    var plan: String

    /// What is otherwise than on the first rank, as a sentence without its full stop.
    func difference(of rank: Int, from first: Likeness) -> String? {
      if tool != first.tool {
        return "Rank \(rank) runs repro \(tool), but rank 0 runs \(first.tool)"
      }
      if numerics != first.numerics {
        return
          "Rank \(rank) computes with \(numerics), but rank 0 with \(first.numerics), which gives "
          + "different bits; --kernels chooses kernels that all of them have"
      }
      if plan != first.plan {
        return
          "Rank \(rank) was asked for different cells from rank 0, or reads a different suite file"
      }
      return nil
    }
  }

  /// All of them.
  let ranks: MPIRanks
  private var stage = Stage.beginning

  /// Joins the others.
  ///
  /// - Throws: `MPIError` where there is no MPI; `Failure` where there are not so many.
  init(of wanted: Int) throws {
    ranks = try MPIRanks.join()
    let all = ranks.gather([wanted]).joined()
    guard let (rank, other) = all.enumerated().first(where: { $1 != ranks.count }) else { return }
    try refuse(
      "Rank \(rank) was started with --ranks \(other), but MPI counts \(ranks.count); "
        + "`mpirun -n \(other)`, of the MPI that the tool was built with, starts that many")
  }

  /// Whether this is not the first rank.
  var follows: Bool { ranks.own > 0 }

  /// Does a rank's whole work, and leaves the others. A rank other than the first ends its process here.
  ///
  /// - Throws: on the first rank what the work throws. Where the others cannot know of it, all are ended.
  func work(_ body: () async throws -> Void) async throws {
    do {
      try await body()
      dismiss()
    } catch {
      switch stage {
      case .gone: throw error
      case .waiting where !follows:
        dismiss()
        throw error
      case .beginning, .waiting, .computing: end(all: error)
      }
    }
    if follows { Ending.success.leave() }
  }

  /// Makes sure that all ranks give the same bits and are asked for the same.
  ///
  /// - Throws: `Failure` on the first rank; the others then leave.
  func requireAlike(_ cells: [Run]) throws {
    let own = Likeness(
      numerics: Machine.numerics, tool: "\(Revision.release) (\(Revision.own))",
      plan: Digest(of: try CanonicalJSON.compact(cells)).hex)
    let all = try ranks.gather(Array(try CanonicalJSON.compact(own).utf8)).map {
      try CanonicalJSON.read(Likeness.self, from: Data($0))
    }
    for (rank, other) in all.enumerated() {
      if let difference = other.difference(of: rank, from: all[0]) { try refuse(difference) }
    }
    stage = .waiting
  }

  /// Tells the others a cell, which they then compute with this one.
  ///
  /// - Throws: `Failure` where one of them cannot.
  func begin(_ run: Run, id: String) throws {
    _ = ranks.told(Array(try CanonicalJSON.compact(Order(run: run, id: id)).utf8))
    try hear("")
    stage = .computing
  }

  /// The cell is computed.
  func end() { stage = .waiting }

  /// Ends all ranks where the others would wait for what this one has given up.
  func give(up error: any Error) {
    if stage == .computing { end(all: error) }
  }

  /// Has every rank know of a signal that one of them was sent.
  func shareSignal() {
    let number = ranks.gather([Interruption.number]).joined().first { $0 > 0 }
    if let number { Interruption.adopt(number) }
    stage = .waiting
  }

  /// Computes this rank's part of every cell that the first one tells, until there is no more.
  func follow(_ preparation: inout Preparation, _ runner: Runner) async throws {
    Interruption.endure()
    while true {
      let words = ranks.told([UInt8]())
      if words.isEmpty { return }
      let order = try CanonicalJSON.read(Order.self, from: Data(words))
      var fault = ""
      var task: (any PreparedTask)?
      do {
        let prepared = try await preparation.task(of: order.run)
        task = prepared
        if order.run.id(data: prepared.dataDigest) != order.id {
          fault = "its rows of \(order.run.suite)/\(order.run.cell) are not those of rank 0"
        }
      } catch {
        fault = sentence(of: error)
      }
      guard (try? hear(fault)) != nil, let task else { continue }
      stage = .computing
      do {
        _ = try runner.record(of: order.run, task, rules: "") { _ in }
        stage = .waiting
      } catch is Runner.Stopped {
        shareSignal()
      }
    }
  }

  /// Says whether something keeps this rank from computing a cell, and hears it of the others.
  ///
  /// - Throws: `Failure` with what the first of them says.
  private func hear(_ fault: String) throws {
    let faults = ranks.gather(Array(fault.utf8))
    guard let rank = faults.firstIndex(where: { !$0.isEmpty }) else { return }
    throw Failure(.badData, "Rank \(rank): \(String(decoding: faults[rank], as: UTF8.self))")
  }

  /// Lets the others go.
  private func dismiss() {
    if stage == .waiting, !follows { _ = ranks.told([UInt8]()) }
    if stage != .gone { ranks.leave() }
    stage = .gone
  }

  /// Leaves, with all others, for a reason that all of them know. The first rank says it.
  private func refuse(_ reason: String) throws {
    stage = .gone
    ranks.leave()
    if follows { Ending.success.leave() }
    throw Failure(.usage, reason)
  }

  /// Ends every rank for an error that the others do not know of, and would wait for this one.
  private func end(all error: any Error) {
    // The first rank may have come to the same, and then speaks for all.
    if follows { sleep(2) }
    let ending = Interruption.isAsked ? Interruption.ending : Ending(of: error)
    if !(error is Ending) {
      Console.complain("repro: \(follows ? "Rank \(ranks.own): " : "")\(sentence(of: error))")
    }
    ranks.abort(ending.rawValue)
    ending.leave()
  }
}
