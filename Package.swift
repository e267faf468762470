// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// What C headers are compiled for: the processors' own level on x86-64, the compiler's own choice
/// elsewhere. A package is built on a machine of the kind that it is built for.
#if arch(x86_64)
  let level3 = ["-Xcc", "-march=x86-64-v3"]
  let level4 = ["-Xcc", "-march=x86-64-v4"]
#else
  let level3: [String] = []
  let level4: [String] = []
#endif

/// The kernels are compiled optimised in every configuration, so that a debug build computes the
/// same bits as a release build, at the same speed. `unsafeFlags` bar other packages from
/// depending on this one by version; it is a tool, so nobody needs to.
let kernels: [SwiftSetting] =
  strict + [
    .unsafeFlags(["-Ounchecked"] + level3, .when(platforms: [.linux]))
  ]

/// Products for processors with registers of 512 bits. Nothing in this target may be called before
/// the processor was asked for them, and nothing generic may leave it: the linker keeps one copy of
/// what several targets specialise alike, and that could be this target's.
let wideKernels: [SwiftSetting] =
  strict + [
    .unsafeFlags(["-Ounchecked"] + level4, .when(platforms: [.linux]))
  ]

/// The parsers of large files are optimised too, with every check left on.
let optimised: [SwiftSetting] = strict + [.unsafeFlags(["-O"])]

/// The revision the tool is built from, as the build is told it: `.ci/revision` prints it. Not the
/// manifest's own knowledge of git, which the package manager keeps from one build to the next.
let revision: String = {
  let told = Context.environment["REPRO_REVISION"] ?? ""
  let digits = told.hasSuffix("+") ? told.dropLast() : told[...]
  let isOne =
    (7...64).contains(digits.count) && digits.allSatisfy { "0123456789abcdef".contains($0) }
  return isOne ? told : "unknown"
}()

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// MPI's header, needed under the trait alone.
let mpi: Target.Dependency = .target(name: "CMPI", condition: .when(traits: ["MPI"]))

let package = Package(
  name: "repro",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "repro", targets: ["repro"]),
    .library(
      name: "ReproKit",
      targets: [
        "Autograd", "Datasets", "Determinism", "Experiments", "Fits", "Language", "Metrics",
        "Models", "OpenBLAS", "Suites", "Tensors", "Weights", "WideProducts",
      ]),
  ],
  traits: [
    .trait(
      name: "DoublePrecision",
      description: "Computes in Double, for checking derivatives; about half as fast."),
    .trait(
      name: "MPI",
      description: "Several processes compute one training (`repro run --ranks`). Needs Open MPI."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Floor 0: what the system has, and what makes results repeatable, and numbers from ranks
    // and scores.
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CNLopt", pkgConfig: "nlopt", providers: [.apt(["libnlopt-dev"])]),
    .systemLibrary(name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .systemLibrary(name: "CIntrinsics"),
    .target(
      name: "CRevision", cSettings: [.define("REPRO_REVISION", to: "\"\(revision)\"")]),
    .target(name: "Determinism", swiftSettings: optimised),
    .target(name: "Metrics", dependencies: ["Determinism"], swiftSettings: optimised),
    .target(name: "OpenBLAS", swiftSettings: strict),
    .target(name: "WideProducts", dependencies: ["CIntrinsics"], swiftSettings: wideKernels),

    // Floor 1.
    .target(
      name: "Tensors", dependencies: ["CIntrinsics", "Determinism", "OpenBLAS", "WideProducts"],
      swiftSettings: kernels),
    .target(name: "Cluster", dependencies: ["Determinism", mpi], swiftSettings: strict),
    .target(name: "Archives", dependencies: ["CArchive", "CZlib"], swiftSettings: strict),
    .target(name: "Suites", dependencies: [yams, "CCrypto", "Metrics"], swiftSettings: strict),
    .target(name: "Weights", swiftSettings: optimised),

    // Floor 2.
    .target(name: "Autograd", dependencies: ["Determinism", "Tensors"], swiftSettings: strict),
    .target(
      name: "Datasets", dependencies: ["Archives", "CCrypto", "CCurl", "Determinism", "Suites"],
      swiftSettings: optimised),
    .target(
      name: "Fits", dependencies: ["CNLopt", "CZlib", "Determinism", "OpenBLAS", "Suites"],
      swiftSettings: optimised),
    .target(
      name: "Language", dependencies: ["Determinism", "Suites", "Tensors", "Weights"],
      swiftSettings: optimised),
    .target(
      name: "Verdicts", dependencies: ["Determinism", "Metrics", "Suites"],
      swiftSettings: optimised),

    // Floor 3.
    .target(
      name: "Models", dependencies: ["Autograd", "Determinism", "Suites", "Tensors", "Weights"],
      swiftSettings: strict),
    .target(
      name: "Reports", dependencies: ["Metrics", "Suites", "Verdicts"], swiftSettings: strict),

    // Floor 4: the only floor where data and models meet.
    .target(
      name: "Experiments",
      dependencies: [
        "Archives", "Autograd", "Datasets", "Determinism", "Fits", "Language", "Metrics", "Models",
        "OpenBLAS", "Suites", "Tensors", "Weights",
      ], swiftSettings: optimised),

    // Floor 5: words on the command line to calls, errors to sentences and exit codes.
    .executableTarget(
      name: "repro",
      dependencies: [
        arguments, "Archives", "CIntrinsics", "CRevision", "Cluster", "Datasets", "Determinism",
        "Experiments", "Fits", "Language", "Metrics", "Models", "OpenBLAS", "Reports", "Suites",
        "Verdicts", "Weights",
      ], swiftSettings: strict),

    // A target that is never shipped: places of data, temporary folders, a server that misbehaves.
    .target(
      name: "TestSupport", dependencies: ["Determinism", "Metrics", "Suites"],
      path: "Tests/Support",
      swiftSettings: optimised),
    .testTarget(
      name: "ArchivesTests", dependencies: ["Archives", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "AutogradTests", dependencies: ["Autograd", "Determinism", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "ClickModelsTests",
      dependencies: [
        "Autograd", "Determinism", "Experiments", "Metrics", "Models", "Suites", "Tensors",
        "TestSupport",
      ],
      swiftSettings: optimised),
    .testTarget(
      name: "CriteoTests",
      dependencies: ["Archives", "Datasets", "Determinism", "Suites", "TestSupport"],
      swiftSettings: optimised),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["Archives", "Datasets", "Determinism", "Suites", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DeterminismTests", dependencies: ["Determinism"], swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Datasets", "Determinism", "Experiments", "Language", "Metrics", "Models", "Suites",
        "Tensors", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FitsTests", dependencies: ["Determinism", "Fits", "Suites"], swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "Archives", "Datasets", "Determinism", "Experiments", "Language", "Metrics", "Models",
        "Reports", "Suites", "TestSupport", "Verdicts", "Weights", "repro",
      ], swiftSettings: optimised),
    .testTarget(
      name: "LanguageTests",
      dependencies: [
        "Archives", "Determinism", "Language", "Suites", "Tensors", "TestSupport", "Weights",
      ],
      swiftSettings: optimised),
    .testTarget(
      name: "MetricsTests", dependencies: ["Determinism", "Metrics"], swiftSettings: strict),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Autograd", "Determinism", "Models", "Suites", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Metrics", "Reports", "Suites", "TestSupport", "Verdicts"],
      swiftSettings: strict),
    // Simulations of the rules, thousands of suites of drawn numbers: optimised as the rules are.
    .testTarget(
      name: "RulesTests",
      dependencies: ["Determinism", "Metrics", "Reports", "Suites", "TestSupport", "Verdicts"],
      swiftSettings: optimised),
    .testTarget(
      name: "SuitesTests", dependencies: ["Metrics", "Suites", "TestSupport", yams],
      swiftSettings: strict),
    .testTarget(
      name: "VerdictsTests",
      dependencies: ["Determinism", "Metrics", "Suites", "TestSupport", "Verdicts"],
      swiftSettings: strict),
    .testTarget(
      name: "WideProductsTests",
      dependencies: ["Determinism", "OpenBLAS", "Tensors", "WideProducts"],
      swiftSettings: optimised),
    .testTarget(
      name: "ToolTests",
      dependencies: [
        "Experiments", "Metrics", "Reports", "Suites", "TestSupport", "Verdicts", "repro",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// Where REPRO_TESTS names targets of tests, they are built without the other tests and the tool: all that
// a build for one question needs, as that of derivatives in double precision.
if let asked = Context.environment["REPRO_TESTS"]?.split(separator: " ").map(String.init) {
  package.targets.removeAll { ($0.isTest && !asked.contains($0.name)) || $0.name == "repro" }
  package.products.removeAll { $0.name == "repro" }
}
