import Foundation
import TestSupport
import Testing

@Suite struct FitTests {
  private let tool: Tool

  init() throws { tool = try Tool() }

  private func write(_ text: String) throws {
    try text.write(toFile: tool.folder + "/mine.csv", atomically: true, encoding: .utf8)
  }

  /// Twelve models on the plane `0.1 + 0.02·ln layers + 0.03·ln width`, in two groups.
  private func table() -> String {
    var text = "layers,width,set,metric\n"
    for set in ["a", "b"] {
      for layers in [1.0, 2, 4] {
        for width in [8.0, 16, 32] {
          let value = 0.1 + 0.02 * log(layers) + 0.03 * log(width) + (set == "b" ? 0.05 : 0)
          text += "\(layers),\(width),\(set),\(value)\n"
        }
      }
    }
    return text
  }

  @Test("a user's own table is fitted group by group, and drawn")
  func groups() throws {
    try write(table())
    let outcome = try tool.run(
      "fit", "mine.csv", "--law", "log-linear", "--by", "set", "--resamples", "20")
    #expect(outcome.code == 0, "\(outcome.complaints)")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    let first = "a      log-linear  9       3     1.000000  0.000000  0.000000  0.000000"
    #expect(lines.count > 8 && lines[1].hasPrefix(first), "\(outcome.output)")
    #expect(lines[4] == "a, P = c + a·ln N + b·ln d")
    #expect(lines[6].hasPrefix("  a  0.020000"))
    let drawn = try String(contentsOfFile: tool.folder + "/mine.svg", encoding: .utf8)
    #expect(drawn.contains("<svg"))
    let again = try tool.run(
      "fit", "mine.csv", "--law", "log-linear", "--by", "set", "--resamples", "20")
    #expect(again.output == outcome.output)
  }

  @Test(
    "what cannot be fitted is refused in one sentence",
    arguments: [
      ("layers,width\n1,2\n", "mine.csv: there is no column 'metric'; there are layers, width."),
      (
        "layers,width,metric\n1,8,0.1\n2,0,0.2\n",
        "mine.csv, line 3: 'width' must be positive, not 0.0."
      ),
      (
        "layers,width,metric\n1,8,high\n",
        "mine.csv, line 2: 'high' in column 'metric' is not a number."
      ),
      ("layers,width,metric\n1,8,0.1\n", "mine.csv: F3 needs at least 7 points, not 1."),
      (
        "layers,width,metric\n1,8\n",
        "mine.csv, line 2: there are 2 fields, but the header has 3."
      ),
      ("layers,width,metric\n1,\"8,0.1\n", "mine.csv, line 2: a quote is not closed."),
      ("layers,layers\n", "mine.csv, line 1: two columns are called 'layers'."),
      ("", "mine.csv: the file is empty."),
      (
        "layers,width,metric\n1,8,0x1p-3\n",
        "mine.csv, line 2: '0x1p-3' in column 'metric' is not a number."
      ),
      (
        "layers,width,metric\n1,8,nan\n",
        "mine.csv, line 2: 'nan' in column 'metric' is not a number."
      ),
      (
        "layers,width,metric\n1,8,1e999\n",
        "mine.csv, line 2: '1e999' in column 'metric' is not a number."
      ),
      (
        "layers,width,metric\n1,8\u{0},0.1\n",
        "mine.csv, line 2: there is a control character in field 2."
      ),
      (
        "layers,width,metric\n1,8\"0,0.1\n",
        "mine.csv, line 2: a quote stands in the middle of a field."
      ),
      (
        "layers,width,metric\n1,\"8\"0,0.1\n",
        "mine.csv, line 2: there is text after a closing quote."
      ),
      ("layers,width,metric\n", "mine.csv: the table has no rows."),
    ])
  func refusals(text: String, sentence: String) throws {
    try write(text)
    let outcome = try tool.run("fit", "mine.csv")
    #expect(outcome.code == 65)
    #expect(outcome.complaints == "repro: \(sentence)\n")
    #expect(outcome.output.isEmpty)
  }

  @Test("tokens enter as asked, and a way that a law has not is refused")
  func dataTerm() throws {
    var text = "layers,width,tokens,metric\n"
    for tokens in [100.0, 1000, 10000] {
      for layers in [1.0, 2, 4] {
        for width in [8.0, 16] {
          let value = 0.1 + 0.02 * log(layers) + 0.03 * log(width) + 0.01 * log(tokens)
          text += "\(layers),\(width),\(tokens),\(value)\n"
        }
      }
    }
    try write(text)
    let line = try tool.run(
      "fit", "mine.csv", "--law", "log-linear", "--data", "logarithm", "--resamples", "0")
    #expect(line.code == 0 && line.output.contains("\n  g  0.010000"), "\(line.output)")
    let levels = try tool.run("fit", "mine.csv", "--law", "log-linear", "--resamples", "0")
    #expect(levels.output.contains("\n  c[100]    0.146052"), "\(levels.output)")
    let own = try tool.run("fit", "mine.csv", "--law", "quadratic", "--data", "own")
    #expect(own.code == 65)
    #expect(own.complaints.hasPrefix("repro: Law 'quadratic': the data size enters it as levels, "))
    let unknown = try tool.run("fit", "mine.csv", "--data", "some")
    #expect(unknown.code == 64)
    #expect(
      unknown.complaints.contains(
        "--data must be one of levels, constant, logarithm, own, not 'some'."))
  }

  @Test("a law or a file that does not exist is refused")
  func unknown() throws {
    let file = try tool.run("fit", "none.csv")
    #expect(file.complaints == "repro: none.csv: there is no such file, or it cannot be read.\n")
    #expect(file.code == 65)
    let law = try tool.run("fit", "none.csv", "--law", "F2")
    #expect(law.complaints.hasPrefix("repro: Law 'F2': is not known; there are F1, F3, "))
  }

  @Test(
    "Hoffmann's form is fitted by Huber's loss to parameters and compute, as published points give it",
    .enabled(
      if: SharedData.has("data/fits/chinchilla-points.csv"),
      "needs data/fits/chinchilla-points.csv among the local data"))
  func huber() throws {
    let points = SharedData.folder.appendingPathComponent("data/fits/chinchilla-points.csv").path
    let outcome = try tool.run(
      "fit", points, "--law", "hoffmann", "--loss", "huber", "--parameters", "Model Size",
      "--compute", "Training FLOP", "--metric", "loss", "--resamples", "0", "--json")
    #expect(outcome.code == 0, "\(outcome.complaints)")
    struct Fit: Decodable {
      var points: Int
      var loss: Double
      var numbers: [String: Double]
      var starts: Int
    }
    let fits = try JSONDecoder().decode([Fit].self, from: Data(outcome.output.utf8))
    #expect(fits.count == 1 && fits[0].points == 245 && fits[0].starts == 4500)
    #expect(fits[0].loss <= 0.001826015)
  }

  @Test("Huber's fit gives noiseless numbers back in words, with one line for each number")
  func huberWords() throws {
    var text = "parameters,tokens,value\n"
    for size in [1e7, 1e8, 1e9, 1e10] {
      for tokens in [1e9, 1e10, 1e11] {
        text +=
          "\(size),\(tokens),\(1.69 + 406.4 * pow(size, -0.34) + 410.7 * pow(tokens, -0.28))\n"
      }
    }
    try write(text)
    let outcome = try tool.run(
      "fit", "mine.csv", "--law", "hoffmann", "--loss", "huber", "--resamples", "8")
    #expect(outcome.code == 0, "\(outcome.complaints)")
    #expect(outcome.output.hasPrefix("mine.csv, L = E + A/N^α + B/D^β, 12 points\n"))
    #expect(outcome.output.contains("\n  E     1.6900  ± 0.0000  [1.6900, 1.6900]  loss of"))
    #expect(outcome.output.contains("\n  α     0.3400"))
  }

  @Test(
    "what Huber's fit does not take is refused",
    arguments: [
      ("--loss huber", "--loss huber fits only --law hoffmann."),
      ("--law hoffmann --loss huber --data own", "takes no --data, --outer or --plot."),
      (
        "--law hoffmann --loss huber --tokens t --compute c",
        "--compute takes the place of --tokens; give only one of them."
      ),
      ("--law F3 --parameters n", "--parameters and --compute are for --loss huber"),
      ("--law hoffmann --loss cauchy", "'cauchy'"),
    ])
  func huberRefusals(options: String, words: String) throws {
    try write(table())
    let outcome = try tool.run(
      ["fit", "mine.csv"] + options.split(separator: " ").map(String.init))
    #expect(outcome.code == 64)
    #expect(outcome.complaints.contains(words), "\(outcome.complaints)")
  }
}
