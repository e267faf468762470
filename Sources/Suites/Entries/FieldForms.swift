// The kinds of field there are.

extension Field {
  /// A size of the model.
  static func size(
    _ name: String, _ path: Path<Int>, _ meaning: String,
    unit: String = "size", in range: ClosedRange<Int> = 1...1_000_000, saying: String? = nil
  ) -> Field {
    let description = FieldDescription(
      name: name, meaning: meaning, unit: unit, form: .whole(range), refusal: saying)
    return Field(
      description, path,
      complaints: { size in description.refusal(of: size).map { [(name, $0)] } ?? [] },
      sizes: { [(name, $0)] })
  }

  /// A size that may be absent.
  static func size(
    _ name: String, _ path: Path<Int?>, absent: String, _ meaning: String, unit: String = "size",
    in range: ClosedRange<Int> = 1...1_000_000, saying: String? = nil
  ) -> Field {
    let description = FieldDescription(
      name: name, meaning: meaning, unit: unit, form: .whole(range), absent: absent,
      refusal: saying)
    return Field(
      optional: description, path,
      complaints: { size in description.refusal(of: size).map { [(name, $0)] } ?? [] })
  }

  /// Rows, epochs, draws: at least one, and no more than anybody can wait for.
  static func amount(
    _ name: String, _ path: Path<Int>, _ meaning: String, unit: String = "count"
  ) -> Field {
    size(
      name, path, meaning, unit: unit, saying: "it must be between 1 and 1,000,000, not {}")
  }

  /// How often something occurs, at least.
  static func count(_ name: String, _ path: Path<Int>, _ meaning: String) -> Field {
    size(name, path, meaning, unit: "count", in: 0...Int.max)
  }

  /// A seed of 32 bits.
  static func seed(_ name: String, _ path: Path<UInt32>, _ meaning: String) -> Field {
    Field(
      FieldDescription(
        name: name, meaning: meaning, unit: "seed", form: .whole(0...Int(UInt32.max))), path)
  }

  /// Sizes in a list.
  static func sizes(
    _ name: String, _ path: Path<[Int]>, _ meaning: String,
    in range: ClosedRange<Int> = 1...1_000_000, atLeast least: Int = 0, saying: String? = nil
  ) -> Field {
    let description = FieldDescription(
      name: name, meaning: meaning, unit: "size", form: .list(.whole(range), atLeast: least),
      refusal: saying)
    return Field(
      description, path,
      complaints: { sizes in
        let small = sizes.enumerated().compactMap { index, size in
          description.refusal(of: size).map { ("\(name).\(index)", $0) }
        }
        return sizes.count < least
          ? [(name, "at least \(least == 1 ? "one layer is" : "\(least) layers are") needed")]
          : small
      },
      sizes: { sizes in sizes.enumerated().map { ("\(name).\($0.offset)", $0.element) } })
  }

  /// A number.
  static func number(
    _ name: String, _ path: Path<Double>, _ meaning: String, unit: String = "number",
    in bounds: Bounds, saying: String? = nil
  ) -> Field {
    let description = FieldDescription(
      name: name, meaning: meaning, unit: unit, form: .number(bounds), refusal: saying)
    return Field(
      description, path,
      complaints: { number in description.refusal(of: number).map { [(name, $0)] } ?? [] })
  }

  /// A number that may be absent.
  static func number(
    _ name: String, _ path: Path<Double?>, absent: String, _ meaning: String,
    unit: String = "number", in bounds: Bounds, saying: String? = nil
  ) -> Field {
    let description = FieldDescription(
      name: name, meaning: meaning, unit: unit, form: .number(bounds), absent: absent,
      refusal: saying)
    return Field(
      optional: description, path,
      complaints: { number in description.refusal(of: number).map { [(name, $0)] } ?? [] })
  }

  /// A rate of dropout.
  static func dropout(_ name: String, _ path: Path<Double>, _ meaning: String) -> Field {
    let number = Field.number(
      name, path, meaning, unit: "fraction", in: .from(0, below: 1))
    return Field(
      number.description, read: number.read, write: number.write, complaints: number.complaints,
      silence: { $0[keyPath: path] = 0 })
  }

  /// A word.
  static func word<Value: Word>(_ name: String, _ path: Path<Value>, _ meaning: String) -> Field {
    Field(FieldDescription(name: name, meaning: meaning, form: .word(Value.words)), path)
  }

  /// A word that may be absent.
  static func word<Value: Word>(
    _ name: String, _ path: Path<Value?>, absent: String, _ meaning: String
  ) -> Field {
    Field(
      optional: FieldDescription(
        name: name, meaning: meaning, form: .word(Value.words), absent: absent), path)
  }

  /// `true` or `false`.
  static func flag(_ name: String, _ path: Path<Bool>, _ meaning: String) -> Field {
    Field(FieldDescription(name: name, meaning: meaning, form: .flag), path)
  }

  /// `true` or `false`, or nothing.
  static func flag(
    _ name: String, _ path: Path<Bool?>, absent: String, _ meaning: String
  ) -> Field {
    Field(
      optional: FieldDescription(name: name, meaning: meaning, form: .flag, absent: absent), path)
  }

  /// Fields of its own.
  static func entry<Value: Entry>(
    _ name: String, _ path: Path<Value>, _ meaning: String
  ) -> Field {
    let key = EntryKey(name)
    return Field(
      FieldDescription(name: name, meaning: meaning, form: .entry(Value.self)),
      read: { container, owner in
        owner[keyPath: path] = try Value.read(from: container.superDecoder(forKey: key))
      },
      write: { owner, container in
        try owner[keyPath: path].writeFields(to: container.superEncoder(forKey: key))
      },
      complaints: { owner in
        owner[keyPath: path].complaints.map { ("\(name).\($0.path)", $0.problem) }
      },
      sizes: { owner in owner[keyPath: path].sizes.map { ("\(name).\($0.path)", $0.size) } },
      silence: { owner in
        for field in Value.fields { field.silence(&owner[keyPath: path]) }
      })
  }

  /// One of several kinds of entry.
  static func choice<Value: Chosen>(
    _ name: String, _ path: Path<Value>, _ meaning: String
  ) -> Field {
    Field(
      FieldDescription(name: name, meaning: meaning, form: .choice(Value.registry)), path,
      complaints: { $0.complaints.map { ("\(name).\($0.path)", $0.problem) } })
  }
}
