import ArgumentParser
import Determinism
import Experiments
import Foundation
import OpenBLAS
import Suites

/// `repro doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks this machine: what it is, how fast it is, and whether its numbers repeat.",
    discussion: """
      Each line says ok, warning or trouble, and what to do. Exits with 70 on trouble.

      With --determinism it trains three small models again and again and shows whether the same \
      bytes come out: on 1, 2, 3 and 5 workers, with other tiles, in other processes, under other \
      hashing, without address-space randomisation. It then prints the digest of those bytes, \
      which is the same on all machines of equal numerics.
      """)

  @OptionGroup var cacheOption: CacheOption
  @Flag(help: "Do not try the network.") var offline = false
  @Flag(help: "Prove at length that the same work gives the same bytes, and nothing else.")
  var determinism = false
  @Flag(help: "One JSON document on standard output.") var json = false

  func run() async throws {
    var findings: [Finding]
    if determinism {
      findings = try await DeterminismProof().findings()
    } else {
      findings = [processor(), memory()]
      findings += matrixLibrary()
      findings.append(await workers())
      findings += [disk(), cache(), network(), gnuplot()]
    }
    if json {
      try Console.say(json: findings)
    } else {
      Console.say(
        columns(
          findings.map { finding in
            [
              finding.state.rawValue, finding.subject,
              finding.found + (finding.advice.map { " → \($0)" } ?? ""),
            ]
          }))
    }
    if findings.contains(where: { $0.state == .trouble }) { throw Ending.internal }
  }

  private func processor() -> Finding {
    let processors = Processors()
    let quota = processors.quota.map { ", by a quota of \(tenths($0))" } ?? ""
    return Finding(
      subject: "processor", state: .ok,
      found: "\(Machine.processor), \(ProcessInfo.processInfo.processorCount) processors, "
        + "\(processors.usable) usable\(quota)")
  }

  private func memory() -> Finding {
    let bytes = Double(ProcessInfo.processInfo.physicalMemory)
    let gib = (bytes / 0x1p30 * 10).rounded() / 10
    return bytes < 0x1p31
      ? Finding(
        subject: "memory", state: .warning, found: "\(gib) GiB",
        advice: "MovieLens-1M needs about 1 GiB, larger sets more")
      : Finding(subject: "memory", state: .ok, found: "\(gib) GiB")
  }

  private func matrixLibrary() -> [Finding] {
    switch OpenBLAS.loaded {
    case .failure(let error):
      return [
        Finding(
          subject: "BLAS", state: .trouble, found: error.description,
          advice: "install libopenblas (Debian: apt install libopenblas0)")
      ]
    case .success(let library):
      let chosen = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
      var kernel = Finding(
        subject: "BLAS", state: .ok,
        found: "\(library.configuration), kernels \(library.kernels)")
      if let requested = library.requested, requested != library.kernels {
        kernel.state = .warning
        kernel.advice = "\(requested) kernels were asked for, but this build lacks them"
      } else if library.requested == nil, let chosen, chosen != OpenBLAS.bestKernels {
        kernel.state = .warning
        kernel.advice =
          "OPENBLAS_CORETYPE=\(chosen) is set; without it \(OpenBLAS.bestKernels ?? "the library's choice") would be used"
      }
      let one = SelfTest.productSeconds(workers: 1)
      let all = SelfTest.productSeconds(workers: Workers.available)
      let speed = 2 * 16_384 * 256 * 256 / one / 1e9
      let ratio = one / all
      var threads = Finding(
        subject: "threads", state: .ok,
        found: "\(Workers.available) workers are \(tenths(ratio)) × as fast as one "
          + "(\(tenths(speed)) GFLOP/s on one)")
      if Workers.available > 1, ratio < 1.2 {
        threads.state = .warning
        threads.advice = "other processes may be using the processors; results do not change"
      }
      return [
        kernel, threads,
        Finding(
          subject: "products", state: .ok,
          found:
            "fingerprint \(SelfTest.productFingerprint().prefix(16)), the same wherever numerics are equal"
        ),
      ]
    }
  }

  private func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  private func workers() async -> Finding {
    do {
      return try await DeterminismProof().workers([1, 3])
    } catch {
      return Finding(
        subject: "workers", state: .trouble,
        found: "20 training steps could not be run: \(sentence(of: error))")
    }
  }

  private func disk() -> Finding {
    var folder = URL(fileURLWithPath: cacheOption.folder)
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
    guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.doubleValue else {
      return Finding(subject: "disk", state: .warning, found: "free space unknown")
    }
    let gib = tenths(free / 0x1p30)
    return free < 2e9
      ? Finding(
        subject: "disk", state: .warning, found: "\(gib) GiB free",
        advice: "some data sets need more; --cache moves the cache")
      : Finding(subject: "disk", state: .ok, found: "\(gib) GiB free")
  }

  private func cache() -> Finding {
    let folder = cacheOption.folder
    do {
      try makeFolder(folder)
      let probe = "\(folder)/doctor-\(UUID().uuidString)"
      try Data().write(to: URL(fileURLWithPath: probe))
      try FileManager.default.removeItem(atPath: probe)
      return Finding(subject: "cache", state: .ok, found: "\(folder) can be written")
    } catch {
      return Finding(
        subject: "cache", state: .trouble, found: "\(folder) cannot be written",
        advice: "name another with --cache or REPRO_CACHE")
    }
  }

  private func network() -> Finding {
    if offline {
      return Finding(subject: "network", state: .ok, found: "not checked: --offline")
    }
    let host = "files.grouplens.org"
    let answer = try? Program.run("getent", ["hosts", host], within: .init(seconds: 20))
    return answer?.status == 0
      ? Finding(subject: "network", state: .ok, found: "\(host) resolves")
      : Finding(
        subject: "network", state: .warning, found: "\(host) does not resolve from here",
        advice: "suites on generated data and --data copies still work")
  }

  private func gnuplot() -> Finding {
    guard let output = try? Program.run("gnuplot", ["--version"], within: .init(seconds: 20)),
      output.fault == nil
    else {
      return Finding(
        subject: "gnuplot", state: .warning, found: "not installed",
        advice: "reports have no drawings without it; Debian: apt install gnuplot-nox")
    }
    return Finding(
      subject: "gnuplot", state: .ok,
      found: output.text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
