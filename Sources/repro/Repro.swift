@main struct Repro { static func main() {} }
