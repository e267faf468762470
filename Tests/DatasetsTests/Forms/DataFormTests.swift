import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// Data as people have them: which forms are read, and what the others are told.
@Suite struct DataFormTests {
  @Test(
    "a form is known for what it is, and its file read", arguments: DataForm.all + DataForm.others)
  func known(_ form: DataForm) throws {
    guard let reader = form.reader else {
      let error = #expect(throws: DataError.self) { try Sniffer.finding(FileHead(of: form.url)) }
      #expect(error?.reason.contains("; ") == true, "a way is named: \(error?.description ?? "")")
      return
    }
    let finding = try Sniffer.finding(FileHead(of: form.url), rows: 10)
    #expect(DataForm.reader(finding.layout) == reader, "\(finding.words)")
    // What is printed is read back as the same layout.
    let source = try decodeStrictly(DatasetSource.self, from: finding.yaml, file: "f.yaml").value
    #expect(source.layout == finding.layout)
    guard let events = form.events else { return }
    #expect(finding.sample?.rows == events && finding.sample?.events.count == events)
  }

  @Test(
    "what is said of a file is what a suite then reads", arguments: DataForm.all + DataForm.others)
  func prepared(_ form: DataForm) async throws {
    guard form.reader != nil, let events = form.events else { return }
    let finding = try Sniffer.finding(FileHead(of: form.url))
    let source = try decodeStrictly(DatasetSource.self, from: finding.yaml, file: "f.yaml").value
    let folder = try TemporaryFolder()
    let store = DatasetStore(
      cache: folder.file("cache"), overrides: [source.id: form.url], offline: true)
    let made = try await store.prepare(.plain(source.id), source: source).interactions
    #expect(made.events == events && made.users.count >= 3 && made.candidates.count >= 4)
    let sample = try #require(finding.sample)
    #expect(Set(sample.events.map(\.user)).count == made.users.count)
    #expect(sample.events.map(\.time).max() == made.times.max())
  }

  @Test("tables of clicks are read with their ids passed over")
  func clicks() throws {
    for (file, layout, numbers, tokens) in [
      ("avazu_made.csv", ClickTableLayout.avazu, 0, 22),
      ("criteo_made.csv", .criteoWithIds, 13, 26),
    ] {
      var stream = ClickTableStream(layout: layout, strict: true, dataset: "c", file: file)
      let text = try Data(contentsOf: SharedData.fixture("forms/\(file)"))
      var rows = try text.withUnsafeBytes { try stream.add($0) }
      rows += try stream.finish()
      let count = rows.reduce(0) { $0 + $1.count }
      #expect(count == 10)
      #expect(rows.reduce(0) { $0 + $1.numbers.count } == 10 * numbers)
      #expect(rows.reduce(0) { $0 + $1.tokens.count } == 10 * tokens)
      // Labels are the highest bit: ratings above 3 of the made rows.
      let labels = rows.flatMap { $0.flags.map { $0 >> 31 } }
      #expect(labels == [1, 1, 0, 0, 1, 1, 1, 0, 1, 0])
    }
  }

  @Test("a table of clicks without numbers is prepared as others are")
  func preparedClicks() async throws {
    for form in DataForm.all where ["avazu", "criteo-with-ids"].contains(form.reader) {
      let finding = try Sniffer.finding(FileHead(of: form.url))
      let source = try decodeStrictly(DatasetSource.self, from: finding.yaml, file: "f.yaml").value
      let folder = try TemporaryFolder()
      let store = DatasetStore(
        cache: folder.file("cache"), overrides: [source.id: form.url], offline: true)
      let spec = ClickDataSpec(
        id: "made", source: source.id, malformed: .strict,
        split: .stratified(folds: 5, seed: 2018),
        treatment: ClickTreatmentSpec(
          numbers: .raw, missingNumber: .zero, missingToken: .unknown, threshold: 1))
      let table = try await store.prepare(spec, source: source).table
      let parts: [ClickTable.Part] = [.training, .validation, .test]
      #expect(parts.reduce(0) { $0 + table.rows(of: $1).count } == 10)
      #expect(table.sizes.count == (form.reader == "avazu" ? 22 : 26))
    }
  }

  @Test("gzip, zstandard and a zip around one file change nothing")
  func packed() throws {
    let plain = DataForm.all[9]
    let whole = try Sniffer.finding(FileHead(of: plain.url)).sample?.events
    let folder = try TemporaryFolder()
    let rows = try Data(contentsOf: plain.url)
    for (name, data) in [
      ("a.gz", TinyArchives.gzip(rows)),
      ("a.zip", TinyArchives.zip([.init("in/made.inter", rows)])),
    ] {
      let file = folder.file(name)
      try data.write(to: file)
      #expect(try Sniffer.finding(FileHead(of: file)).sample?.events == whole)
      let half = folder.file("half-\(name)")
      try data.prefix(data.count * 2 / 3).write(to: half)
      #expect(throws: (any Error).self) { try Sniffer.finding(FileHead(of: half)) }
    }
    #expect(try Sniffer.finding(FileHead(of: DataForm.all[10].url)).sample?.events == whole)
  }

  @Test("25 of 27 forms are accepted, and the page says of each what becomes of it")
  func page() throws {
    #expect(DataForm.all.count == 27 && DataForm.all.count { $0.reader != nil } == 25)
    let page = try String(
      contentsOf: SharedData.package.appendingPathComponent("docs/data-forms.md"), encoding: .utf8)
    for form in DataForm.all + DataForm.others {
      let row = form.row()
      #expect(page.contains(row + "\n"), "docs/data-forms.md lacks: \(row)")
    }
    for preset in ColumnsPreset.all {
      let digest = preset.digest ?? "not known"
      let row =
        "| `\(preset.name)` | \(preset.meaning) | \(preset.file) | <\(preset.address)> | \(digest) |"
      #expect(page.contains(row + "\n"), "docs/data-forms.md lacks: \(row)")
    }
  }
}
