import ArgumentParser

/// `repro data`
struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Looks at data files of your own.",
    discussion: """
      `sniff` says which layout reads a file, and prints its first rows as they are read.

        repro data sniff ratings.tsv
        repro data sniff ml-25m.zip --member ml-25m/ratings.csv --rows 3
      """,
    subcommands: [SniffCommand.self])
}
