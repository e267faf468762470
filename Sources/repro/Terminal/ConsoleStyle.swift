import Foundation
import Suites

/// Colour and width of terminals: what is written in colour is ours alone, the words are made safe.
extension Console {
  /// How a piece of a line looks where colour is allowed.
  enum Style: String {
    case plain = "0"
    case strong = "1"
    case soft = "2"
    case bad = "31"
    case good = "32"
    case open = "33"
  }

  /// A piece of a line.
  struct Piece: Hashable {
    var text: String
    var style: Style

    init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }

    /// As it is written.
    func written(inColour: Bool) -> String {
      let text = ForeignText.line(text)
      return inColour && style != .plain ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }
  }

  /// Whether results are read on a terminal.
  static var isTerminal: Bool { isatty(1) == 1 }

  /// Whether results may be coloured: on a terminal that can, where nobody asks for none.
  static var hasColour: Bool { isTerminal && allowsColour(ProcessInfo.processInfo.environment) }

  /// What the environment says of colour: `NO_COLOR` of any content but none, `TERM=dumb` and `CI`
  /// forbid it.
  static func allowsColour(_ environment: [String: String]) -> Bool {
    (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
      && environment["CI"] == nil
  }

  /// Columns of the terminal behind a descriptor; 80 where it does not say.
  static func columns(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
