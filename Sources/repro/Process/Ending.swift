import Archives
import ArgumentParser
import Cluster
import Datasets
import Experiments
import Fits
import Foundation
import Language
import Models
import OpenBLAS
import Suites

/// How the tool leaves: the exit codes, each with its word. The word stands in `--json` output too.
enum Ending: Int32, Error, CaseIterable {
  /// Every selected claim met its policy, and at least one was measured.
  case success = 0
  /// A claim is NOT-REPLICATED.
  case notReplicated = 10
  /// A claim is INCONCLUSIVE, and the policy fails on it.
  case inconclusive = 11
  /// A number became worse than before.
  case regression = 12
  /// Nothing was measured.
  case nothingMeasured = 14
  /// The numbers cannot be compared: a rule or the suite changed.
  case notComparable = 15
  /// A claim or baseline disappeared.
  case disappeared = 16
  /// A repeat gave other bytes.
  case brokenRepeat = 20
  /// The command line makes no sense.
  case usage = 64
  /// Bad data or a wrong digest.
  case badData = 65
  /// A source is unavailable.
  case unavailable = 69
  /// A bug of ours.
  case `internal` = 70
  /// A file cannot be written.
  case cannotWrite = 73
  /// Temporary, or too little memory; worth another try.
  case temporary = 75
  /// A licence was not accepted, or a suite's command not allowed.
  case licence = 77
  /// A bad suite file.
  case badSuite = 78
  /// Hung up, after writing a checkpoint.
  case hungUp = 129
  /// Interrupted from the keyboard, after writing a checkpoint.
  case interrupted = 130
  /// Announced to end by SIGUSR1, after writing a checkpoint.
  case announced = 138
  /// Whoever read the results went away.
  case unread = 141
  /// Terminated, after writing a checkpoint.
  case terminated = 143
  /// Out of processor time, after writing a checkpoint.
  case outOfTime = 152

  /// The word for machines.
  var word: String {
    switch self {
    case .success: "success"
    case .notReplicated: "not-replicated"
    case .inconclusive: "inconclusive"
    case .regression: "regression"
    case .nothingMeasured: "nothing-measured"
    case .notComparable: "not-comparable"
    case .disappeared: "disappeared"
    case .brokenRepeat: "broken-repeat"
    case .usage: "usage"
    case .badData: "bad-data"
    case .unavailable: "unavailable"
    case .internal: "internal"
    case .cannotWrite: "cannot-write"
    case .temporary: "temporary"
    case .licence: "licence"
    case .badSuite: "bad-suite"
    case .hungUp: "hung-up"
    case .interrupted: "interrupted"
    case .announced: "announced"
    case .unread: "unread"
    case .terminated: "terminated"
    case .outOfTime: "out-of-time"
    }
  }

  /// Leaves the process with this code: with what is still to be written, but without `exit`, which
  /// would take libraries down while other threads are inside them.
  func leave() -> Never {
    fflush(nil)
    _exit(rawValue)
  }

  /// The code for an error that reached the top.
  init(of error: any Error) {
    switch error {
    case let ending as Ending: self = ending
    case is SuiteError, is ModelError: self = .badSuite
    case let error as DataError: self = Ending(rawValue: error.exitCode) ?? .badData
    case let error as ResultsError:
      self =
        switch error.kind {
        case .badData: .badData
        case .missing: .unavailable
        case .notAllowed: .licence
        }
    case is ArchiveError, is WeightsError, is ExperimentError, is FitError, is ItemTextsError:
      self = .badData
    case is StorageError: self = .cannotWrite
    case is OpenBLASError, is MPIError: self = .unavailable
    case is RecordError: self = .badData
    case let failure as Failure: self = failure.ending
    default:
      // ArgumentParser's own: help and version leave with 0, everything else is usage.
      let code = Repro.exitCode(for: error).rawValue
      let own = error is ValidationError || error is CleanExit || error is ExitCode
      let parsing = "\(type(of: error))" == "CommandError"
      self = own || parsing ? (code == 0 ? .success : .usage) : .internal
    }
  }
}

/// A failure of the tool itself: one sentence, and how to leave.
struct Failure: Error, Hashable, CustomStringConvertible {
  /// How to leave.
  var ending: Ending
  /// What happened, to what, and why.
  var description: String

  init(_ ending: Ending, _ description: String) {
    self.ending = ending
    self.description = description
  }
}
