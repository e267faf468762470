import Archives
import Foundation
import Models
import Reports
import Suites
import TestSupport
import Testing
import Verdicts

extension Form {
  private static let json = [
    "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "null", "true", "false", "\n",
    "\u{0}",
    "\"shape\":", "\"dtype\":", "\"data_offsets\":", "__metadata__", "F16", "diverged", "failed",
  ]

  /// Safetensors: half of the inputs with the length that their header has after the damage.
  static let safetensors: Form = {
    let sample = Safetensors(
      tensors: [
        .init(name: "bias", shape: [2], elements: [-0.0, 1]),
        .init(name: "blocks.0.weight", shape: [2, 3], elements: [1, 2, 3, 4, 5, 6.5]),
        .init(name: "none", shape: [0, 4], elements: []),
        .init(name: "scale", shape: [], elements: [3]),
      ], metadata: ["näme": "a\"b\\c\n"]
    ).encoded()
    return Form(
      name: "safetensors", seeds: [sample], tokens: json + numbers + ["4611686018427387904"],
      prefix: "w"
    ) { data in
      var data = data
      if data.count % 2 == 0, data.count > 8, var end = data.lastIndex(of: UInt8(ascii: "}")),
        end >= 8
      {
        // The header's padding is part of it.
        while end + 1 < data.count, data[end + 1] == UInt8(ascii: " ") { end += 1 }
        withUnsafeBytes(of: UInt64(end - 7).littleEndian) {
          data.replaceSubrange(0..<8, with: Data($0))
        }
      }
      do throws(WeightsError) {
        let read = try Safetensors(data, file: "w")
        let again = try? Safetensors(read.encoded(), file: "w")
        // Bits, not values: a NaN is a number that a file may hold.
        #expect(again?.encoded() == read.encoded())
        return .understood
      } catch {
        return .refused(error.description)
      }
    }
  }()

  /// The looks that were taken at a suite: refused, or ones that can have been taken.
  static let looks = Form(
    name: "looks",
    seeds: [
      Data(#"{"schema": 1, "seeds": [3, 5, 8, 12], "suite": "little", "taken": 2}"#.utf8)
    ], tokens: json + numbers + ["\"seeds\":", "12", "[3, 5]"],
    prefix: "looks.json cannot be used: "
  ) { data in
    do throws(RecordError) {
      let looks = try Looks(data, file: "looks.json", of: "little")
      #expect((1...looks.seeds.count).contains(looks.taken))
      #expect(Looks.planned(atMost: looks.seeds.last) == looks.seeds)
      return .understood
    } catch {
      return .refused(error.description)
    }
  }

  private static let suite = LittleSuite.suite()
  private static let records = LittleSuite.records(users: 8)

  /// Records: refused, or read, written again, judged and reported.
  static let record = Form(
    name: "record",
    seeds: [records[1], records[0]].compactMap {
      (try? CanonicalJSON.pretty($0)).map { Data($0.utf8) }
    }, tokens: json + numbers, prefix: "r.json cannot be used: ", tries: 500
  ) { data in
    let record: RunRecord
    do throws(RecordError) {
      record = try RecordFolder.record(in: data, file: "r.json")
    } catch {
      return .refused(error.description)
    }
    if let fault = RecordChecks(source: { _ in nil }).fault(in: record) { #expect(!fault.isEmpty) }
    let text = try CanonicalJSON.pretty(record)
    let again = try RecordFolder.record(in: Data(text.utf8), file: "r.json")
    #expect(try CanonicalJSON.pretty(again) == text)
    guard let place = records.firstIndex(where: { $0.run.cell == record.run.cell }) else {
      return .understood
    }
    var all = records
    all[place] = record
    let report = Report(suite, all, judge(suite, by: all))
    #expect(!report.markdown.isEmpty)
    return .understood
  }

  /// Archives: a refusal that names the archive, or members; nothing beside it in its folder.
  static let archive: Form = {
    let row = Data("1::2::3::4\n".utf8)
    let tar = TinyArchives.tar([.init("a", row), .init("ratings.dat", row + row)])
    let zip = TinyArchives.zip([.init("a", row), .init("ratings.dat", row + row)])
    return Form(
      name: "archive", seeds: [zip, tar.prefix(2560), TinyArchives.gzip(tar.prefix(2560))],
      tokens: ["../", "/", "PK\u{1}\u{2}", "PK\u{3}\u{4}", "ustar", "\u{0}", "C:", "\\"] + numbers,
      prefix: "Archive '", tries: 500
    ) { data in
      let folder = try TemporaryFolder()
      let archive = Archive(
        at: try folder.write(data, to: "a"), limits: ArchiveLimits(unpacked: 1 << 20))
      defer { #expect(folder.contents() == ["a"]) }
      do {
        var bytes = 0
        try archive.read(["ratings.dat"]) { bytes += $1.count }
        #expect(bytes <= 1 << 20)
        return .understood
      } catch let error as ArchiveError {
        return .refused(error.description)
      }
    }
  }()
}
