/// A click-through model as a suite file writes it: the fields, and what is known of the model before
/// it is built. How it is built stands beside the model.
package protocol ClickModelEntry: NamedModel {
  /// Whether anything in it is normed over the batch.
  var normsBatches: Bool { get }
}

extension ClickModelEntry {
  package var normsBatches: Bool { false }
}

/// Which click-through model a run trains, with every size its result depends on. Chosen in a file
/// by `kind:`.
public struct ClickModelSpec: Chosen {
  /// The models there are: one line each.
  package static let registry = Registry(
    "click model",
    [
      LogisticSpec.self,
      FMSpec.self,
      ClickWeightedFieldsSpec.self,
      DNNSpec.self,
      WideDeepSpec.self,
      DeepFMSpec.self,
      IPNNSpec.self,
      DCNSpec.self,
      DCNV2Spec.self,
      ClickMapsSpec.self,
      ClickMapsNetworkSpec.self,
      ClickAttentionSpec.self,
      XCrossNetSpec.self,
    ])

  /// What was chosen.
  package let entry: any ClickModelEntry

  /// A model of these fields.
  package init(_ entry: any ClickModelEntry) { self.entry = entry }

  /// The name that its paper gave it.
  public var family: ModelFamily { entry.family }
  /// In what it is not the model as published, as phrases that follow its name.
  public var departures: [String] { entry.departures }
  /// A size by its name in a suite file; nil where the model has none of that name.
  public func size(_ name: String) -> Int? { entry.size(name) }
}

/// Sizes that a click model may have.
let clickSizes = 1...100_000
