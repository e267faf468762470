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
      throw SuiteError(
        file: path, at: read.position(of: "id"), rule: "SUITE-DATA-002",
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

extension SuiteFile {
  /// What is wrong with the sources that the suite's data sets name, `suites/datasets` given.
  public func sourceProblems(in folder: String) -> [SuiteError] {
    rowProblems(in: folder) + listProblems(in: folder) + vectorProblems(in: folder)
  }

  /// Runs that rank among lists which their data set has not.
  private func listProblems(in folder: String) -> [SuiteError] {
    suite.runs.enumerated().compactMap { index, run in
      guard let entry = run.task.protocol?.ranking,
        let spec = suite.datasets.first(where: { $0.id == entry.dataset }),
        let source = try? DatasetSource(id: spec.source, in: folder),
        let problem = source.problem(withLists: entry.evaluation.candidates.lists)
      else { return nil }
      let task = run.task.isElsewhere ? "task.protocol" : "task"
      return error(
        "SUITE-DATA-006", "runs.\(index).\(task).evaluation.candidates",
        "the data set '\(spec.source)': \(problem)")
    }
  }

  /// What is wrong with the texts and weights that runs' vectors name.
  private func vectorProblems(in folder: String) -> [SuiteError] {
    suite.runs.enumerated().flatMap { index, run -> [SuiteError] in
      guard let vectors = run.task.ranking?.vectors else { return [] }
      func problem(_ id: String, _ path: String, _ kind: RowKind, _ noun: String) -> SuiteError? {
        let path = "runs.\(index).task.vectors.\(path)"
        guard DatasetSource.ids(in: folder).contains(id) else {
          return error("SUITE-DATA-001", path, "no data set is called '\(id)'")
        }
        do throws(SuiteError) {
          let source = try DatasetSource(id: id, in: folder)
          return source.layout.rows == kind
            ? nil : error("SUITE-DATA-007", path, "'\(id)' holds no \(noun)")
        } catch {
          return error
        }
      }
      let weights = vectors.source.entry.weights.flatMap {
        problem($0, "source.weights", .weights, "weights of a model")
      }
      return [problem(vectors.texts, "texts", .texts, "texts about items"), weights]
        .compactMap { $0 }
    }
  }

  /// What is wrong with the sources of rows.
  private func rowProblems(in folder: String) -> [SuiteError] {
    suite.datasets.enumerated().compactMap { index, spec in
      let known = DatasetSource.ids(in: folder)
      guard known.contains(spec.source) else {
        return error(
          "SUITE-DATA-001", "datasets.\(index).source",
          "no data set is called '\(spec.source)'; there are \(known.joined(separator: ", "))")
      }
      let source: DatasetSource
      do throws(SuiteError) {
        source = try DatasetSource(id: spec.source, in: folder)
      } catch {
        return error
      }
      if [.weights, .texts].contains(source.layout.rows) {
        return error(
          "SUITE-DATA-004", "datasets.\(index).source",
          "'\(spec.source)' holds "
            + (source.layout.rows == .weights ? "a model's weights" : "texts about items")
            + ", not rows to train on")
      }
      if let problem = spec.split.problem(with: source) {
        return error(
          "SUITE-DATA-005", "datasets.\(index).split", "the data set '\(spec.source)': \(problem)")
      }
      switch (source.layout == .generated, spec.generator == nil) {
      case (true, true):
        return error(
          "SUITE-DATA-003", "datasets.\(index)",
          "'\(spec.source)' is generated, but the numbers for it are missing under 'generator'")
      case (false, false):
        return error(
          "SUITE-DATA-003", "datasets.\(index).generator",
          "'\(spec.source)' is not generated, so it cannot have a 'generator'")
      case (true, false), (false, true): return nil
      }
    }
  }
}

extension DatasetSource {
  /// What keeps a protocol from ranking among the lists of some members, as a sentence without its full
  /// stop; nil for nothing.
  package func problem(withLists members: [String]) -> String? {
    let known = file?.members.filter { $0.lists != nil }.map(\.path) ?? []
    return members.first { !known.contains($0) }.map { name in
      "it has no member '\(name)' with 'lists'"
        + (known.isEmpty ? "" : "; those with 'lists' are \(known.joined(separator: ", "))")
    }
  }
}
