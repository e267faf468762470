public import ArgumentParser
public import Language

// Words of the command line.
extension Pooling: ExpressibleByArgument {}
extension ItemTexts.Layout.Encoding: ExpressibleByArgument {}
