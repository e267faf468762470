import Foundation
import TestSupport
import Testing

/// The drawing of the floors in CONTRIBUTING.md against the manifest.
@Suite struct FloorTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOf: SharedData.package.appendingPathComponent(path), encoding: .utf8)
  }

  /// Targets by floor, and what each may import, as the manifest says.
  private func manifest() throws -> (floors: [String: [String]], imports: [String: Set<String>]) {
    let whole = try text("Package.swift")
    let begin = try #require(whole.range(of: "// Floor 0"))
    let end = try #require(whole.range(of: "// A target that is never shipped"))
    var floors: [String: [String]] = [:]
    var imports: [String: Set<String>] = [:]
    for part in ("// Floor 0" + whole[begin.upperBound..<end.lowerBound]).split(
      separator: "// Floor ")
    {
      let floor = String(part.prefix(1))
      for target in part.split(separator: "arget(").flatMap({ $0.split(separator: "ystemLibrary(") }
      ) {
        guard let name = target.firstMatch(of: /name: "([A-Za-z]+)"/) else { continue }
        floors[floor, default: []].append(String(name.1))
        let list = target.firstMatch(of: /dependencies: \[([^\]]*)\]/)
        imports[String(name.1)] = Set(
          (list?.1 ?? "").matches(of: /"([A-Za-z]+)"/).map { String($0.1) })
      }
    }
    return (floors, imports)
  }

  /// Everything that is reached by arrows from a target.
  private func reached(_ target: String, _ arrows: [String: Set<String>]) -> Set<String> {
    var found: Set<String> = []
    var open = [target]
    while let next = open.popLast() {
      for name in arrows[next] ?? [] where found.insert(name).inserted { open.append(name) }
    }
    return found
  }

  @Test("the drawing has the manifest's floors, and its arrows lead where imports do")
  func drawing() throws {
    let page = try text("CONTRIBUTING.md")
    let begin = try #require(page.range(of: "```mermaid\n"))
    let end = try #require(page.range(of: "\n```", range: begin.upperBound..<page.endIndex))
    var floors: [String: [String]] = [:]
    var arrows: [String: Set<String>] = [:]
    var floor: String?
    for line in page[begin.upperBound..<end.lowerBound].split(separator: "\n") {
      let line = line.trimmingCharacters(in: .whitespaces)
      if let match = line.firstMatch(of: /^subgraph f\d\["(\d)"\]$/) {
        floor = String(match.1)
      } else if line == "end" {
        floor = nil
      } else if let floor {
        floors[floor] = line.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      } else if let match = line.firstMatch(of: /^([A-Za-z]+) --> (.*)$/) {
        arrows[String(match.1)] = Set(
          match.2.split(separator: "&").map { $0.trimmingCharacters(in: .whitespaces) })
      }
    }
    let (wanted, imports) = try manifest()
    #expect(floors.mapValues { Set($0) } == wanted.mapValues { Set($0) })
    #expect(imports.count > 20 && arrows.count > 10)
    for (target, names) in arrows {
      #expect(names.isSubset(of: imports[target] ?? []), "\(target) may not import all of \(names)")
    }
    for target in imports.keys {
      #expect(
        reached(target, arrows) == reached(target, imports),
        "\(target): the drawing in CONTRIBUTING.md and Package.swift differ")
    }
  }
}
