internal import Foundation
internal import Suites

/// A folder of results of one seed: `result.json`, read and held to what was asked for, and the files
/// that it names.
package struct ResultsFolder: Sendable {
  /// The folder.
  package let path: String
  /// The folder as people are told it.
  package let name: String
  /// The cell, for refusals.
  package let cell: String
  /// What `result.json` says.
  package let manifest: ResultsManifest

  /// Bytes that `result.json` may have.
  static let longestManifest = 1 << 20

  /// Whether there is a `result.json`.
  package static func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat("\(path)/result.json", &status) == 0
  }

  /// Reads a folder's `result.json`.
  ///
  /// - Parameters:
  ///   - kind: the form of results that the suite declares.
  ///   - split: checksum of the suite's split.
  /// - Throws: ``ResultsError`` where it is not one of this seed, form and split.
  package init(
    _ path: String, name: String, cell: String, kind: String, seed: UInt64, split: String
  ) throws {
    self.path = path
    self.name = name
    self.cell = cell
    let place = "\(name)/result.json"
    func refuse(_ reason: String) -> ResultsError {
      ResultsError(cell: cell, place: place, reason: reason)
    }
    do throws(BoundedFile.Objection) {
      let file = try BoundedFile(
        "\(path)/result.json", name: place, limit: Self.longestManifest, rows: "it")
      let bytes = file.bytes(at: 0, count: file.size)
      manifest = try ResultsManifest(Data(bytes))
    } catch {
      throw refuse(error.reason)
    }
    if manifest.kind != kind {
      throw refuse("its kind is '\(manifest.kind.prefix(40))', but the suite asks for '\(kind)'")
    }
    if manifest.seed != seed {
      throw refuse("it is for the seed \(manifest.seed), but its folder is for the seed \(seed)")
    }
    if manifest.split != split {
      throw refuse(
        "it was made on the split \(manifest.split.prefix(16)), but the suite's is "
          + "\(split.prefix(16)): `repro export-split` writes that one")
    }
  }

  /// Opens one of its files.
  ///
  /// - Parameters:
  ///   - file: a name without slashes.
  ///   - limit: bytes at most.
  ///   - rows: what the limit follows from.
  package func open(_ file: String, limit: Int, rows: String) throws(ResultsError) -> BoundedFile {
    do throws(BoundedFile.Objection) {
      return try BoundedFile("\(path)/\(file)", name: "\(name)/\(file)", limit: limit, rows: rows)
    } catch {
      throw ResultsError(cell: cell, place: "\(name)/\(file)", reason: error.reason)
    }
  }

  /// A refusal of one of its files.
  package func refusal(_ file: BoundedFile, line: Int? = nil, _ reason: String) -> ResultsError {
    ResultsError(cell: cell, place: file.name + (line.map { ":\($0)" } ?? ""), reason: reason)
  }

  /// SHA-256 over `result.json` and the files it names that are there, each by name and digest.
  package var digest: String {
    let names = ["result.json", manifest.file, manifest.users, manifest.items]
    let lines = names.map { name -> String in
      let file = try? BoundedFile("\(path)/\(name)", name: name, limit: .max, rows: "")
      return "\(file?.digest.hex ?? "none")  \(name)\n"
    }
    return Digest(of: lines.joined()).hex
  }
}
