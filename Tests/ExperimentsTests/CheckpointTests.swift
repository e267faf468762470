import Experiments
import Foundation
import Metrics
import Models
import Suites
import Testing

@Suite struct CheckpointTests {
  static func checkpoint(_ step: Int) -> Checkpoint {
    var progress = Checkpoint.Progress()
    progress.step = step
    progress.lossSum = 0.1 * Double(step)
    progress.curve = [CurvePoint(epoch: 1, loss: 2.5, metrics: ["mrr": 1.0 / 3])]
    return Checkpoint(
      progress: progress,
      tensors: Safetensors(
        tensors: [.init(name: "a", shape: [2], elements: [Float(step), 0.1])],
        metadata: ["step": "\(step)"]))
  }

  static func files(_ folder: CheckpointFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("the latest two checkpoints are kept, and the latest is read back as it was")
  func keeping() throws {
    let scratch = try Scratch()
    let folder = CheckpointFolder(root: scratch.path, id: "r")
    #expect(folder.latest { Issue.record("\($0)") } == nil)
    for step in [1, 20, 300] { try folder.write(Self.checkpoint(step)) }
    #expect(folder.latest { Issue.record("\($0)") } == Self.checkpoint(300))
    #expect(
      try Self.files(folder) == [
        "step-000000000020.json", "step-000000000020.safetensors", "step-000000000300.json",
        "step-000000000300.safetensors",
      ])
    folder.clear()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test("with any bit changed in either file, the checkpoint before is used and the user told")
  func flippedBits() throws {
    let scratch = try Scratch()
    let folder = CheckpointFolder(root: scratch.path, id: "r")
    for step in [1, 2] { try folder.write(Self.checkpoint(step)) }
    for file in ["step-000000000002.json", "step-000000000002.safetensors"] {
      let path = "\(folder.path)/\(file)"
      let whole = try #require(FileManager.default.contents(atPath: path))
      for index in whole.indices {
        var damaged = whole
        damaged[index] ^= 1 << (index % 8)
        try damaged.write(to: URL(fileURLWithPath: path))
        var notes: [String] = []
        let found = folder.latest { notes.append($0) }
        // A changed space between two JSON values changes nothing that is read.
        #expect(found == Self.checkpoint(1) ? notes.count == 1 : found == Self.checkpoint(2))
      }
      try whole.write(to: URL(fileURLWithPath: path))
    }
  }

  @Test("cut short anywhere, the checkpoint before is used")
  func truncation() throws {
    let scratch = try Scratch()
    let folder = CheckpointFolder(root: scratch.path, id: "r")
    for step in [1, 2] { try folder.write(Self.checkpoint(step)) }
    let path = "\(folder.path)/step-000000000002.safetensors"
    let whole = try #require(FileManager.default.contents(atPath: path))
    for count in 0..<whole.count {
      try whole.prefix(count).write(to: URL(fileURLWithPath: path))
      #expect(folder.latest { _ in } == Self.checkpoint(1))
    }
  }

  @Test("where all are damaged there is none, and each is named")
  func nothingWhole() throws {
    let scratch = try Scratch()
    let folder = CheckpointFolder(root: scratch.path, id: "r")
    for step in [1, 2] {
      try folder.write(Self.checkpoint(step))
      try Data("{}".utf8).write(
        to: URL(fileURLWithPath: "\(folder.path)/step-00000000000\(step).json"))
    }
    var notes: [String] = []
    #expect(folder.latest { notes.append($0) } == nil)
    #expect(
      notes
        == [2, 1].map {
          "The checkpoint \(folder.path)/step-00000000000\($0) cannot be used: its "
            + "progress cannot be read."
        })
  }

  @Test("a folder that cannot be written is named, with the system's reason")
  func unwritable() throws {
    let scratch = try Scratch()
    try Data().write(to: URL(fileURLWithPath: scratch.path + "/file"))
    let folder = CheckpointFolder(root: scratch.path + "/file", id: "r")
    let error = try #require(throws: StorageError.self) { try folder.write(Self.checkpoint(1)) }
    #expect(error.description == "\(scratch.path)/file cannot be written: not a directory")
  }

  @Test("one holder has a cell's lock, the next gets it when it is let go")
  func locking() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/locks/cell.lock"
    var first = try CellLock.take(path)
    #expect(first != nil)
    #expect(try CellLock.take(path) == nil)
    first = nil
    #expect(try CellLock.take(path) != nil)
  }

  @Test("a file is replaced whole, readable by others, with nothing left beside it")
  func wholeFile() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a/b/file.txt"
    try writeWhole(Data("one".utf8), to: path)
    try writeWhole(Data("two".utf8), to: path)
    #expect(FileManager.default.contents(atPath: path) == Data("two".utf8))
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o644)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/a/b") == ["file.txt"])
  }
}
