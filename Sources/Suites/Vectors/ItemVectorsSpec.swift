/// Vectors of items made from what is written about them, once for all runs that ask for the same.
///
/// In this order: the source's vectors of all items of the texts; each brought to length 1; the mean taken
/// off; the first principal components; a control in their place; all numbers scaled. A text in which the
/// source finds nothing is zeros before the mean is taken off; an item without events may lack a line, and is
/// zeros after all.
public struct ItemVectorsSpec: Part {
  /// What stands in place of the vectors, to tell what in them matters.
  public enum Control: String, Word {
    /// The same vectors, shuffled over the lines of the texts.
    case permuted
    /// Normal draws with the vectors' mean and covariance.
    case gaussian
  }

  package var texts = ""
  package var source = VectorSourceSpec.termFrequency
  package var unit: Bool?
  package var centred: Bool?
  package var width: Int?
  package var control: Control?
  package var key: Int?
  package var deviation: Double?

  package static let fields: [Field<Self>] = [
    .text(
      "texts", \.texts,
      "A file of `suites/datasets` with the layout `item-texts`, without `.yaml`.", .name),
    .choice("source", \.source, "What turns a text into a vector."),
    .flag("unit", \.unit, absent: "false", "Whether each vector is brought to length 1 first."),
    .flag(
      "centred", \.centred, absent: "false",
      "Whether the mean over the items is taken off, after `unit`."),
    .size(
      "width", \.width, absent: "all numbers of the source",
      "Principal components that are kept, of the centred vectors or of the vectors as they are; those "
        + "beyond what the vectors have are zeros.", in: 1...1024),
    .word(
      "control", \.control, absent: "none",
      "What stands in place of the vectors: they themselves shuffled over the texts, or normal draws with "
        + "their mean and covariance."),
    .size(
      "key", \.key, absent: "there is no control", "Seed of the control's draws.", unit: "seed",
      in: 0...Int.max),
    .number(
      "deviation", \.deviation, absent: "numbers stay as they are",
      "Root mean square of all numbers, to which they are scaled at last.", in: .positive,
      saying: "it must be positive"),
  ]

  package init() {}

  /// Numbers of a vector; nil where they follow from the texts.
  package var numbers: Int? { width ?? source.entry.width }

  /// The data sets it reads: the texts, and the model's weights.
  public var sources: [String] { [texts] + [source.entry.weights].compactMap { $0 } }

  /// What pages call it: "SmolLM2, permuted".
  public var title: String {
    source.entry.title + (control.map { ", \($0.rawValue)" } ?? "")
  }

  package var relations: [Complaint] {
    var found: [Complaint] = []
    if (control == nil) != (key == nil) {
      found.refuse(
        "key", control == nil ? "it can be used only with a 'control'" : "a control needs a 'key'")
    }
    // One number for each word cannot be kept densely.
    if source.entry.isSparse, width == nil, centred == true || control == .gaussian {
      found.refuse(
        "width",
        "vectors of words are too long to be \(centred == true ? "centred" : "drawn") as they are; a "
          + "'width' is needed")
    }
    return found
  }
}
