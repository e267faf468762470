/// The JSON Schemas (draft 2020-12) of the files that people write, for editors and other checkers.
///
/// They know every key, kind and range, and no more than that: what is missing because no other place of
/// the file says it, and how parts stand to each other, is said by `repro check`.
public enum FileSchema {
  /// The schema of `suites/*.yaml`, as it is written: with defaults, matrices and tables.
  public static var suites: JSONValue {
    var writer = SchemaWriter(isOpen: true)
    let whole = writer.mapping(
      of: Suite.descriptions, and: ["defaults": Self.defaults(&writer)])
    return root("A suite: a paper, what to compute, and what must come out.", whole, writer)
  }

  /// The schema of `suites/datasets/*.yaml`.
  public static var datasets: JSONValue {
    var writer = SchemaWriter(isOpen: false)
    let whole = writer.mapping(of: DatasetSource.descriptions)
    return root("Where a data set comes from and what its bytes must be.", whole, writer)
  }

  /// The schema of `suites/questions/*.yaml`.
  public static var questions: JSONValue {
    var writer = SchemaWriter(isOpen: false)
    let whole = writer.mapping(of: StepQuestion.descriptions)
    return root("What several suites are asked together, step by step.", whole, writer)
  }

  private static func root(
    _ title: String, _ schema: JSONValue, _ writer: SchemaWriter
  ) -> JSONValue {
    guard case .object(var members) = schema else { return schema }
    members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    members["title"] = .string(title)
    members["$defs"] = .object(writer.definitions)
    return .object(members)
  }

  /// What `defaults` may say: fields of runs, and by kind those of tasks and models.
  private static func defaults(_ writer: inout SchemaWriter) -> JSONValue {
    // The kinds' definitions come to be with the fields of runs.
    let run = writer.mapping(of: RunSpec.descriptions, required: [])
    func kinds(_ registries: [Registry]) -> JSONValue {
      var found: [String: [JSONValue]] = [:]
      for registry in registries {
        for kind in registry.kinds {
          let name = SchemaWriter.name(of: kind, in: registry)
          found[kind.kind, default: []].append(SchemaWriter.reference(to: name))
        }
      }
      return [
        "type": "object", "additionalProperties": false,
        "properties": .object(
          found.mapValues { $0.count == 1 ? $0[0] : ["anyOf": .array($0)] }),
      ]
    }
    return [
      "description": "What runs share. A field that a run sets wins. Without it: nothing.",
      "type": "object", "additionalProperties": false,
      "properties": [
        "run": run, "task": kinds([TaskSpec.registry]),
        "model": kinds([
          ModelSpec.registry, RatingModelSpec.registry, ClickModelSpec.registry,
        ]),
      ],
    ]
  }
}
