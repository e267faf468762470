// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let repro: Target.Dependency = .product(name: "ReproKit", package: "repro")
let benchmark: Target.Dependency = .product(name: "Benchmark", package: "benchmark")
let plugin: Target.PluginUsage = .plugin(name: "BenchmarkPlugin", package: "benchmark")

let package = Package(
  name: "repro-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "repro", path: ".."),
    // Without its default traits: no jemalloc, which Debian's packages alone would have to bring.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    // What the others share: the machine's own rates, the papers' shapes, real and generated rows.
    .target(name: "Yardstick", dependencies: [repro], swiftSettings: strict),
    // A benchmark's figures as shares of the machine's rates.
    .target(name: "Meter", dependencies: [benchmark, "Yardstick"], swiftSettings: strict),
    // Kernels under the shapes they have in the papers.
    .executableTarget(
      name: "Kernels", dependencies: [benchmark, repro, "Meter", "Yardstick"], path: "Kernels",
      swiftSettings: strict, plugins: [plugin]),
    // One training step of each model, evaluation, preparation.
    .executableTarget(
      name: "Steps", dependencies: [benchmark, repro, "Meter", "Yardstick"], path: "Steps",
      swiftSettings: strict, plugins: [plugin]),
    // Weights, batches, losses and gradients for the PyTorch twins, and our side of the timing.
    .executableTarget(name: "Exchange", dependencies: [repro, "Yardstick"], swiftSettings: strict),
    // A distillation's outer step and epoch, for the twin in peers/summary_twin.py.
    .executableTarget(
      name: "Distilling", dependencies: [repro, "Yardstick"], swiftSettings: strict),
    // Steps of the click models, for the twins in peers/click_twin.py.
    .executableTarget(name: "ClickSteps", dependencies: [repro], swiftSettings: strict),
    // Reading and preparing a click log.
    .executableTarget(
      name: "ClickReading", dependencies: [repro, "Yardstick"], swiftSettings: strict),
    // Our own products beside the library's, under the models' shapes.
    .executableTarget(name: "Products", dependencies: [repro], swiftSettings: strict),
    // Tables of how the cost grows.
    .executableTarget(name: "Scaling", dependencies: [repro, "Yardstick"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
