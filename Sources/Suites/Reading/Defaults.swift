internal import Yams

/// What a suite says once at its top for all runs: `run` for their fields, `task` and `model` by kind.
/// A field that a run sets wins; there is no other inheritance.
struct Defaults {
  private let file: String
  private var run: Fields?
  private var tasks: [String: Fields] = [:]
  private var models: [String: Fields] = [:]
  /// Kinds that have defaults and no run so far, each with its place.
  private var unused: [(what: String, kind: String, mark: Mark?)] = []

  /// Reads `defaults:`; nil for a suite without.
  init(_ node: Node?, file: String) throws(SuiteError) {
    self.file = file
    guard let node else { return }
    guard let fields = Fields(node) else {
      throw SuiteError(
        file, node.mark, "SUITE-DEFAULTS-001", "'defaults' must be a mapping of run, task and model"
      )
    }
    for (key, value) in fields.pairs {
      guard let part = Fields(value) else {
        throw SuiteError(
          file, key.mark, "SUITE-DEFAULTS-001", "'defaults.\(key.string ?? "")' must be a mapping")
      }
      switch key.string {
      case "run": run = part
      case "task": tasks = try kinds(part, "task")
      case "model": models = try kinds(part, "model")
      default:
        throw .unknownKey(
          key, in: "defaults", among: ["run", "task", "model"], "SUITE-DEFAULTS-001", file: file)
      }
    }
  }

  private mutating func kinds(_ part: Fields, _ what: String) throws(SuiteError) -> [String: Fields]
  {
    var found: [String: Fields] = [:]
    for (key, value) in part.pairs {
      let kind = key.string ?? ""
      guard let fields = Fields(value) else {
        throw SuiteError(
          file, key.mark, "SUITE-DEFAULTS-001",
          "'defaults.\(what).\(kind)' must be a mapping of the fields of a \(what) of kind '\(kind)'"
        )
      }
      found[kind] = fields
      unused.append((what, kind, key.mark))
    }
    return found
  }

  /// A run with everything that it does not set itself.
  mutating func complete(_ node: Node) -> Node {
    guard var fields = Fields(node) else { return node }
    if let run { fields = fields.completed(by: run, dropping: true) }
    guard let value = fields["task"], var task = Fields(value) else { return fields.node }
    if let kind = task["kind"]?.string, let base = tasks[kind] {
      unused.removeAll { $0.what == "task" && $0.kind == kind }
      task = task.completed(by: base, dropping: true)
    }
    if let model = task["model"] {
      task.set("model", completed(model), at: task.mark(of: "model"))
    }
    fields.set("task", task.node, at: fields.mark(of: "task"))
    return fields.node
  }

  /// A model, and the one in it that it is built on.
  private mutating func completed(_ node: Node) -> Node {
    guard var model = Fields(node) else { return node }
    if let kind = model["kind"]?.string, let base = models[kind] {
      unused.removeAll { $0.what == "model" && $0.kind == kind }
      model = model.completed(by: base, dropping: true)
    }
    if let inner = model["backbone"] {
      model.set("backbone", completed(inner), at: model.mark(of: "backbone"))
    }
    return model.node
  }

  /// Refuses defaults of a kind that no run has: a misspelt one would be passed over in silence.
  func requireUse() throws(SuiteError) {
    guard let first = unused.first else { return }
    throw SuiteError(
      file, first.mark, "SUITE-DEFAULTS-002",
      "'defaults.\(first.what)' has fields for the kind '\(first.kind)', but no run has a "
        + "\(first.what) of that kind")
  }
}
