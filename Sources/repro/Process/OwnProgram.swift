import Foundation

/// The file of the program that is running.
enum OwnProgram {
  #if os(Linux)
    /// A path under which the system finds it, even where the file has another name by now.
    static let file = "/proc/self/exe"

    /// Its path; nil where the system does not say.
    static var path: String? {
      try? FileManager.default.destinationOfSymbolicLink(atPath: file)
    }
  #else
    /// A path under which the system finds it.
    static var file: String { path ?? CommandLine.arguments[0] }

    /// Its path; nil where the system does not say.
    static var path: String? {
      Bundle.main.executableURL?.resolvingSymlinksInPath().path
    }
  #endif
}
