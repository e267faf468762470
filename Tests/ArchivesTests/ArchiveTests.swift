import Archives
import Foundation
import TestSupport
import Testing

/// An archive in a folder of its own, read with small limits.
private struct Sample {
  let folder: TemporaryFolder
  let archive: Archive

  init(
    _ data: Data, as name: String = "a.zip", packing: Archive.Packing = .members,
    limits: ArchiveLimits = ArchiveLimits(unpacked: 1 << 20)
  ) throws {
    folder = try TemporaryFolder()
    archive = Archive(at: try folder.write(data, to: name), packing: packing, limits: limits)
  }

  func read(_ members: [String] = ["ratings.dat"]) throws -> [String: Data] {
    var found: [String: Data] = [:]
    try archive.read(members) { found[$0, default: Data()].append(contentsOf: $1) }
    return found
  }

  /// Why it is refused; and nothing but the archive itself lies in its folder or above it.
  func refusal(_ members: [String] = ["ratings.dat"]) throws -> ArchiveError {
    let error = #expect(throws: ArchiveError.self) { try read(members) }
    #expect(folder.contents() == [archive.url.lastPathComponent])
    return try #require(error)
  }
}

private let row = Data("1::2::3::4\n".utf8)

@Suite struct ArchiveTests {
  @Test("members of zip, tar and tar.gz are streamed under their names")
  func honest() throws {
    let zip = TinyArchives.zip([.init("ml/"), .init("ml/a", row), .init("ml/b", row + row)])
    let tar = TinyArchives.tar([
      .init("ml/", Data(), type: "5"), .init("ml/a", row), .init("ml/b", row + row),
    ])
    for (name, data) in [("zip", zip), ("tar", tar), ("tar.gz", TinyArchives.gzip(tar))] {
      let sample = try Sample(data)
      #expect(try sample.read(["ml/b", "ml/a"]) == ["ml/a": row, "ml/b": row + row], "\(name)")
      #expect(try sample.archive.files().suffix(2) == ["ml/a", "ml/b"], "\(name)")
    }
  }

  @Test("a single file is read plain or packed, under the name asked for")
  func single() throws {
    for data in [row, TinyArchives.gzip(row)] {
      #expect(try Sample(data, packing: .single).read(["rows"]) == ["rows": row])
    }
  }

  @Test("a member that is missing is named")
  func missing() throws {
    let sample = try Sample(TinyArchives.zip([.init("other")]))
    #expect(
      try sample.refusal().description
        == "Archive '\(sample.archive.url.path)', member 'ratings.dat': there is no such member.")
  }

  @Test(
    "hostile names are refused, wherever they stand",
    arguments: [
      ("../ratings.dat", "its path leads out through '..'"),
      ("ml/../../x", "its path leads out through '..'"),
      ("/etc/passwd", "its path is absolute"),
      ("ml\\..\\x", "its path has a backslash"),
      ("C:/x", "its path begins with a drive letter"),
      ("a\u{7}b", "its path has a control character"),
      ("inner.zip", "it is itself an archive; nested archives are not opened"),
      ("inner.tar.GZ", "it is itself an archive; nested archives are not opened"),
      ("ratings.dat", "its name occurs twice, or differs from another only in case"),
      ("RATINGS.dat", "its name occurs twice, or differs from another only in case"),
      ("./ratings.dat", "its name occurs twice, or differs from another only in case"),
      ("./x/../ratings.dat", "its path leads out through '..'"),
    ])
  func names(_ name: String, _ reason: String) throws {
    for entries in [["ratings.dat", name], [name, "ratings.dat"]] {
      let zip = try Sample(TinyArchives.zip(entries.map { .init($0) })).refusal()
      // libarchive itself turns the backslashes of zips into slashes, hence the two reasons.
      #expect(zip.reason == reason || name.contains("\\"), "\(zip)")
      #expect(zip.entry?.isEmpty == false)
      let tar = TinyArchives.tar(entries.map { .init($0) })
      #expect(try Sample(tar).refusal().reason == reason)
      #expect(try Sample(TinyArchives.gzip(tar)).refusal().reason == reason)
    }
  }

  @Test("names that differ in the composition of an accent only are refused")
  func accents() throws {
    let zip = TinyArchives.zip([.init("ratings.dat"), .init("é"), .init("e\u{301}")])
    let reason = try Sample(zip).refusal().reason
    #expect(reason == "its name occurs twice, or differs from another only in case")
  }

  @Test(
    "links and devices are refused",
    arguments: [
      ("1", "it is a hard link"), ("2", "it is a symbolic link or a device, not a file"),
      ("3", "it is a symbolic link or a device, not a file"),
      ("4", "it is a symbolic link or a device, not a file"),
      ("6", "it is a symbolic link or a device, not a file"),
    ] as [(Character, String)])
  func links(_ type: Character, _ reason: String) throws {
    let tar = TinyArchives.tar([
      .init("ratings.dat"), .init("way", Data(), type: type, link: "../../etc/passwd"),
    ])
    let error = try Sample(tar, as: "a.tar").refusal()
    #expect(error.reason == reason)
    #expect(error.entry == "way")
  }

  @Test("a symbolic link in a zip is refused")
  func zipLink() throws {
    let link = TinyArchives.ZipEntry("way", Data("/etc/passwd".utf8)).with { $0.mode = 0o120777 }
    let error = try Sample(TinyArchives.zip([.init("ratings.dat"), link])).refusal()
    #expect(error.reason == "it is a symbolic link or a device, not a file")
  }

  @Test("an encrypted member is refused")
  func encrypted() throws {
    let entry = TinyArchives.ZipEntry("ratings.dat").with { $0.flags |= 1 }
    #expect(try Sample(TinyArchives.zip([entry])).refusal().reason == "it is encrypted")
  }

  @Test("a wrong checksum is noticed in zip and gzip")
  func checksums() throws {
    let entry = TinyArchives.ZipEntry("ratings.dat").with { $0.checksum = 1 }
    let zip = try Sample(TinyArchives.zip([entry])).refusal()
    #expect(zip.reason.hasPrefix("its data are damaged"))
    #expect(zip.entry == "ratings.dat")
    // The checksum, and the length after it (RFC 1952, section 2.3.1).
    for place in 1...8 {
      var gzip = TinyArchives.gzip(row)
      gzip[gzip.count - place] ^= 1
      let single = try Sample(gzip, as: "a.gz", packing: .single).refusal(["rows"])
      #expect(
        single.reason.contains("damaged") && single.reason.contains("(incorrect "), "\(single)")
      // A tar ends before the checksum of what it is packed in.
      var tar = TinyArchives.gzip(TinyArchives.tar([.init("ratings.dat", row)]))
      tar[tar.count - place] ^= 1
      let packed = try Sample(tar, as: "a.tar.gz").refusal()
      #expect(packed.reason.contains("damaged"), "\(packed)")
    }
  }

  @Test("a gzip file with one flipped bit, or cut short anywhere, is never taken for what it was")
  func damagedGzip() throws {
    let rows = Data((0..<200).flatMap { "1::\($0)::5::97830\($0)\n".utf8 })
    let gzip = TinyArchives.gzip(rows)
    // Bytes 3 to 9 of the head are flags, time and system: no part of what is inside.
    for place in stride(from: 10, to: gzip.count, by: 7) {
      var flipped = gzip
      flipped[place] ^= 1 << (place % 8)
      #expect(throws: ArchiveError.self) { try Sample(flipped, packing: .single).read(["rows"]) }
    }
    for count in stride(from: 3, to: gzip.count, by: 61) {
      #expect(throws: ArchiveError.self) {
        try Sample(gzip.prefix(count), packing: .single).read(["rows"])
      }
    }
    // Several members one after the other are one file (RFC 1952, section 2.2).
    let twice = try Sample(TinyArchives.gzip(row) + gzip, packing: .single).read(["rows"])
    #expect(twice == ["rows": row + rows])
  }

  @Test("what is packed twice is not unpacked twice, and nothing may follow an archive for long")
  func packedTwice() throws {
    let twice = try Sample(TinyArchives.gzip(TinyArchives.gzip(row)), packing: .single)
    #expect(
      try twice.refusal(["rows"]).reason
        == "it is itself a gzip file; nested archives are not opened")
    let long = TinyArchives.tar([.init("ratings.dat", row)]) + Data(count: 2 << 20)
    #expect(
      try Sample(TinyArchives.gzip(long)).refusal().reason
        == "it continues long after its last member")
  }

  @Test("sizes that add up to more than is declared are refused before they are unpacked")
  func declaredBomb() throws {
    let entries = (0..<20).map {
      TinyArchives.ZipEntry("part\($0)").with { $0.claimedSize = 100_000 }
    }
    let error = try Sample(TinyArchives.zip([.init("ratings.dat")] + entries)).refusal()
    #expect(error.entry == "part10")
    #expect(
      error.reason == "with it the members' sizes add up to more than the 1048576 bytes that are "
        + "declared")
  }

  @Test("what unpacks to more than is declared is refused on the way, in zip and gzip")
  func lyingBomb() throws {
    let (packed, count) = TinyArchives.deflatedZeros(runs: 8_200)
    #expect(count > 2 << 20)
    let entry = TinyArchives.ZipEntry("ratings.dat", Data()).with {
      $0.method = 8
      $0.packed = packed
      $0.claimedSize = 10
    }
    let zip = try Sample(TinyArchives.zip([entry])).refusal()
    #expect(zip.entry == "ratings.dat")
    let gzip = TinyArchives.gzip(packed: packed, checksum: 0, size: count)
    let single = try Sample(gzip, packing: .single).refusal(["rows"])
    #expect(single.reason == "it unpacks to more than the 1048576 bytes that are declared")
    let ratio = try Sample(
      gzip, packing: .single,
      limits: ArchiveLimits(unpacked: 1 << 30, ratio: 100, ratioFrom: 1 << 20)
    ).refusal(["rows"])
    #expect(ratio.reason == "it unpacks to more than 100 times its size")
  }

  @Test("an archive inside a member is not opened, whatever the member is called")
  func nested() throws {
    let inner = TinyArchives.zip([.init("ratings.dat")])
    for (data, kind) in [
      (inner, "a zip archive"), (TinyArchives.gzip(row), "a gzip file"),
      (TinyArchives.tar([.init("x")]), "a tar archive"),
    ] {
      let error = try Sample(TinyArchives.zip([.init("ratings.dat", data)])).refusal()
      #expect(error.reason == "it is itself \(kind); nested archives are not opened")
    }
  }

  @Test(
    "an archive inside is handed on as bytes where it is asked for by its path, and read from there"
  )
  func nestedByName() throws {
    let inner = TinyArchives.zip([.init("rows", row), .init("more", row + row)])
    let folder = try TemporaryFolder()
    let url = try folder.write(
      TinyArchives.zip([.init("a/inner.zip", inner), .init("other.zip", inner)]), to: "outer.zip")
    let limits = ArchiveLimits(unpacked: 1 << 20)
    func bytes(_ member: String, of archive: Archive) throws -> Data {
      var bytes = Data()
      try archive.read([member]) { bytes.append(contentsOf: $1) }
      return bytes
    }
    let both = Archive(at: url, limits: limits, nested: ["a/inner.zip", "other.zip"])
    let found = try bytes("a/inner.zip", of: both)
    #expect(found == inner)
    let archive = Archive(found, called: "a/inner.zip", limits: limits)
    #expect(try archive.files() == ["rows", "more"])
    #expect(try bytes("more", of: archive) == row + row)
    // One that was not named is refused as ever, and so is what is no archive.
    let one = #expect(throws: ArchiveError.self) {
      try bytes("a/inner.zip", of: Archive(at: url, limits: limits, nested: ["a/inner.zip"]))
    }
    #expect(one?.entry == "other.zip")
    for damaged in [Data(), row, inner.prefix(inner.count / 2)] {
      #expect(throws: ArchiveError.self) {
        try bytes("rows", of: Archive(damaged, called: "inner.zip", limits: limits))
      }
    }
  }

  @Test("100,000 members are refused", .timeLimit(.minutes(1)))
  func many() throws {
    let zip = TinyArchives.zip(
      [.init("ratings.dat")] + (0..<100_000).map { .init("m\($0)", Data()) })
    #expect(try Sample(zip).refusal().reason == "there are more than 10000 members")
  }

  @Test("an archive cut short anywhere is refused or gives all that was asked for")
  func truncated() throws {
    let zip = TinyArchives.zip([.init("a", row), .init("ratings.dat", row)])
    let tar = TinyArchives.tar([.init("a", row), .init("ratings.dat", row)])
    for data in [zip, tar, TinyArchives.gzip(tar)] {
      for count in stride(from: 0, to: data.count, by: max(1, data.count / 150)) {
        let sample = try Sample(data.prefix(count))
        let found = try? sample.read()
        #expect(found == nil || found == ["ratings.dat": row])
        if count < data.count / 3 { #expect(found == nil) }
      }
    }
    let error = try Sample(zip.prefix(zip.count / 2)).refusal()
    #expect(error.description.hasPrefix("Archive '"))
  }

  @Test("bits flipped anywhere crash nothing")
  func flipped() throws {
    let zip = TinyArchives.zip([.init("a", row), .init("ratings.dat", row)])
    let tar = TinyArchives.tar([.init("ratings.dat", row)]).prefix(1100)
    let folder = try TemporaryFolder()
    for data in [zip, tar] {
      for place in stride(from: 0, to: data.count * 8, by: 11) {
        var changed = Data(data)
        changed[place / 8] ^= 1 << (place % 8)
        let file = try folder.write(changed, to: "a")
        let archive = Archive(at: file, limits: ArchiveLimits(unpacked: 1 << 20))
        try? archive.read(["ratings.dat"]) { _, _ in }
      }
    }
    #expect(folder.contents() == ["a"])
  }

  @Test("what is no archive, no file or empty is refused")
  func nothing() throws {
    let reason = try Sample(Data("hello".utf8)).refusal().reason
    #expect(reason.hasPrefix("it is damaged or not an archive"))
    #expect(throws: ArchiveError.self) { try Sample(Data()).read() }
    let nowhere = Archive(
      at: URL(fileURLWithPath: "/nowhere/x.zip"), limits: ArchiveLimits(unpacked: 1))
    #expect(throws: ArchiveError.self) { try nowhere.files() }
  }
}
