import Foundation
import TestSupport
import Testing

/// A form of input, good examples of it, and what must hold whatever it is damaged to.
struct Form: Sendable, CustomTestStringConvertible {
  /// What became of an input.
  enum Outcome: Hashable {
    /// It was understood.
    case understood
    /// It was refused, with this sentence.
    case refused(String)
  }

  /// Name, and folder of its corpus in `Tests/Fixtures/corpus`.
  var name: String
  /// Good inputs.
  var seeds: [Data]
  /// Pieces that the format is made of, and some that it is not.
  var tokens: [String]
  /// How every refusal begins.
  var prefix: String
  /// Inputs tried where no time is set.
  var tries = 2_000
  /// Reads an input, and notes with `#expect` what must hold of everything that is understood.
  var read: @Sendable (Data) throws -> Outcome

  var testDescription: String { name }

  /// Inputs that once were a fault, and such as look like one: a file each.
  var corpus: [(name: String, data: Data)] {
    let folder = SharedData.fixture("corpus/\(name)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { file in
      (try? Data(contentsOf: folder.appendingPathComponent(file))).map { (file, $0) }
    }
  }

  /// Numbers that readers of numbers trip over.
  static let numbers = [
    "0", "-1", "-0", "00", "1e9", "1e999", "-1e999", "1e-999", ".nan", "nan", "NaN", "inf", ".inf",
    "0x10", "1_000", "1:30", "0.1", "3.5", "2147483648", "4294967296", "9223372036854775807",
    "9223372036854775808", "18446744073709551615", "18446744073709551616",
    "00000000000000000001", "1000000000", "10000001", "\u{663}",
  ]
}
