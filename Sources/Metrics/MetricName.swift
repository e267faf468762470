/// The grammar of metrics' names: `[validation-][fit.]word[@number][-day-number]`, or
/// `word[@number]-trained-least-most`, where `up` stands for no bound.
///
/// Every name has one reading, and every reading is written in one way.
struct MetricName: Hashable, Sendable {
  /// What stands before the last point.
  var fit: String?
  /// The rows that its ends name.
  var part = Metric.Part.test
  /// The word itself.
  var word: String
  /// What stands after `@`.
  var number: Int?

  init(fit: String?, part: Metric.Part, word: String, number: Int?) {
    self.fit = fit
    self.part = part
    self.word = word
    self.number = number
  }

  /// The reading of a name; nil where a number in it is not a positive one of 32 bits, in plain digits.
  init?(_ name: String) {
    var rest = name[...]
    if let point = rest.lastIndex(of: ".") {
      fit = String(rest[..<point])
      rest = rest[rest.index(after: point)...]
    }
    if let day = rest.firstRange(of: "-day-"), let number = Int32(rest[day.upperBound...]),
      number > 0
    {
      part = .day(Int(number))
      rest = rest[..<day.lowerBound]
    } else if let mark = rest.firstRange(of: "-trained-"),
      let group = TargetGroup(rest[mark.upperBound...])
    {
      part = .trained(group)
      rest = rest[..<mark.lowerBound]
    } else if rest.hasPrefix("validation-") {
      part = .validation
      rest = rest.dropFirst("validation-".count)
    }
    if let at = rest.firstIndex(of: "@") {
      guard let number = Int32(rest[rest.index(after: at)...]), number > 0 else { return nil }
      self.number = Int(number)
      rest = rest[..<at]
    }
    word = String(rest)
    guard text == name else { return nil }
  }

  /// As it is written.
  var text: String {
    let core = word + (number.map { "@\($0)" } ?? "")
    let placed =
      switch part {
      case .test: core
      case .validation: "validation-\(core)"
      case .day(let day): "\(core)-day-\(day)"
      case .trained(let group): "\(core)-trained-\(group.text)"
      }
    return fit.map { "\($0).\(placed)" } ?? placed
  }
}

/// What is written beside the word of a metric.
package enum MetricForm: Hashable, Sendable {
  /// Nothing but the rows meant: `mrr`, `validation-mrr`.
  case word
  /// A cut of the ranking, and the rows meant: `ndcg@10`, `validation-ndcg@10`.
  case cut
  /// Nothing, or the rows meant: `auc`, `auc-day-7`, `validation-auc`.
  case rows
  /// A length of sequences: `tokens@200`.
  case length
  /// The fit that it is a number of: `F3.r2`.
  case fit

  /// Whether a name has this form; which families have groups of targets is not asked.
  func accepts(_ name: MetricName) -> Bool {
    switch self {
    case .word: name.fit == nil && !name.part.isDay && name.number == nil
    case .cut: name.fit == nil && !name.part.isDay && name.number != nil
    case .length: name.fit == nil && name.part == .test && name.number != nil
    case .rows: name.fit == nil && name.number == nil
    case .fit: name.fit?.isEmpty == false && name.part == .test && name.number == nil
    }
  }

  /// How a word is written, for sentences: `ndcg@k`.
  func pattern(_ word: String) -> String {
    switch self {
    case .word, .rows: word
    case .cut: "\(word)@k"
    case .length: "\(word)@length"
    case .fit: "<fit>.\(word)"
    }
  }
}
