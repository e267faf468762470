internal import Foundation
internal import Suites

/// Brings a published file into the cache: mirrors in order, broken downloads taken up again, nothing
/// under its final name before size and digests hold.
struct Fetcher {
  let dataset: String
  let file: PublishedFile
  let folder: CacheFolder
  let name: String
  let authorities: URL?
  let patience: Patience
  let progress: @Sendable (FetchProgress) -> Void

  /// Why an address did not give the file.
  struct Refusal: Error {
    let kind: DataError.Kind
    let reason: String
  }

  /// Bytes that no honest answer exceeds.
  var limit: Int { file.size ?? file.unpackedLimit }

  /// Downloads the file, unless another process does so first.
  func fetch() throws(DataError) {
    let lock = try FetchLock(name, in: folder) { tell(.waiting, file.urls[0], 0) }
    defer { withExtendedLifetime(lock) {} }
    if folder.isFile(name) { return }
    let part = try PartialFile(name, in: folder)
    var refusals: [(url: String, refusal: Refusal)] = []
    for url in file.urls {
      do {
        if url.lowercased().hasPrefix("file:") {
          try copy(url, to: part)
        } else {
          try download(url, to: part)
        }
        // What was verified, for the day when no published digest can tell whether it still is so.
        let digests = try FileDigests(of: part.url, dataset: dataset)
        try folder.write([Data((digests.sha256 + "\n").utf8)], as: name + ".sha256")
        try part.finish(as: name)
        return tell(.finished, url, part.count)
      } catch let refusal as Refusal {
        refusals.append((url, refusal))
      } catch let error as DataError {
        throw error
      } catch {
        throw DataError(dataset: dataset, place: Address.shown(url), reason: systemReason(error))
      }
    }
    let kinds = refusals.map(\.refusal.kind)
    throw DataError(
      dataset: dataset,
      reason: "no address gives the file; "
        + refusals.map { "\(Address.shown($0.url)): \($0.refusal.reason)" }.joined(separator: "; "),
      kind: kinds.contains(.temporary)
        ? .temporary : kinds.contains(.badData) ? .badData : .unavailable)
  }

  /// Asks one address until the file is whole and verified.
  private func download(_ url: String, to part: PartialFile) throws {
    var fruitless = 0
    var pauses = 0
    var reached = part.canResume(url, digestIsKnown: digestIsKnown) ? part.count : 0
    var wasResumed = false
    var credit = Credit(patience, now: Self.now)
    while true {
      let (answer, isResumed) = try ask(url, part, &credit)
      wasResumed = isResumed || (wasResumed && part.count > 0 && !answer.startedAnew)
      switch answer.outcome {
      case .whole:
        tell(.verifying, url, part.count)
        let found = try FileDigests(of: part.url, dataset: dataset)
        guard let difference = found.difference(from: file) else { return }
        part.discardContents()
        // Bytes of two versions may have met; once more from the beginning decides.
        if wasResumed {
          credit.rest(until: Self.now)
          wasResumed = false
          reached = 0
          continue
        }
        throw Refusal(kind: .badData, reason: difference + encodingWords(answer.encoding))
      case .pause(let seconds):
        pauses += 1
        guard pauses <= patience.fruitless, seconds <= patience.retryAfter else {
          throw Refusal(
            kind: .temporary, reason: "the server asks to come back after \(seconds) seconds")
        }
        tell(.pausing(seconds: seconds), url, part.count)
        Thread.sleep(forTimeInterval: Double(seconds))
        credit.rest(until: Self.now)
      case .broken(let reason, let isStuck):
        fruitless = part.count - reached >= patience.slowest && !isStuck ? 0 : fruitless + 1
        reached = max(reached, part.count)
        guard fruitless < patience.fruitless else {
          throw Refusal(kind: .unavailable, reason: reason)
        }
        guard credit.earn(0, now: Self.now) else {
          throw Refusal(kind: .unavailable, reason: credit.words)
        }
      case .refused(let kind, let reason): throw Refusal(kind: kind, reason: reason)
      }
    }
  }

  /// Seconds of a clock that is never put back.
  private static var now: Double { ProcessInfo.processInfo.systemUptime }

  private var digestIsKnown: Bool { file.sha256 != nil || file.md5 != nil }

  private func tell(
    _ stage: FetchProgress.Stage, _ url: String, _ received: Int, _ total: Int? = nil
  ) {
    progress(
      FetchProgress(
        dataset: dataset, stage: stage, url: Address.shown(url), received: received,
        total: total ?? file.size))
  }
}

extension Fetcher {
  /// What became of one question, redirects followed.
  private struct Answer {
    enum Outcome {
      case whole
      case pause(seconds: Int)
      case broken(String, isStuck: Bool)
      case refused(DataError.Kind, String)
    }
    var outcome: Outcome
    var encoding: String?
    var startedAnew: Bool
  }

  /// Asks once for what is missing. The second value says whether bytes of earlier answers count.
  private func ask(
    _ url: String, _ part: PartialFile, _ credit: inout Credit
  ) throws -> (Answer, isResumed: Bool) {
    let offset = part.canResume(url, digestIsKnown: digestIsKnown) ? part.count : 0
    var way = Redirects(from: url)
    while true {
      let exchange = Exchange()
      let reception = Reception(
        url: url, offset: offset, part: part, limit: limit, size: file.size,
        digestIsKnown: digestIsKnown)
      var told = Date.distantPast
      var isCrawling = false
      let ending = exchange.ask(
        way.current, from: offset, validator: offset > 0 ? part.validator : nil,
        authorities: authorities?.path, patience: patience
      ) { bytes in
        let before = part.count
        let goesOn = reception.take(bytes, exchange.status, exchange.headers)
        isCrawling = !credit.earn(max(0, part.count - before), now: Self.now)
        if Date.now.timeIntervalSince(told) > 0.1 {
          told = .now
          tell(.receiving, url, part.count, reception.total)
        }
        return goesOn && !isCrawling
      }
      if let error = reception.error { throw error }
      func answer(_ outcome: Answer.Outcome) -> (Answer, Bool) {
        return (
          Answer(
            outcome: outcome, encoding: reception.encoding, startedAnew: reception.startedAnew),
          offset > 0 && !reception.startedAnew
        )
      }
      if isCrawling, reception.refusal == nil {
        return answer(.refused(.unavailable, credit.words))
      }
      if let target = exchange.redirect, (300..<400).contains(exchange.status) {
        if let reason = way.follow(target) { return answer(.refused(.unavailable, reason)) }
        continue
      }
      return answer(try outcome(exchange, ending, reception, part))
    }
  }

  private func outcome(
    _ exchange: Exchange, _ ending: Exchange.Ending, _ reception: Reception, _ part: PartialFile
  ) throws -> Answer.Outcome {
    if let reason = reception.refusal { return .refused(.badData, reason) }
    if case .unreachable(let reason) = ending { return .refused(.unavailable, reason) }
    if reception.isStale {
      part.discardContents()
      return broken("the file changed while it was being read")
    }
    switch exchange.status {
    case 0, 200, 206:
      if case .broken(let reason) = ending { return broken(reason) }
      if ending == .stuck {
        return .broken(
          "less than \(patience.slowest) bytes a second came for \(patience.stuck) seconds",
          isStuck: true)
      }
      if let size = file.size, part.count < size {
        return broken("the answer ends after \(part.count) of \(size) bytes")
      }
      // Nothing was received, so nothing was begun: an empty body.
      if !reception.hasBegun { part.discardContents() }
      return .whole
    case 416:
      // The part may be the whole file, left by a process that did not live to verify it.
      if part.count > 0, digestIsKnown { return .whole }
      part.discardContents()
      return broken("the server has no such part of the file")
    case 429, 503:
      return .pause(
        seconds: RetryAfter.seconds(
          exchange.headers["retry-after"], now: Int(Date.now.timeIntervalSince1970)))
    case 500..<600: return broken("the server answers with status \(exchange.status)")
    default: return .refused(.unavailable, "the server answers with status \(exchange.status)")
    }
  }

  private func broken(_ reason: String) -> Answer.Outcome { .broken(reason, isStuck: false) }
}
