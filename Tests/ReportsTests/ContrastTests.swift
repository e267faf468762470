import Foundation
import Suites
import Testing

@testable import Reports

/// Colours against what they stand on, by WCAG 2.2: a ratio of 4.5 for text.
@Suite struct ContrastTests {
  /// Relative luminance of `#rgb` or `#rrggbb`.
  private func luminance(_ colour: String) throws -> Double {
    var digits = colour.dropFirst().map(String.init)
    if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
    try #require(digits.count == 6, "\(colour)")
    let parts = try stride(from: 0, to: 6, by: 2).map { place in
      let value = try #require(Int(digits[place] + digits[place + 1], radix: 16), "\(colour)")
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ one: String, _ other: String) throws -> Double {
    let values = try [luminance(one), luminance(other)].sorted()
    return (values[1] + 0.05) / (values[0] + 0.05)
  }

  @Test("black on white has the ratio 21, the grey 777 on it 4.48")
  func known() throws {
    #expect(abs(try contrast("#000", "#ffffff") - 21) < 1e-9)
    #expect(abs(try contrast("#777777", "#fff") - 4.48) < 0.005)
  }

  @Test("text of every colour is read on the page by day and by night")
  func pages() throws {
    let palettes = HTMLStyle.text.matches(of: /:root \{([^}]*)\}/).map { match in
      Dictionary(
        match.1.matches(of: /--([a-z]+): (#[0-9a-f]+)/).map { (String($0.1), String($0.2)) },
        uniquingKeysWith: { $1 })
    }
    #expect(palettes.count == 2)
    for palette in palettes {
      let paper = try #require(palette["paper"])
      let texts = palette.filter { !["paper", "line"].contains($0.key) }
      #expect(texts.count == 6)
      for (name, colour) in texts {
        #expect(try contrast(colour, paper) >= 4.5, "\(name): \(colour) on \(paper)")
      }
    }
  }

  @Test("a label in a model's colour is read on the white of a drawing")
  func drawings() throws {
    #expect(ModelFamily.Hue.allCases.count == 12)
    for hue in ModelFamily.Hue.allCases {
      let family = ModelFamily("any", hue)
      #expect(try contrast(family.colour, "#ffffff") >= 4.5, "\(hue): \(family.colour)")
    }
  }
}
