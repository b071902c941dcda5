// swift-tools-version: 6.2
import PackageDescription

// A program of somebody else's that uses the library; `swift run --package-path Samples/library` builds and runs it.
let package = Package(
  name: "make-assets",
  dependencies: [.package(name: "aquatint", path: "../..")],
  targets: [.executableTarget(name: "MakeAssets", dependencies: [.product(name: "Aquatint", package: "aquatint")])])
