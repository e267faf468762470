import Archives
import Datasets
import Foundation
import Suites
import TestSupport
import Testing

@Suite("Criteo's own rows")
struct CriteoSampleTests {
  static let sample = "criteo/kaggle-sample-137139.txt.gz"

  @Test(
    "a sample of the Kaggle file has the counts that another program finds",
    .enabled(if: SharedData.has(sample), "the shared Criteo sample is not here"))
  func statistics() throws {
    let archive = Archive(
      at: SharedData.file(Self.sample), packing: .single,
      limits: ArchiveLimits(unpacked: 100_000_000))
    var stream = ClickTableStream(
      layout: .criteoKaggle, strict: true, dataset: "criteo", file: "train.txt")
    var rows = 0
    var clicks = 0
    var missing = [Int](repeating: 0, count: 13)
    var largest = [Double](repeating: 0, count: 13)
    var absent = [Int](repeating: 0, count: 26)
    var distinct = [Set<UInt32>](repeating: [], count: 26)
    func count(_ tiles: [ClickRows]) {
      for tile in tiles {
        rows += tile.count
        for row in 0..<tile.count {
          clicks += Int(tile.flags[row] >> 31)
          for column in 0..<13 {
            let x = tile.numbers[row * 13 + column]
            if x.isNaN { missing[column] += 1 } else { largest[column] = max(largest[column], x) }
          }
          for column in 0..<26 {
            if tile.flags[row] >> UInt32(column) & 1 == 0 {
              absent[column] += 1
            } else {
              distinct[column].insert(tile.tokens[row * 26 + column])
            }
          }
        }
      }
    }
    try archive.read(["train.txt"]) { count(try stream.add($1)) }
    count(try stream.finish())
    // zcat … | awk -F'\t' '{n++; s+=$1} END {print n, s}'
    #expect(rows == 137_139)
    #expect(clicks == 35_213)
    // Shares of missing values in per cent, as pandas counts them.
    func percent(_ count: Int) -> Double { (Double(count) / 1371.39 * 100).rounded() / 100 }
    let shares = missing[..<4].map { percent($0) }
    #expect(shares == [45.09, 0, 21.34, 21.45])
    #expect(percent(missing[11]) == 76.52)
    #expect(largest[4] == 2_071_071)
    #expect(percent(absent[21]) == 76.13)
    // Distinct tokens, missing ones not counted, as Python's set finds them: C1, C3 and C26.
    let kinds = [0, 2, 25].map { distinct[$0].count }
    #expect(kinds == [616, 61_763, 11_138])
  }
}
