public import ArgumentParser
public import Language
public import Suites

// Words of the command line.
extension Pooling: ExpressibleByArgument {}
extension PretrainedModel: ExpressibleByArgument {
  /// The model that a command line calls so: `minilm`.
  public init?(argument: String) {
    guard let model = Self.allCases.first(where: { $0.word == argument }) else { return nil }
    self = model
  }

  /// What a command line calls each.
  public static var allValueStrings: [String] { allCases.map(\.word) }

  private var word: String { title.lowercased() }
}
extension ItemTexts.Layout.Encoding: ExpressibleByArgument {}
