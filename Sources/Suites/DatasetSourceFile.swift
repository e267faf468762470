internal import Foundation

extension DatasetSource {
  /// Reads the source called `id` from a folder of sources, `suites/datasets`.
  ///
  /// - Throws: `SuiteError` where there is no such file, it is not a source, or its id is not its
  ///   file's name.
  public init(id: String, in folder: String) throws(SuiteError) {
    let path = folder + "/" + id + ".yaml"
    guard isIdentifier(id), let data = FileManager.default.contents(atPath: path) else {
      let known = Self.ids(in: folder).joined(separator: ", ")
      throw SuiteError(
        file: path, rule: "SUITE-DATA-001",
        problem: "no data set is called '\(id)'"
          + (known.isEmpty ? "" : "; there are \(known)"))
    }
    guard let yaml = String(data: data, encoding: .utf8) else {
      throw SuiteError(file: path, problem: "the file is not UTF-8 text")
    }
    let read = try decodeStrictly(DatasetSource.self, from: yaml, file: path)
    guard read.value.id == id else {
      let place = read.position(of: "id")
      throw SuiteError(
        file: path, line: place?.line, column: place?.column, rule: "SUITE-DATA-002",
        problem: "the id '\(read.value.id)' is not the file's name")
    }
    self = read.value
  }

  /// Ids of all sources in a folder, in order.
  public static func ids(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }
}
