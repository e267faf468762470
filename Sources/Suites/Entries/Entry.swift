/// What in an entry could not be run: the path below the entry, and the problem.
package typealias Complaint = (path: String, problem: String)

extension [Complaint] {
  /// Adds what is wrong at a path.
  mutating func refuse(_ path: String, _ problem: String) { append((path, problem)) }
}

/// A mapping of a file, as it is documented.
package protocol Described: Sendable {
  /// What can be written in it, in the order of documentation.
  static var descriptions: [FieldDescription] { get }
}

/// A part of a suite file that says itself what can be written in it: reading, writing, checks and
/// documentation all follow its `fields`.
package protocol Entry: Described, Hashable {
  /// Before anything is read.
  init()
  /// What can be written, in the order of documentation and of complaints.
  static var fields: [Field<Self>] { get }
  /// What no field can tell alone: how they stand to each other.
  var relations: [Complaint] { get }
}

extension Entry {
  /// With these fields set, the others as they are before anything is read.
  package init(_ change: (inout Self) -> Void) {
    self.init()
    change(&self)
  }

  package static var fields: [Field<Self>] { [] }
  package var relations: [Complaint] { [] }

  /// What in it could not be run.
  package var complaints: [Complaint] {
    Self.fields.flatMap { $0.complaints(self) } + relations
  }

  /// Every size in it, by its path.
  package var sizes: [(path: String, size: Int)] { Self.fields.flatMap { $0.sizes(self) } }

  /// What can be written, without the way it is kept.
  package static var descriptions: [FieldDescription] { fields.map(\.description) }

  /// Reads the fields.
  package static func read(from decoder: any Decoder) throws -> Self {
    let names = descriptions.map(\.name)
    (decoder.userInfo[KeyBook.key] as? KeyBook)?.expect(
      names, at: KeyBook.place(decoder.codingPath))
    let container = try decoder.container(keyedBy: EntryKey.self)
    var entry = Self()
    for field in fields { try field.read(container, &entry) }
    return entry
  }

  /// Refuses what the fields and their relations refuse.
  ///
  /// - Throws: `DecodingError` with the first complaint.
  func requireSound(in decoder: any Decoder) throws {
    guard let (path, problem) = complaints.first else { return }
    throw decoder.refusal(problem, at: path)
  }

  /// Writes the fields; what is absent is not written.
  package func writeFields(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: EntryKey.self)
    for field in Self.fields { try field.write(self, &container) }
  }
}

/// An entry that reads and writes its fields wherever it stands.
package protocol Part: Entry, Codable {}

extension Part {
  /// Reads the fields.
  public init(from decoder: any Decoder) throws { self = try Self.read(from: decoder) }

  /// Writes the fields; what is absent is not written.
  public func encode(to encoder: any Encoder) throws { try writeFields(to: encoder) }
}

/// A part that is refused where it is read, because nothing else will ask what is wrong with it.
package protocol CheckedPart: Part {}

extension CheckedPart {
  /// Reads the fields and refuses what they and their relations refuse.
  ///
  /// - Throws: `DecodingError` with the first complaint.
  public init(from decoder: any Decoder) throws {
    self = try Self.read(from: decoder)
    try requireSound(in: decoder)
  }
}

extension Decoder {
  /// What cannot be read, in words.
  ///
  /// - Parameter path: where below this place; nil for the place itself.
  func refusal(_ problem: String, at path: String? = nil) -> DecodingError {
    .dataCorrupted(
      DecodingError.Context(
        codingPath: codingPath + (path.map { [EntryKey($0)] } ?? []), debugDescription: problem))
  }
}

/// The name of a field, or `kind`.
package struct EntryKey: CodingKey {
  package let stringValue: String
  package var intValue: Int? { nil }

  package init(_ name: String) { stringValue = name }
  package init(stringValue: String) { self.stringValue = stringValue }
  package init?(intValue: Int) { nil }
}
