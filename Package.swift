// swift-tools-version: 6.2
import PackageDescription

// Every target belongs to a layer and imports downward only; Tests/ArchitectureTests holds each import against that.
// What `apt` names is what Samples/setup.sh installs.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil, exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", exclude: exclude, resources: resources,
    swiftSettings: settings)
}

/// A library of the system, by its module map.
func system(_ name: String, pkgConfig: String? = nil, apt: [String] = []) -> Target {
  .systemLibrary(
    name: "C\(name)Library", path: "Sources/SystemLibraries/\(name)", pkgConfig: pkgConfig, providers: apt.isEmpty ? nil : [.apt(apt)])
}

/// One image format: the system library, the C shim that contains its jumps, and the codec, all in one folder.
func codec(_ name: String, pkgConfig: String, apt: [String]) -> [Target] {
  let folder = "Sources/Codecs/\(name)"
  return [
    .systemLibrary(name: "C\(name)Library", path: "\(folder)/System", pkgConfig: pkgConfig, providers: [.apt(apt)]),
    .target(name: "C\(name)Shim", dependencies: [.target(name: "C\(name)Library")], path: "\(folder)/Shim"),
    library("\(name)Codec", ["Diagnostics", "ImageCore", .target(name: "C\(name)Shim")], path: "\(folder)/Swift"),
  ]
}

func tests(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: path ?? "Tests/\(name)", exclude: exclude, swiftSettings: settings)
}

/// One libFuzzer executable for each codec, one for metadata and one for imports, only where `AQUATINT_FUZZ` is set: they link with no other
/// flags than those of Tests/Fuzz/run.sh.
func fuzzers(_ codecs: [String]) -> [Target] {
  guard Context.environment["AQUATINT_FUZZ"] != nil else { return [] }
  return [
    .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/Driver/LibFuzzer"),
    library("FuzzDriver", ["Diagnostics", "ImageCore", "CLibFuzzer"], path: "Tests/Fuzz/Driver/Swift"),
  ]
    + codecs.map { fuzzer($0, [.target(name: "\($0)Codec")]) } + [
      fuzzer("Metadata", ["ImageCore", "ImageOperations"]), fuzzer("PNGRows", ["CPNGShim"]),
      fuzzer("Imports", ["Storage", "PipelineModel", "Runs"]),
    ]
}

func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: "\(name)Fuzzer", dependencies: ["FuzzDriver"] + dependencies, path: "Tests/Fuzz/\(name)",
    swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
}

/// What measures single parts, only where `AQUATINT_BENCHMARKS` is set, as Tests/Benchmarks/run.sh does.
func benchmarks() -> [Target] {
  guard Context.environment["AQUATINT_BENCHMARKS"] != nil else { return [] }
  return [
    .executableTarget(
      name: "InProcessBenchmark",
      dependencies: ["ImageCore", "ImageOperations", "CImageKernels", "PNGCodec", "JPEGCodec", "WebPCodec"],
      path: "Tests/Benchmarks/InProcess", swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
  ]
}

let package = Package(
  name: "aquatint",
  products: [.library(name: "Aquatint", targets: ["Aquatint"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Layers 0 to 2
    [
      library("JSON"),
      library("Diagnostics", ["JSON"]),
      library("ImageCore", ["Diagnostics"]),
    ],
    // Layer 3
    codec("PNG", pkgConfig: "libpng zlib libdeflate libisal", apt: ["libpng-dev", "zlib1g-dev", "libdeflate-dev", "libisal-dev"]),
    codec("JPEG", pkgConfig: "libjpeg", apt: ["libjpeg62-turbo-dev"]),
    codec("WebP", pkgConfig: "libwebp libwebpmux", apt: ["libwebp-dev"]),
    codec("HEIF", pkgConfig: "libheif libde265", apt: ["libheif-dev", "libde265-dev"]),
    [
      system("LittleCMS", pkgConfig: "lcms2", apt: ["liblcms2-dev"]),
      .target(
        name: "CImageKernels", dependencies: ["CLittleCMSLibrary"], path: "Sources/ImageOperations/Kernels",
        linkerSettings: [.linkedLibrary("m")]),
      library("ImageOperations", ["ImageCore", "CImageKernels"], exclude: ["Kernels"]),
      library("PipelineSpec", ["JSON", "Diagnostics", .product(name: "Yams", package: "Yams")]),
      library("GatewayAPI", ["Diagnostics", "ImageCore"]),
      system("Nettle", pkgConfig: "nettle", apt: ["nettle-dev"]),
      library("Storage", ["CNettleLibrary", .product(name: "GRDB", package: "GRDB.swift")]),
      system("FileSystem"),
      library("FileWatching", ["CFileSystemLibrary", .product(name: "SystemPackage", package: "swift-system")]),
    ],
    // Layer 4
    [
      library(
        "PipelineModel",
        [
          "JSON", "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "Storage",
          .product(name: "SystemPackage", package: "swift-system"), .product(name: "DequeModule", package: "swift-collections"),
        ])
    ],
    // Layers 5 and 6
    [
      library("Dialects", ["JSON", "ImageCore", "GatewayAPI"]),
      library(
        "Planning",
        [
          "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      library(
        "PipelineStages",
        [
          "JSON", "Diagnostics", "ImageCore", "ImageOperations", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
    ],
    // Layer 6
    [
      library(
        "Execution",
        [
          "JSON", "Diagnostics", "ImageCore", "ImageOperations", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel", "Planning",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      system("Zlib", pkgConfig: "zlib", apt: ["zlib1g-dev"]),
      library(
        "GatewayClient",
        [
          "JSON", "Diagnostics", "ImageCore", "GatewayAPI", "Dialects", "CZlibLibrary",
          .product(name: "AsyncHTTPClient", package: "async-http-client"),
          .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
          .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
          .product(name: "NIOTLS", package: "swift-nio"),
        ]),
      .target(name: "CSceneKernel", path: "Sources/GatewayEmulator/Kernel", linkerSettings: [.linkedLibrary("m")]),
      library(
        "GatewayEmulator",
        [
          "JSON", "ImageCore", "ImageOperations", "GatewayAPI", "Storage", "Dialects", "CSceneKernel",
          .product(name: "HummingbirdCore", package: "hummingbird"),
          .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
          .product(name: "NIOHTTPTypes", package: "swift-nio-extras"), .product(name: "HTTPTypes", package: "swift-http-types"),
          .product(name: "Logging", package: "swift-log"), .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ], exclude: ["Kernel"]),
      library(
        "Reporting",
        [
          "JSON", "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel", "Planning",
          .product(name: "SystemPackage", package: "swift-system"),
        ],
        resources: ["sheet.css", "culling.css", "parts.js", "sheet.js", "choices.js", "viewer.js", "work.js", "keys.js"].map {
          .embedInCode("ContactSheet/Page/\($0)")
        }),
    ],
    // Layers 7 and 8
    [
      library(
        "Runs",
        [
          "JSON", "Diagnostics", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel", "Planning", "Execution", "Dialects",
          "GatewayClient", "GatewayEmulator", "Reporting",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      library(
        "Watching",
        [
          "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "Storage", "FileWatching", "PipelineModel", "Planning", "Execution",
          "Reporting", "Runs",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      library(
        "Reviewing",
        [
          "JSON", "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel", "Planning", "Execution",
          "Reporting",
          "Runs",
          .product(name: "HummingbirdCore", package: "hummingbird"),
          .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
          .product(name: "NIOHTTPTypes", package: "swift-nio-extras"), .product(name: "HTTPTypes", package: "swift-http-types"),
          .product(name: "Logging", package: "swift-log"), .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
    ],
    // Layer 9
    [
      library(
        "BuiltIns",
        ["ImageCore", "PNGCodec", "JPEGCodec", "WebPCodec", "HEIFCodec", "GatewayAPI", "PipelineModel", "PipelineStages", "Dialects"])
    ],
    // Layers 10 and 11
    [
      system("Terminal"),
      library(
        "Commands",
        [
          "CTerminalLibrary",
          "JSON", "Diagnostics", "ImageCore", "ImageOperations", "PipelineSpec", "GatewayAPI", "Storage", "FileWatching",
          "PipelineModel", "Planning", "Execution", "PipelineStages", "GatewayClient", "GatewayEmulator", "Reporting", "Runs", "Watching",
          "Reviewing",
          "Dialects",
          "BuiltIns",
          .product(name: "ArgumentParser", package: "swift-argument-parser"),
          .product(name: "Logging", package: "swift-log"), .product(name: "SystemPackage", package: "swift-system"),
        ],
        // Compiled in, so that the command stays a single file.
        resources: [.embedInCode("Verbs/Doctor/sample.heic"), .embedInCode("Verbs/Explain/Messages.md")]),
      library(
        "Aquatint",
        [
          "Diagnostics", "ImageCore", "ImageOperations", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel", "Planning", "Dialects",
          "Execution", "GatewayEmulator", "Reporting", "Runs", "BuiltIns",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      .executableTarget(name: "aquatint", dependencies: ["Commands"], path: "Sources/aquatint", swiftSettings: settings),
    ],
    // What tests share, and the program that draws the samples
    [
      .target(
        name: "TestSupport", dependencies: ["Diagnostics", "ImageCore", "CLittleCMSLibrary"], path: "Tests/TestSupport",
        sources: ["Colour", "MarkedText.swift", "Mutations.swift", "Pictures"], swiftSettings: settings),
      .target(name: "CHEICEncoder", dependencies: ["CHEIFLibrary"], path: "Tests/TestSupport/HEICEncoder/C"),
      library("HEICEncoder", ["ImageCore", "CHEICEncoder"], path: "Tests/TestSupport/HEICEncoder/Swift"),
      .target(
        name: "CLibraryCalls", dependencies: ["CHEIFLibrary", "CJPEGLibrary"], path: "Tests/TestSupport/LibraryCalls/C"),
      library("LibraryCalls", ["CLibraryCalls"], path: "Tests/TestSupport/LibraryCalls/Swift"),
      library(
        "ScriptedServer",
        [
          .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
          .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ],
        path: "Tests/TestSupport/ScriptedServer"),
      library(
        "PipelineFixtures",
        [
          "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel", "Planning", "Execution", "BuiltIns",
          "Dialects", "TestSupport",
          .product(name: "SystemPackage", package: "swift-system"),
        ], path: "Tests/TestSupport/Pipelines"),
      .executableTarget(
        name: "SampleMaker",
        dependencies: ["ImageCore", "ImageOperations", "PNGCodec", "JPEGCodec", "WebPCodec", "HEICEncoder", "TestSupport"],
        path: "Tests/SampleMaker", swiftSettings: settings),
    ],
    // Tests, by layer
    [
      tests("ArchitectureTests", []),
      tests("JSONTests", ["JSON"]),
      tests("DiagnosticsTests", ["Diagnostics", "TestSupport"]),
      tests("PNGCodecTests", ["ImageCore", "PNGCodec", "CPNGShim", "TestSupport"]),
      tests("JPEGCodecTests", ["ImageCore", "JPEGCodec", "TestSupport"]),
      tests("CodecTests", ["ImageCore", "WebPCodec", "HEIFCodec", "HEICEncoder"]),
      tests("CodecConformanceTests", ["Diagnostics", "ImageCore", "BuiltIns", "TestSupport"]),
      tests("ImageOperationsTests", ["ImageCore", "ImageOperations", "CImageKernels", "TestSupport"]),
      tests("PipelineSpecTests", ["Diagnostics", "PipelineSpec", "TestSupport"]),
      tests("GatewayAPITests", ["Diagnostics", "ImageCore", "GatewayAPI", "Dialects", "BuiltIns"]),
      tests("StorageTests", ["Storage", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
      tests("FileWatchingTests", ["FileWatching", .product(name: "SystemPackage", package: "swift-system")]),
      tests(
        "PipelineModelTests",
        [
          "Diagnostics", "ImageCore", "PipelineSpec", "Storage", "PipelineModel", "BuiltIns", "TestSupport", "PipelineFixtures",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      tests(
        "ExecutionTests",
        ["ImageCore", "GatewayAPI", "Storage", "PipelineModel", "Execution", "PipelineFixtures"]),
      tests(
        "PlanningTests",
        [
          "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "Storage", "PipelineModel", "Planning", "Execution", "BuiltIns",
          "TestSupport", "PipelineFixtures",
        ]),
      tests(
        "StageConformanceTests",
        [
          "Diagnostics", "ImageCore", "GatewayAPI", "Storage", "PipelineModel", "Execution", "BuiltIns", "TestSupport", "PipelineFixtures",
          "JSON",
        ]),
      tests(
        "PipelineStagesTests",
        [
          "Diagnostics", "ImageCore", "ImageOperations", "GatewayAPI", "Storage", "PipelineModel", "Planning", "Execution",
          "PipelineStages", "JSON", "PipelineSpec", "BuiltIns", "TestSupport", "PipelineFixtures", "LibraryCalls", "CFileSystemLibrary",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      tests(
        "GatewayClientTests",
        [
          "ImageCore", "GatewayAPI", "Dialects", "GatewayClient", "BuiltIns", "ScriptedServer",
          .product(name: "NIOSSL", package: "swift-nio-ssl"),
          .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        ]),
      tests(
        "GatewayEmulatorTests",
        [
          "ImageCore", "GatewayAPI", "Dialects", "GatewayEmulator", "BuiltIns", .product(name: "NIOCore", package: "swift-nio"),
          .product(name: "NIOPosix", package: "swift-nio"),
        ]),
      tests(
        "GatewayConformanceTests",
        ["JSON", "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "Dialects", "GatewayClient", "GatewayEmulator", "BuiltIns"]),
      tests("AquatintTests", ["Aquatint"]),
      tests(
        "RunsTests",
        [
          "Diagnostics", "ImageCore", "PipelineSpec", "GatewayAPI", "GatewayEmulator", "Storage", "PipelineModel", "Planning", "Execution",
          "Dialects", "Reporting", "Runs",
          "BuiltIns", "TestSupport", "PipelineFixtures", "ScriptedServer", .product(name: "SystemPackage", package: "swift-system"),
        ]),
      tests(
        "WatchingTests",
        [
          "GatewayAPI", "Storage", "Watching", "PipelineFixtures",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      tests(
        "BuiltInsTests",
        [
          "Diagnostics", "ImageCore", "GatewayAPI", "Storage", "PipelineModel", "Planning", "BuiltIns", "TestSupport", "PipelineFixtures",
          .product(name: "SystemPackage", package: "swift-system"),
        ]),
      tests(
        "GoldenTests",
        [
          "Diagnostics", "ImageCore", "GatewayAPI", "Storage", "BuiltIns", "TestSupport", "PipelineFixtures",
          .product(name: "SystemPackage", package: "swift-system"),
        ], exclude: ["Deliveries", "Diagnostics"]),
      tests(
        "SampleTests",
        ["ImageCore", "ImageOperations", "PNGCodec", "JPEGCodec", "WebPCodec", "HEIFCodec", "TestSupport", "SampleMaker"]),
      tests(
        "EndToEndTests",
        [
          "aquatint", "Diagnostics", "ImageCore", "ImageOperations", "PipelineSpec", "GatewayAPI", "GatewayEmulator", "Storage",
          "PipelineModel", "Dialects", "BuiltIns", "HEICEncoder", "TestSupport", "ScriptedServer",
          .product(name: "GRDB", package: "GRDB.swift"),
        ]),
    ],
    fuzzers(["PNG", "JPEG", "WebP", "HEIF"]),
    benchmarks(),
  ].flatMap { $0 }
)
