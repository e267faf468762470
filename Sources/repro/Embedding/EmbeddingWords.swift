public import ArgumentParser
public import Experiments
public import Language

// Words of the command line.
extension Pooling: ExpressibleByArgument {}
extension PretrainedModel: ExpressibleByArgument {}
extension ItemTexts.Layout.Encoding: ExpressibleByArgument {}
