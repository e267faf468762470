internal import Yams

/// Reads through YAML's decoder and notes in a book which keys are asked for where.
struct NotingDecoder: Decoder {
  private let base: any Decoder
  private let book: KeyBook

  init(_ base: any Decoder, _ book: KeyBook) {
    self.base = base
    self.book = book
  }

  var codingPath: [any CodingKey] { base.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { base.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let container = try base.container(keyedBy: type)
    let place = KeyBook.place(codingPath)
    book.expect(type, at: place)
    return KeyedDecodingContainer(NotingMapping(base: container, book: book, place: place))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    NotingList(base: try base.unkeyedContainer(), book: book)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    NotingValue(base: try base.singleValueContainer(), decoder: base, book: book)
  }

  /// A value at the decoder's place: scalars as YAML reads them, all else through the book.
  static func value<T: Decodable>(
    _ type: T.Type, from base: any Decoder, _ book: KeyBook
  ) throws -> T {
    type is any ScalarConstructible.Type
      ? try base.singleValueContainer().decode(type) : try T(from: NotingDecoder(base, book))
  }
}

private struct NotingMapping<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let base: KeyedDecodingContainer<Key>
  let book: KeyBook
  let place: String

  var codingPath: [any CodingKey] { base.codingPath }
  var allKeys: [Key] { base.allKeys }

  private func noted(_ key: Key) -> Key {
    book.expect([key.stringValue], at: place)
    return key
  }

  func contains(_ key: Key) -> Bool { base.contains(noted(key)) }
  func decodeNil(forKey key: Key) throws -> Bool { try base.decodeNil(forKey: noted(key)) }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try NotingDecoder.value(type, from: base.superDecoder(forKey: noted(key)), book)
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder { NotingDecoder(try base.superDecoder(), book) }
  func superDecoder(forKey key: Key) throws -> any Decoder {
    NotingDecoder(try base.superDecoder(forKey: noted(key)), book)
  }
}

private struct NotingList: UnkeyedDecodingContainer {
  var base: any UnkeyedDecodingContainer
  let book: KeyBook

  var codingPath: [any CodingKey] { base.codingPath }
  var count: Int? { base.count }
  var isAtEnd: Bool { base.isAtEnd }
  var currentIndex: Int { base.currentIndex }

  mutating func decodeNil() throws -> Bool { try base.decodeNil() }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try NotingDecoder.value(type, from: base.superDecoder(), book)
  }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try superDecoder().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }
  mutating func superDecoder() throws -> any Decoder {
    NotingDecoder(try base.superDecoder(), book)
  }
}

private struct NotingValue: SingleValueDecodingContainer {
  let base: any SingleValueDecodingContainer
  let decoder: any Decoder
  let book: KeyBook

  var codingPath: [any CodingKey] { base.codingPath }
  func decodeNil() -> Bool { base.decodeNil() }
  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try NotingDecoder.value(type, from: decoder, book)
  }
}

/// A value that is read through a book.
struct Noted<Value: Decodable>: Decodable {
  let value: Value

  init(from decoder: any Decoder) throws {
    guard let book = decoder.userInfo[KeyBook.key] as? KeyBook else {
      value = try Value(from: decoder)
      return
    }
    value = try Value(from: NotingDecoder(decoder, book))
  }
}
