/// One field of an entry: what is said of it, and where it is kept.
package struct Field<Owner>: Sendable {
  package let description: FieldDescription
  let read: @Sendable (KeyedDecodingContainer<EntryKey>, inout Owner) throws -> Void
  let write: @Sendable (Owner, inout KeyedEncodingContainer<EntryKey>) throws -> Void
  /// What in its value could not be run, by path below the entry.
  let complaints: @Sendable (Owner) -> [Complaint]
  /// The sizes in its value, by path below the entry.
  let sizes: @Sendable (Owner) -> [(path: String, size: Int)]
  /// Sets a dropout to nothing; leaves everything else.
  let silence: @Sendable (inout Owner) -> Void

  init(
    _ description: FieldDescription,
    read: @escaping @Sendable (KeyedDecodingContainer<EntryKey>, inout Owner) throws -> Void,
    write: @escaping @Sendable (Owner, inout KeyedEncodingContainer<EntryKey>) throws -> Void,
    complaints: @escaping @Sendable (Owner) -> [Complaint] = { _ in [] },
    sizes: @escaping @Sendable (Owner) -> [(path: String, size: Int)] = { _ in [] },
    silence: @escaping @Sendable (inout Owner) -> Void = { _ in }
  ) {
    self.description = description
    self.read = read
    self.write = write
    self.complaints = complaints
    self.sizes = sizes
    self.silence = silence
  }

  /// A field that must be written.
  init<Value: Codable & Sendable>(
    _ description: FieldDescription, _ path: Path<Value>,
    complaints: @escaping @Sendable (Value) -> [Complaint] = { _ in [] },
    sizes: @escaping @Sendable (Value) -> [(path: String, size: Int)] = { _ in [] },
    silence: @escaping @Sendable (inout Owner) -> Void = { _ in }
  ) {
    let key = EntryKey(description.name)
    self.init(
      description,
      read: { container, owner in
        owner[keyPath: path] = try container.decode(Value.self, forKey: key)
      },
      write: { owner, container in try container.encode(owner[keyPath: path], forKey: key) },
      complaints: { complaints($0[keyPath: path]) }, sizes: { sizes($0[keyPath: path]) },
      silence: silence)
  }

  /// A field that may be absent.
  init<Value: Codable & Sendable>(
    optional description: FieldDescription, _ path: Path<Value?>,
    complaints: @escaping @Sendable (Value) -> [Complaint] = { _ in [] }
  ) {
    let key = EntryKey(description.name)
    self.init(
      description,
      read: { container, owner in
        owner[keyPath: path] = try container.decodeIfPresent(Value.self, forKey: key)
      },
      write: { owner, container in
        try container.encodeIfPresent(owner[keyPath: path], forKey: key)
      },
      complaints: { $0[keyPath: path].map(complaints) ?? [] })
  }

  /// The place of a value in the entry.
  package typealias Path<Value> = any (WritableKeyPath<Owner, Value> & Sendable)

  /// The same field of an entry that keeps the owner, and is written as if its fields were its own.
  func at<Outer>(_ path: any (WritableKeyPath<Outer, Owner> & Sendable)) -> Field<Outer> {
    Field<Outer>(
      description,
      read: { try read($0, &$1[keyPath: path]) },
      write: { try write($0[keyPath: path], &$1) },
      complaints: { complaints($0[keyPath: path]) }, sizes: { sizes($0[keyPath: path]) },
      silence: { silence(&$0[keyPath: path]) })
  }
}

extension Array {
  /// The same fields of an entry that keeps their owner, and is written as if they were its own.
  func at<Inner, Outer>(_ path: any (WritableKeyPath<Outer, Inner> & Sendable)) -> [Field<Outer>]
  where Element == Field<Inner> { map { $0.at(path) } }
}
