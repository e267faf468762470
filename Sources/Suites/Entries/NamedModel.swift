/// A model by the name that its paper gave it, whatever its size and variant: what keeps its colour on
/// every page.
public struct ModelFamily: Hashable, Sendable {
  /// Colours that models have; those which meet on a page have one each.
  public enum Hue: Hashable, Sendable, CaseIterable {
    case blue, red, green, ochre, cyan, purple, violet, brown, black, grey, navy, olive
  }

  /// As its paper writes it: `FuXi-α`.
  public let name: String
  /// Its colour.
  public let hue: Hue

  package init(_ name: String, _ hue: Hue) {
    self.name = name
    self.hue = hue
  }
}

/// A model that pages call by the name its paper gave it.
package protocol NamedModel: KindedEntry {
  /// The name of all models of this kind.
  static var family: ModelFamily { get }
  /// The name of this one: its own, or that of the blocks it stands on.
  var family: ModelFamily { get }
  /// In what it is not the model as published, as phrases that follow its name; empty where it is.
  var departures: [String] { get }
}

extension NamedModel {
  package var family: ModelFamily { Self.family }
  package var departures: [String] { [] }

  /// The size that a path ends in, `width` of `network.width` too; nil where there is none.
  package func size(_ name: String) -> Int? {
    sizes.first { $0.path == name || $0.path.hasSuffix(".\(name)") }?.size
  }
}
