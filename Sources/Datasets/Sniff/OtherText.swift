internal import Foundation
internal import Suites

/// What a file is that is text, but no events line by line: known by how its lines look.
struct OtherText {
  /// What is said of it, as the end of a sentence, with the way.
  let objection: String

  /// - Parameters:
  ///   - lines: the first lines.
  ///   - isWhole: whether there are no more bytes.
  init?(_ lines: [String], isWhole: Bool) {
    let known =
      Self.statements(lines) ?? Self.features(lines) ?? Self.headed(lines)
      ?? (isWhole ? Self.object(lines) : nil)
    guard let known else { return nil }
    objection = known
  }

  private static func statements(_ lines: [String]) -> String? {
    let isSQL = lines.prefix(100).contains {
      $0.hasPrefix("INSERT INTO ") || $0.hasPrefix("CREATE TABLE ")
        || $0.hasPrefix("COPY ")
          && $0.hasSuffix("FROM stdin;")
    }
    return isSQL
      ? "it is statements of SQL, not rows; load them into a database and write its table as CSV"
      : nil
  }

  /// LIBSVM's form, which LIBFM shares: a label and numbered features.
  private static func features(_ lines: [String]) -> String? {
    let isOne = lines.allSatisfy {
      $0.wholeMatch(of: /[-+0-9.eE]+(?: (?:qid:)?[0-9]+:[-+0-9.eE]+)+ ?/) != nil
    }
    return isOne
      ? "it is LIBSVM's form, a label and numbered features a line, which name neither user nor item; "
        + "write the rows that it was made of as CSV" : nil
  }

  /// Lines such as `17:`, which say the item, or the user, of those below.
  private static func headed(_ lines: [String]) -> String? {
    let heads = lines.count { $0.wholeMatch(of: /[^,;\t ]{1,40}:/) != nil }
    guard lines.first?.wholeMatch(of: /[^,;\t ]{1,40}:/) != nil, heads < lines.count,
      lines.count > 1, !lines[1].contains(":")
    else { return nil }
    return
      "lines such as '\(ForeignText.visible(lines[0]))' head the rows below them, as in the Netflix Prize; "
      + "`awk '/:$/ {sub(\":\", \"\"); head = $0; next} {print head \",\" $0}' FILE` writes each head into "
      + "its rows, which are read"
  }

  /// One object of JSON in which all rows lie.
  private static func object(_ lines: [String]) -> String? {
    guard lines.count == 1, let line = lines.first, line.first == "{",
      case .object(let members) = try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)),
      !members.keys.contains(where: { ColumnRoles.role(ofName: $0) == .user })
    else { return nil }
    let lists = members.compactMapValues { value -> [JSONValue]? in
      if case .array(let elements) = value { elements } else { nil }
    }
    let ofRows = lists.filter { _, elements in
      if case .object = elements.first { true } else { false }
    }
    if let name = ofRows.keys.sorted().first, ofRows.count == 1 {
      return "it is one object in JSON, whose list '\(ForeignText.visible(name))' holds the rows; "
        + "`jq -c '.[\"\(ForeignText.visible(name))\"][]' FILE` makes JSON lines of it, which can be read"
    }
    guard ofRows.isEmpty, lists.count == members.count, lists.count > 1 else { return nil }
    return "it is one object in JSON with a list for each user; "
      + "`jq -r 'to_entries[] | [.key, .value[]] | join(\" \")' FILE` writes one list per line, which can be read"
  }
}
