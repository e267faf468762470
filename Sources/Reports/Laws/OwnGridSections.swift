internal import Metrics
import Suites

/// The grids of the suite's own runs that laws are fitted to, with what was not run.
struct OwnGridSection: ReportSection {
  let material: ReportMaterial
  let heading = "Own grids"

  var body: [Document.Block] {
    var shown: [String] = []
    var blocks: [Document.Block] = []
    for spec in suite.runs {
      guard let task = spec.task.lawFit, case .records(let points) = task.points,
        case let new = points.groups.filter({ !shown.contains("\($0) \(points.metric)") }),
        !new.isEmpty
      else { continue }
      shown += new.map { "\($0) \(points.metric)" }
      blocks += new.flatMap { grid($0, points.metric) }
    }
    return blocks
  }

  private func grid(_ group: String, _ metric: Metric) -> [Document.Block] {
    var values: [[Int]: String] = [:]
    for spec in suite.runs where spec.group == group {
      guard let task = spec.task.ranking, let stack = task.model.stack else { continue }
      let size = [stack.depth, stack.width]
      let own = records(of: spec.id).compactMap { $0.result?.metrics[metric] }
      values[size] =
        own.isEmpty
        ? "not run" : Numbers.fixed(own.reduce(0, +) / Double(own.count), 4)
    }
    let depths = Set(values.keys.map { $0[0] }).sorted()
    let widths = Set(values.keys.map { $0[1] }).sorted()
    let run = values.values.count { $0 != "not run" }
    return [
      .paragraph(
        "\(metric.title), group `\(group)`: \(run) of \(values.count) cells "
          + "run. Rows are layers, columns widths."),
      .table(
        ["Layers"] + widths.map { "\($0)" },
        numeric: Array(repeating: true, count: widths.count + 1),
        depths.map { depth in
          ["\(depth)"] + widths.map { values[[depth, $0]] ?? "" }
        }),
    ]
  }
}

/// The amount and the entropies of data sets.
struct DataTermSection: ReportSection {
  let material: ReportMaterial
  let heading = "Data terms"

  var body: [Document.Block] {
    var rows: [[String]] = []
    for record in records {
      guard let task = record.run.task.dataTerm, let result = record.result else { continue }
      for length in task.lengths {
        let numbers = DataNumber.allCases.map { number in
          let metric = number.at(length)
          return result.metrics[metric].map { value in
            metric.digits == 0 ? Numbers.whole(value) : Numbers.fixed(value, metric.digits)
          } ?? "–"
        }
        rows.append([record.run.name, "\(length)"] + numbers)
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .paragraph(
        "Each user's latest events, users end to end. S is the real entropy of the stream, ApEn the "
          + "mean over users (runs of 2, equal items), Shannon's entropy in bits and zlib's ratio "
          + "the means over chunks of 10,000."),
      .table(
        [
          "Run", "Length", "Tokens", "S", "S′ = 1/S", "Tokens × S′", "ApEn", "Tokens / ApEn",
          "Shannon", "zlib",
        ], numeric: [false] + Array(repeating: true, count: 9), rows),
    ]
  }
}
