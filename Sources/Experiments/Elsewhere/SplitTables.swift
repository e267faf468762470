internal import Datasets
internal import Suites

/// The tables of a split, written row by row.
struct SplitTables {
  private let folder: String
  /// Rows of each table, and users asked about.
  private(set) var counts: [String: Int] = [:]
  /// SHA-256 of each file.
  private(set) var files: [String: String] = [:]

  init(folder: String) { self.folder = folder }

  private mutating func table(
    _ name: String, _ header: [String], _ fill: (inout TableWriter) throws -> Void
  ) throws {
    var writer = try TableWriter("\(folder)/\(name).csv", header)
    try fill(&writer)
    counts[name] = writer.rows
    files["\(name).csv"] = try writer.finished().hex
  }

  /// Rankings: of each user the kept events before the held ones and the one before these, the held
  /// ones, the candidates, and what is taken out.
  mutating func write(
    _ data: PreparedData, _ entry: RankingProtocol<DatasetSpec>
  ) throws {
    let interactions = data.interactions
    let rows = try RankedRows(interactions, entry, lists: data.lists)
    let evaluator = rows.evaluator
    let events = ["user", "item", "rating", "time"]
    let cuts = interactions.cuts(entry.dataset.split, held: evaluator.targets)
    try table("train", events) { writer in
      for (user, cut) in cuts.enumerated() {
        let shown = cut.training.suffix(entry.dataset.maximalLength.addedWithinBounds(to: 1))
        for event in shown { try writer.event(event, of: interactions, user: user) }
      }
    }
    try table("validation", events) { writer in
      for (user, cut) in cuts.enumerated() {
        // What a history holds beside the training part, asked for by validation or not.
        let end = cut.test?.lowerBound ?? cut.validation?.upperBound ?? cut.training.upperBound
        for event in cut.training.upperBound..<max(end, cut.training.upperBound) {
          try writer.event(event, of: interactions, user: user)
        }
      }
    }
    try table("test", ["row"] + events) { writer in
      for row in rows.users.indices {
        let first = evaluator.rows.histories[row].upperBound
        for event in first..<first + evaluator.targets {
          writer.append(writer.rows + 1)
          try writer.event(event, of: interactions, user: evaluator.rows.users[row])
        }
      }
    }
    try table("candidates", ["item"]) { writer in
      for item in evaluator.candidates {
        writer.append(Int(item))
        try writer.endRow()
      }
    }
    try table("seen", ["user", "item"]) { writer in
      for row in rows.users.indices {
        for item in rows.seen(by: row).sorted() {
          writer.append(Int(rows.users[row]))
          writer.append(Int(item))
          try writer.endRow()
        }
      }
    }
    if evaluator.drawn != nil {
      try table("drawn", ["user", "item"]) { writer in
        for row in rows.users.indices {
          for (item, count) in (rows.drawn(for: row) ?? [:]).sorted(by: { $0.key < $1.key }) {
            for _ in 0..<count {
              writer.append(Int(rows.users[row]))
              writer.append(Int(item))
              try writer.endRow()
            }
          }
        }
      }
    }
    counts["users"] = rows.users.count
  }

  /// Ratings: the kept events before the held ones, and the held ones, each with its label.
  mutating func write(
    _ interactions: Interactions, _ entry: RatingProtocol<DatasetSpec>
  ) throws {
    let evaluator = try RatingEvaluator(entry, interactions)
    // Where ratings are predicted, they are the labels.
    let isLabelled = entry.threshold != nil
    let header = ["user", "item", "rating", "time"] + (isLabelled ? ["label"] : [])
    func row(_ event: Int, user: Int, _ writer: inout TableWriter) throws {
      writer.append(event, of: interactions, user: user)
      if isLabelled { writer.append(evaluator.table.isPositive[event] ? 1 : 0) }
      try writer.endRow()
    }
    // Rows stand in the order of users; those with too few events have none.
    let users = interactions.users.indices.filter {
      interactions.events(of: $0).count > entry.held
    }
    try table("train", header) { writer in
      for (place, user) in users.enumerated() {
        for event in evaluator.training.events[place] { try row(event, user: user, &writer) }
      }
    }
    try table("validation", header) { _ in }
    try table("test", ["row"] + header) { writer in
      for (place, event) in evaluator.heldEvents {
        writer.append(writer.rows + 1)
        try row(event, user: users[place], &writer)
      }
    }
    counts["users"] = users.count
  }

  /// Clicks: rows of each part with their number in the table, numbers and categories.
  mutating func write(_ clicks: ClickTable) throws {
    let header =
      ["row", "label"] + (0..<clicks.dense).map { "n\($0 + 1)" }
      + (0..<clicks.fields).map { "c\($0 + 1)" }
    for (name, part) in [
      ("train", ClickTable.Part.training), ("validation", .validation), ("test", .test),
    ] {
      let rows = clicks.rows(of: part)
      try table(name, header) { writer in
        try clicks.labels.withElements { labels in
          try clicks.numbers.withElements { numbers in
            try clicks.ids.withElements { ids in
              for row in rows.map({ Int($0) }) {
                writer.append(row + 1)
                writer.append(Int(labels[row]))
                for index in row * clicks.dense..<(row + 1) * clicks.dense {
                  writer.append(numbers[index])
                }
                for index in row * clicks.fields..<(row + 1) * clicks.fields {
                  writer.append(Int(ids[index]))
                }
                try writer.endRow()
              }
            }
          }
        }
      }
    }
  }
}

extension TableWriter {
  /// User, item, rating and time of an event, and the end of the row.
  fileprivate mutating func event(
    _ event: Int, of interactions: Interactions, user: Int
  ) throws {
    append(event, of: interactions, user: user)
    try endRow()
  }

  /// User, item, rating and time of an event.
  fileprivate mutating func append(_ event: Int, of interactions: Interactions, user: Int) {
    append(Int(interactions.users[user]))
    append(Int(interactions.items[event]))
    append(interactions.ratings[event])
    append(Int(interactions.times[event]))
  }
}
