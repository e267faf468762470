import Foundation
import Testing

/// A distillation that is killed and goes on, in each of its phases.
@Suite(.serialized) struct DistillationResumeTests {
  private static let suite = """
    \(PlantedDistillation.head)
          learner:
            {width: 8, blocks: 1, heads: 1, hidden: 8, positions: 12, dropout: 0.1,
             attentionDropout: 0.1}
          pretraining:
            optimizer:
              {kind: adam, rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0}
            rows: 64
            epochs: 4
            patience: 4
            shards: 2
            kept: 4
          learning:
            optimizer:
              {kind: adam, rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0}
            steps: 8
            rows: 2
            shards: 2
            augmented: true
            tables: frozen
    runs:
      - {id: all, task: {material: all-data, learning: none}}
      - {id: chosen, task: {material: {kind: histories, sequences: 4, length: 8, draws: 40}}}
      - id: scored
        task: {material: {kind: histories, sequences: 4, length: 8}, learning: {steps: 1500}}
      - id: distilled
        task:
          material:
            kind: summary
            sequences: 4
            length: 8
            form: {kind: tucker, sequenceRank: 2, positionRank: 2}
            distilling:
              optimizer:
                {kind: adam, rate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0}
              rows: 64
              epochs: 3
              shards: 2
              firstStart: 1
              lastStart: 4
              unrolled: 4
              leastPlain: 0
              longestGradient: 1
              aligned: true

    """

  /// The step of the latest checkpoint of a run, or of the pre-training that runs share.
  private func latestStep(_ tool: Tool, shared: Bool = false) -> Int {
    let root = tool.folder + "/cache/repro/checkpoints"
    let manager = FileManager.default
    let folders = (try? manager.contentsOfDirectory(atPath: root)) ?? []
    let steps = folders.filter { $0.hasPrefix("pre-training-") == shared }.flatMap { folder in
      ((try? manager.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).compactMap { name in
        name.hasSuffix(".json") ? Int(name.dropFirst(5).dropLast(5)) : nil
      }
    }
    return steps.max() ?? 0
  }

  /// Whether runs of the tool share phases: it knows what it was built from.
  private func shares(_ tool: Tool) throws -> Bool {
    let version = try tool.run("--version").output.prefix { $0 != "\n" }
    return !version.hasSuffix("(unknown)") && !version.hasSuffix("+)")
  }

  @Test(
    "killed in pre-training, in choosing and in distilling, it ends in the bytes of one that was not",
    arguments: ["chosen", "distilled"])
  func killing(_ run: String) throws {
    let tool = try Tool(suite: Self.suite)
    let whole = try tool.run("run", "tiny/\(run)", "--reports", "whole", "--cache", "other")
    #expect(whole.complaints.contains("tiny/\(run).1: hr@10"), "\(whole.complaints)")
    let record = tool.folder + "/reports/tiny/records/\(run).1.json"
    var places: [Int] = []
    var pretrained = 0
    for strike in 0..<30 {
      let before = latestStep(tool)
      let process = tool.process(["run", "tiny/\(run)", "--checkpoint-every", "0"])
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      // Struck some steps on.
      let wanted = before + 1 + strike % 7
      while process.isRunning, latestStep(tool) < wanted { usleep(500) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      pretrained = max(pretrained, latestStep(tool, shared: true))
      if FileManager.default.fileExists(atPath: record) { break }
      places.append(latestStep(tool))
    }
    _ = try tool.run("run", "tiny/\(run)")
    #expect(try tool.outcome("\(run).1") == tool.outcome("\(run).1", reports: "whole"))
    guard try shares(tool) else {
      #expect(pretrained == 0 && places.contains { $0 > 0 }, "\(places)")
      return
    }
    // Struck before the pre-training was over, and after it.
    #expect(pretrained > 0, "\(places)")
    #expect(places.contains { $0 > 0 && $0 < pretrained }, "\(places) of \(pretrained)")
    #expect(places.contains { $0 >= pretrained }, "\(places) of \(pretrained)")
  }

  /// Lines of `--events` of one kind.
  private func events(_ tool: Tool, _ file: String, _ kind: String) -> [String] {
    let text = (try? String(contentsOfFile: "\(tool.folder)/\(file)", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init).filter {
      $0.contains("\"event\":\"\(kind)\"")
    }
  }

  @Test("killed while the learner that is scored is trained, it ends in the same bytes")
  func scoring() throws {
    let tool = try Tool(suite: Self.suite)
    _ = try tool.run("run", "tiny/scored", "--reports", "whole", "--cache", "other")
    let process = tool.process([
      "run", "tiny/scored", "--checkpoint-every", "0", "--events", "killed.events",
    ])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // That pre-training is over is told before anything is learned from the histories.
    while process.isRunning, events(tool, "killed.events", "phase").isEmpty { usleep(500) }
    usleep(20_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(events(tool, "killed.events", "phase").map { $0.contains("pre-training") } == [true])
    #expect(throws: (any Error).self) { try tool.outcome("scored.1") }

    let again = try tool.run("run", "tiny/scored", "--events", "again.events")
    #expect(again.complaints.contains("tiny/scored.1: going on at step "), "\(again.complaints)")
    // A phase that is shared is kept at its end; else the latest checkpoint may lie before that.
    if try shares(tool) { #expect(events(tool, "again.events", "step").isEmpty) }
    #expect(events(tool, "again.events", "phase").count == 2)
    let outcome = try tool.outcome("scored.1")
    #expect(outcome.contains("\"finished\""))
    #expect(try outcome == tool.outcome("scored.1", reports: "whole"))
  }

  @Test("one worker, two and three give the same bytes, in shared phases too")
  func workers() throws {
    let outcomes = try (1...3).map { count in
      let tool = try Tool(suite: Self.suite)
      _ = try tool.run("run", "tiny", "--workers", "\(count)")
      return try ["all.1", "chosen.1", "distilled.1"].map { try tool.outcome($0) }
    }
    #expect(outcomes[0].allSatisfy { $0.contains("\"finished\"") })
    #expect(outcomes[0] == outcomes[1] && outcomes[1] == outcomes[2])
  }

  @Test(
    "two processes at runs of one seed compute their pre-training once, where the tool can share it"
  )
  func once() throws {
    let tool = try Tool(suite: Self.suite)
    let processes = ["chosen", "distilled"].map {
      tool.process(["run", "tiny/\($0)", "--no-report", "--events", "\($0).events"])
    }
    for process in processes {
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
    }
    for process in processes { process.waitUntilExit() }
    #expect(processes.map(\.terminationStatus) == [0, 0])
    let texts = try ["chosen", "distilled"].map {
      try String(contentsOfFile: "\(tool.folder)/\($0).events", encoding: .utf8)
    }
    // One of them begins at its first step, the other behind the pre-training.
    let begun = texts.count { $0.contains("\"step\":0,") }
    let expected = try shares(tool) ? 1 : 2
    #expect(begun == expected, "\(texts)")
  }
}
