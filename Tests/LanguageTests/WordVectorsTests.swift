import Testing

@testable import Language

@Suite struct WordVectorsTests {
  @Test("words are letters and digits, two and more, in small letters")
  func words() {
    #expect(
      SparseRows.words(of: "OPI Nail-Lacquer, 0.5 oz (Crème) a X2")
        == ["opi", "nail", "lacquer", "oz", "crème", "x2"])
    #expect(SparseRows.words(of: " .-, a ").isEmpty)
  }

  @Test("a word counts by how often it stands and by how few texts have it")
  func weights() {
    let rows = SparseRows(wordsOf: ["red red nail", "nail", "", "blue nail"])
    #expect(rows.count == 4 && rows.width == 3 && rows[2].isEmpty)
    // ln(5 / 2) + 1 for red and blue, ln(5 / 4) + 1 for nail.
    let (rare, common) = (1.9162907318741551, 1.2231435513142097)
    let length = (4 * rare * rare + common * common).squareRoot()
    #expect(rows[0].map(\.column) == [0, 1])
    #expect(abs(rows[0][0].value - 2 * rare / length) < 1e-12)
    #expect(abs(rows[0][1].value - common / length) < 1e-12)
    #expect(rows[1].map(\.value) == [1] && rows[3].map(\.column) == [1, 2])
  }
}
