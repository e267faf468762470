/// What a model does with numbers that were not made categories.
public enum ClickNumbers: String, Word {
  /// They stand beside the embeddings as they are; pairs of fields do not know them.
  case beside
  /// Each is a field: a trained vector times the number, as FuxiCTR does.
  case embedded
}

/// Embedded fields.
public struct ClickFieldsSpec: Entry {
  package var width = 0
  package var numbers = ClickNumbers.beside

  package static let fields: [Field<Self>] = [
    .size("width", \.width, "Features of an embedding.", in: clickSizes),
    .word("numbers", \.numbers, "What happens to numbers that were not made categories."),
  ]

  package init() {}

  /// Embedded fields; its fields say what each means.
  public init(width: Int, numbers: ClickNumbers) {
    self.width = width
    self.numbers = numbers
  }
}

/// Logistic regression of clicks.
package struct LogisticSpec: ClickModelEntry {
  package static let kind = "lr"
  package static let family = ModelFamily("Logistic regression", .blue)
  package static let meaning = "Logistic regression."

  package init() {}
}

/// A factorisation machine.
package struct FMSpec: ClickModelEntry {
  package static let kind = "fm"
  package static let family = ModelFamily("FM", .ochre)
  package static let meaning = "Factorisation machine (Rendle 2010)."

  package var embedding = ClickFieldsSpec()

  package static let fields: [Field<Self>] = ClickFieldsSpec.fields.at(\.embedding)

  package init() {}
}

/// Embedded fields under a field-weighted factorisation machine.
public struct ClickWeightedFieldsSpec: ClickModelEntry {
  /// The first-order part (Pan et al. 2018, section 4.3).
  public enum FirstOrder: String, Word {
    /// A vector for each category (FeLV): its inner product with the category's embedding.
    case vectors
  }

  package static let kind = "fwfm"
  package static let family = ModelFamily("FwFM", .cyan)
  package static let meaning = "Field-weighted factorisation machine (Pan et al. 2018)."

  package var embedding = ClickFieldsSpec()
  package var firstOrder: FirstOrder?

  package static let fields: [Field<Self>] =
    ClickFieldsSpec.fields.at(\.embedding) + [
      .word(
        "firstOrder", \.firstOrder, absent: "a weight for each category (LW)",
        "The first-order part.")
    ]

  package init() {}

  /// Features of an embedding.
  package var width: Int { embedding.width }
  /// What happens to numbers.
  package var numbers: ClickNumbers { embedding.numbers }

  package var relations: [Complaint] {
    firstOrder == nil || embedding.numbers == .embedded
      ? [] : [("firstOrder", "first-order vectors of numbers need 'numbers: embedded'")]
  }
}

extension ClickModelSpec {
  /// Logistic regression.
  public static let logistic = ClickModelSpec(LogisticSpec())
  /// A factorisation machine.
  public static func fm(_ fields: ClickFieldsSpec) -> ClickModelSpec {
    var spec = FMSpec()
    spec.embedding = fields
    return ClickModelSpec(spec)
  }
  /// A field-weighted factorisation machine.
  public static func fwfm(_ spec: ClickWeightedFieldsSpec) -> ClickModelSpec {
    ClickModelSpec(spec)
  }
}
