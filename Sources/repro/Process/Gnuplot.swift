import Reports

/// The program that draws. What it cannot draw is missing from a report, with the reason.
struct Gnuplot {
  /// A drawing as SVG, or why there is none, as the end of a sentence.
  enum Drawing: Equatable {
    case drawn(String)
    case missing(String)
  }

  /// The program's name or absolute path.
  private let program: String
  /// Seconds for one drawing.
  private let seconds: Double
  /// Why no more drawings are tried.
  private var resigned: String?

  init(program: String = "gnuplot", seconds: Double = 60) {
    self.program = program
    self.seconds = seconds
  }

  /// Draws without any start-up file, in an environment that names no terminal. After gnuplot was
  /// found missing, or did not finish, no more is tried.
  mutating func draw(_ plot: Plot) -> Drawing {
    if let resigned { return .missing(resigned) }
    let output: Program.Output?
    do {
      output = try Program.run(
        program, ["-d"], input: plot.script, within: .init(seconds: seconds, bytes: 1 << 26))
    } catch {
      Console.complain("repro: \(sentence(of: error))")
      return .missing("gnuplot's files cannot be written")
    }
    guard let output else {
      resigned = "gnuplot is not installed"
      Console.complain("repro: gnuplot is not installed, so no drawing was made.")
      return .missing("gnuplot is not installed")
    }
    guard let fault = output.fault ?? (output.text.contains("</svg>") ? nil : "drew nothing") else {
      return .drawn(output.text)
    }
    let detail = output.complaint.isEmpty ? "" : ": \(output.complaint)"
    Console.complain("repro: The drawing \(plot.name) is missing: gnuplot \(fault)\(detail)")
    if output.tookTooLong { resigned = "gnuplot \(fault)" }
    return .missing("gnuplot \(fault)")
  }
}
