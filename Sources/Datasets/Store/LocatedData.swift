internal import Archives
public import Foundation
internal import Suites

/// A source's bytes on this machine.
public struct LocatedData: Hashable, Sendable {
  /// What lies there.
  enum Form: Hashable, Sendable { case file, folder }

  /// The data set's id.
  public let dataset: String
  /// The file, or the folder of members.
  public let url: URL
  /// SHA-256 of the file; of a folder, of its members' digests and paths in order.
  public let digest: String
  /// True where these are the published bytes.
  public private(set) var published: Bool
  let form: Form
  let file: PublishedFile

  /// A downloaded or a user's own file.
  ///
  /// These are the published bytes where the file has its published digest, or each member its own.
  ///
  /// - Parameter proved: the digest of a file whose members were found right before.
  init(dataset: String, url: URL, file: PublishedFile, proved: String? = nil) throws {
    let digests = try FileDigests(of: url, dataset: dataset)
    self.init(dataset: dataset, url: url, file: file, form: .file, digests.sha256, published: false)
    if digests.proves(file) || (provesByMembers && digest == proved) {
      published = true
    } else if provesByMembers {
      published = try memberDifference() == nil
    }
  }

  private init(
    dataset: String, url: URL, file: PublishedFile, form: Form, _ digest: String, published: Bool
  ) {
    self.dataset = dataset
    self.url = url
    self.file = file
    self.form = form
    self.digest = digest
    self.published = published
  }

  /// Whether the members' digests can tell published bytes from others.
  var provesByMembers: Bool {
    form == .file && file.packing == .archive && file.members.allSatisfy(\.hasDigest)
  }

  /// The first member that is not as published, and how it differs.
  func memberDifference() throws -> (member: String, reason: String)? {
    let digests = MemberDigests(file.members.map(\.path))
    try readArchive(file.members.map(\.path), digests.update)
    return file.members.lazy.compactMap { member in
      digests.difference(from: member).map { (member.path, $0) }
    }.first
  }

  /// A user's own unpacked folder.
  init(dataset: String, folder: URL, file: PublishedFile) throws(DataError) {
    var lines = ""
    var isPublished = true
    for member in file.members {
      let place = try Self.place(of: member.path, in: folder, dataset: dataset)
      let digests = try FileDigests(of: place, dataset: dataset)
      lines += "\(digests.sha256)  \(member.path)\n"
      isPublished =
        isPublished && member.hasDigest && (member.sha256 ?? digests.sha256) == digests.sha256
        && (member.md5 ?? digests.md5) == digests.md5
    }
    self.init(
      dataset: dataset, url: folder, file: file, form: .folder, Digest(of: lines).hex,
      published: isPublished)
  }

  /// Streams members: `body` gets the path a member is declared under and its next bytes.
  ///
  /// Of published bytes, sizes and digests of members are checked on the way. What `body` was given
  /// counts only once this returns.
  public func read(
    _ members: [String], _ body: (String, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let digests = MemberDigests(members)
    func pass(_ member: String, _ bytes: UnsafeRawBufferPointer) throws {
      if published { digests.update(member, bytes) }
      try body(member, bytes)
    }
    switch form {
    case .folder: for member in members { try readFile(member, pass) }
    case .file: try readArchive(members, pass)
    }
    guard published else { return }
    for member in file.members where members.contains(member.path) {
      if let reason = digests.difference(from: member) {
        throw DataError(dataset: dataset, place: member.path, reason: reason)
      }
    }
  }

  private func readFile(
    _ member: String, _ body: (String, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let place = try Self.place(of: member, in: url, dataset: dataset)
    let handle = try FileHandle(forReadingFrom: place)
    defer { try? handle.close() }
    while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty {
      try piece.withUnsafeBytes { try body(member, $0) }
    }
  }

  private func readArchive(
    _ members: [String], _ body: (String, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    // A user's own copy of the one member that is read needs no archive around it.
    let isBare =
      !published && members.count == 1
      && !["zip", "tar", "tgz", "tbz2", "txz"].contains(url.pathExtension)
      && !url.deletingPathExtension().lastPathComponent.hasSuffix(".tar")
    let isSingle = file.packing == .single || isBare
    let archive = Archive(
      at: url, packing: isSingle ? .single : .members,
      limits: ArchiveLimits(unpacked: file.unpackedLimit),
      // Whoever declares an archive as a member opens it himself.
      nested: Set(file.members.map(\.path).filter { $0.hasSuffix(".zip") }))
    if published || isSingle { return try archive.read(members, body) }
    // A user's own archive may hold the members in another folder, or in none.
    let files = try archive.files()
    var declared: [String: String] = [:]
    for member in members {
      let name = member.split(separator: "/").last.map { String($0) } ?? member
      let same = files.filter { $0 == name || $0.hasSuffix("/" + name) }
      guard let path = files.first(where: { $0 == member }) ?? (same.count == 1 ? same[0] : nil)
      else {
        throw ArchiveError(
          archive: url.path, entry: member,
          reason: same.isEmpty
            ? "there is no such member" : "several members have that name: \(same)")
      }
      declared[path] = member
    }
    try archive.read(members.compactMap { member in declared.first { $0.value == member }?.key }) {
      path, bytes in
      try body(declared[path] ?? path, bytes)
    }
  }

  /// A member of an unpacked folder, under its whole path or under its name alone.
  private static func place(
    of member: String, in folder: URL, dataset: String
  ) throws(DataError) -> URL {
    let name = member.split(separator: "/").last.map { String($0) } ?? member
    for path in [member, name] {
      let place = folder.appendingPathComponent(path)
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        return place
      }
    }
    throw DataError(dataset: dataset, place: folder.path, reason: "it does not contain '\(name)'")
  }
}
