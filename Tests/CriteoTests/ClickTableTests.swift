import Datasets
import Determinism
import Foundation
import Suites
import Testing

@Suite("Preparing click tables")
struct ClickTableTests {
  /// 70 rows: C1 is a, b, c in turn but for the last rows, which hold a token of their own.
  private func text(_ count: Int = 70) -> String {
    (0..<count).map { row in
      line(
        [
          1: row % 10 == 9 ? "" : String(row), 2: String(row - 2),
          14: row >= 60 ? "ff" : ["a", "b", "b", "c"][row % 4], 15: row % 2 == 0 ? "" : "d",
        ], label: row % 3 == 0 ? 1 : 0) + "\n"
    }.joined()
  }

  private func prepared(_ spec: ClickDataSpec, _ text: String, _ folder: URL) throws -> ClickTable {
    try ClickTable.prepare(
      spec, layout: .criteoKaggle, files: ["train.txt"], into: folder.appendingPathComponent("p"),
      read: { _, body in try inPieces(text, 777, body) })
  }

  @Test("the chronological split keeps the order and the shares")
  func chronological() throws {
    try withFolder { folder in
      let table = try prepared(spec(.raw), text(), folder)
      #expect(table.rows(of: .training) == (0..<50).map { UInt32($0) })
      #expect(table.rows(of: .validation) == (50..<60).map { UInt32($0) })
      #expect(table.rows(of: .test) == (60..<70).map { UInt32($0) })
      #expect(table.labels(of: [0, 1, 2, 3]) == [true, false, false, true])
      #expect(table.days(of: [0, 9, 10, 69], outOf: 7) == [0, 0, 1, 6])
    }
  }

  @Test("ids follow the frequency in the training rows; rare and unseen tokens share one id")
  func vocabulary() throws {
    try withFolder { folder in
      let table = try prepared(spec(.raw, threshold: 13), text(), folder)
      // Training rows 0…49 hold b 25, a 13 and c 12 times: b is 1, a is 2, c is too rare.
      #expect(table.sizes[0] == 4)
      let first = table.ids.withElements { ids in (0..<70).map { ids[$0 * 26] } }
      #expect(Array(first[0..<4]) == [2, 1, 1, 3])
      #expect(first[60] == 3)
      // C2 is missing 25 times and d 25 times: equal counts go by value, missing last.
      let second = table.ids.withElements { ids in (0..<2).map { ids[$0 * 26 + 1] } }
      #expect(second == [4 + 2, 4 + 1])
    }
  }

  @Test("a missing token can be an unknown one")
  func missingUnknown() throws {
    try withFolder { folder in
      let table = try prepared(spec(.raw, missingToken: .unknown), text(), folder)
      #expect(table.sizes[1] == 3)
      let offset = Int32(table.sizes[0])
      let second = table.ids.withElements { ids in (0..<2).map { ids[$0 * 26 + 1] - offset } }
      #expect(second == [2, 1])
    }
  }

  @Test("numbers stay, are scaled, or become categories")
  func treatments() throws {
    try withFolder { folder in
      func column(_ kind: ClickTreatmentSpec.Numbers, _ index: Int) throws -> [Float] {
        let table = try prepared(spec(kind), text(), folder)
        return table.numbers.withElements { all in (0..<70).map { all[$0 * 13 + index] } }
      }
      let raw = try column(.raw, 0)
      #expect(raw[8...10] == [8, 0, 10])
      let second = try column(.raw, 1)
      #expect(second[0] == -2)
      // The training rows of I2 run from −2 to 47.
      let scaled = try column(.minMax, 1)
      #expect(scaled[0] == 0 && scaled[49] == 1)
      #expect(abs(scaled[69] - 69.0 / 49) < 1e-6)
      // The constant column has no width to divide by.
      let constant = try column(.minMax, 5)
      #expect(constant[7] == 0)
      let logarithms = try column(.log1p, 1)
      #expect(abs(logarithms[0] + 1.0986123) < 1e-6)
      #expect(abs(logarithms[69] - 4.2195077) < 1e-6)
      let both = try column(.log1pMinMax, 1)
      // (ln 68 + ln 3) / (ln 48 + ln 3)
      #expect(both[0] == 0 && both[49] == 1 && abs(both[69] - 1.0700845) < 1e-6)
      let buckets = try prepared(spec(.logSquareBucket), text(), folder)
      #expect(buckets.dense == 0 && buckets.fields == 39 && buckets.numbers.count == 0)
      let distinct = Set((-2...47).map { logSquareBucket(Double($0)) })
      #expect(buckets.sizes[1] == distinct.count + 2)
    }
  }

  @Test("zero, missing, rare and unseen numbers can share the unknown row, as in FuxiCTR")
  func unknownNumbers() throws {
    try withFolder { folder in
      func first(_ missing: ClickTreatmentSpec.MissingNumber) throws -> (ids: [Int32], size: Int) {
        let table = try prepared(
          spec(.logSquareBucket, missingNumber: missing, threshold: 2), text(), folder)
        return (table.ids.withElements { ids in (0..<70).map { ids[$0 * 39] } }, table.sizes[0])
      }
      // I1 counts rows, missing at 9, 19, …; training rows are 0…49. Their buckets, missing as 0:
      // 0 six times, 1 thrice (1, 3, 4), 2 twice (2, 5), 3 twice (6, 7), 4 once (8), and so on.
      let (own, shared) = (try first(.zero), try first(.unknown))
      #expect(own.size == shared.size + 1)
      let unknown = Int32(shared.size - 1)
      // A true zero, a missing number, a rare bucket (8), one that training never saw (17: 64).
      for row in [0, 9, 49, 8, 64] { #expect(shared.ids[row] == unknown, "row \(row)") }
      #expect(own.ids[0] == own.ids[9] && own.ids[0] != Int32(own.size - 1))
      // 1, 3 and 4 share a category, 2 and 5 another.
      #expect(Set([1, 3, 4].map { shared.ids[$0] }).count == 1 && shared.ids[1] != unknown)
      #expect(shared.ids[2] == shared.ids[5] && shared.ids[2] != shared.ids[1])
    }
  }

  @Test("a number that scaling makes infinite is refused before any training, wherever it stands")
  func infinite() throws {
    try withFolder { folder in
      // Training rows of I2 are 0 and 1e-300: a test row of 1e18 is 1e318 of their range away.
      let names = ["label"] + (1...13).map { "I\($0)" } + (1...26).map { "C\($0)" }
      let rows = (0..<70).map { row in
        ([row % 3 == 0 ? "1" : "0", "1", row == 65 ? "1e18" : row % 2 == 0 ? "0" : "1e-300"]
          + Array(repeating: "1", count: 37)).joined(separator: ",")
      }
      let text = ([names.joined(separator: ",")] + rows).joined(separator: "\n")
      #expect {
        _ = try ClickTable.prepare(
          spec(.minMax), layout: .criteoX1, files: ["train.csv"],
          into: folder.appendingPathComponent("p"),
          read: { _, body in try inPieces(text, 777, body) })
      } throws: {
        "\($0)"
          == "Data set 'clicks': train.csv, row 66: the number 1e+18 in column I2 is infinite "
          + "once it is scaled by the range of the training rows."
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }

  @Test("buckets are those of FuxiCTR's code")
  func buckets() {
    // [int(floor(log(x) ** 2)) if x > 2 else int(x)] in Python.
    let expected: [(Double, Int64)] = [
      (-2, -2), (-1, -1), (0, 0), (1, 1), (2, 2), (3, 1), (4, 1), (5, 2), (6, 3), (8, 4), (10, 5),
      (16, 7), (20, 8), (50, 15), (100, 21), (1000, 47), (10000, 84), (65535, 122),
    ]
    for (x, bucket) in expected { #expect(logSquareBucket(x) == bucket) }
    #expect(logSquareBucket(-1e300) == -1 << 61)
  }

  @Test("all buckets up to a million agree with NumPy's")
  func allBuckets() {
    // sha256 of bytes(int(np.floor(np.log(v)**2)) if v > 2 else v for v in range(1000001))
    let bytes = (0...1_000_000).map { UInt8(logSquareBucket(Double($0))) }
    #expect(
      Digest(of: bytes).hex == "86e2d4df151648cdf7c2937ce14512f4e220b6d45b990fe498226d92bd4014e3")
  }

  @Test("shuffles are those of numpy.random.RandomState")
  func shuffle() {
    var generator = MersenneTwister(seed: 2018)
    // np.random.RandomState(2018).shuffle(np.arange(12))
    #expect(generator.shuffled(12) == [9, 0, 11, 3, 8, 1, 7, 4, 5, 2, 6, 10])
  }

  @Test("folds are those of scikit-learn 0.19.1")
  func folds() {
    // NumPy's RandomState in the loops of sklearn 0.19.1, model_selection/_split.py; labels
    // (7 i) mod 4 = 0.
    #expect(
      stratifiedFolds(labels: (0..<43).map { $0 * 7 % 4 == 0 }, folds: 10, seed: 2018) == [
        0, 5, 1, 9, 6, 0, 1, 4, 7, 9, 3, 2, 0, 8, 5, 7, 4, 2, 4, 0, 5, 6, 3, 5, 8, 3, 2, 8, 1, 8,
        1, 7, 2, 6, 6, 9, 3, 1, 0, 0, 9, 7, 4,
      ])
    let long = stratifiedFolds(labels: (0..<5000).map { $0 * $0 % 7 == 1 }, folds: 10, seed: 2018)
    #expect(
      Digest(of: long).hex == "47b347a9b753d68404a8ae786d5f3725468dc35e3f10e466132fc90eae16c9b9")
  }

  @Test("the stratified split trains on folds 2, 3, … one after the other")
  func stratified() throws {
    try withFolder { folder in
      let table = try prepared(
        spec(.raw, split: .stratified(folds: 10, seed: 2018)), text(), folder)
      let folds = stratifiedFolds(
        labels: table.labels(of: (0..<70).map { $0 }), folds: 10, seed: 2018)
      let expected = (2..<10).flatMap { fold in
        folds.indices.filter { Int(folds[$0]) == fold }.map { UInt32($0) }
      }
      #expect(table.rows(of: .training) == expected)
    }
  }

  @Test(
    "the prepared bytes do not depend on the number of workers, and a change changes the digest")
  func digest() throws {
    try withFolder { folder in
      let before = Workers.count
      defer { Workers.count = before }
      Workers.count = 1
      let one = try prepared(spec(.logSquareBucket), text(), folder).digest
      Workers.count = 3
      let three = try prepared(spec(.logSquareBucket), text(), folder).digest
      let rarer = try prepared(spec(.logSquareBucket, threshold: 2), text(), folder).digest
      let longer = try prepared(spec(.logSquareBucket), text(71), folder).digest
      #expect(three == one && rarer != one && longer != one)
    }
  }

  @Test("a prepared table is bound to its source, and read through no link or second name")
  func bound() throws {
    try withFolder { folder in
      let made = try ClickTable.prepare(
        spec(.raw), layout: .criteoKaggle, files: ["train.txt"], origin: "these bytes",
        into: folder.appendingPathComponent("p"),
        read: { _, body in try inPieces(text(), 777, body) })
      let place = folder.appendingPathComponent("p")
      func opened(_ origin: String = "these bytes") -> ClickTable? {
        try? ClickTable(folder: place, dataset: "clicks", origin: origin)
      }
      #expect(opened()?.digest == made.digest && opened()?.isWhole() == true)
      #expect(opened("other bytes") == nil && opened("") == nil)
      let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
      #expect(names.count == 5)
      for name in names {
        let file = place.appendingPathComponent(name)
        let aside = folder.appendingPathComponent("aside")
        #expect(link(file.path, aside.path) == 0)
        #expect(opened() == nil, "\(name)")
        try FileManager.default.removeItem(at: file)
        #expect(symlink(aside.path, file.path) == 0)
        #expect(opened() == nil, "\(name)")
        try FileManager.default.removeItem(at: file)
        try FileManager.default.moveItem(at: aside, to: file)
        #expect(opened()?.isWhole() == true, "\(name)")
        guard name != "prepared.json" else { continue }
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        #expect(opened()?.isWhole() == false, "\(name)")
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
      }
      // Numbers of a table that cannot be.
      let manifest = place.appendingPathComponent("prepared.json")
      let written = try String(contentsOf: manifest, encoding: .utf8)
      for rows in ["-1", "0", "9223372036854775807", "4294967296"] {
        try written.replacing("\"rows\" : 70", with: "\"rows\" : \(rows)")
          .write(to: manifest, atomically: true, encoding: .utf8)
        #expect(opened() == nil, "\(rows)")
      }
    }
  }

  @Test("an empty file and one too short to divide are refused")
  func tooShort() throws {
    try withFolder { folder in
      #expect {
        _ = try prepared(spec(.raw), "", folder)
      } throws: {
        "\($0)" == "Data set 'clicks': train.txt: the file holds no row."
      }
      #expect {
        _ = try prepared(spec(.raw), line() + "\n", folder)
      } throws: {
        "\($0)" == "Data set 'clicks': 1 rows are too few: the split leaves a part without rows."
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }
}
