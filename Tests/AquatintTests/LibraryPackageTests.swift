import Foundation
import Testing

/// The sample program that depends on this package as anybody's does: what is not public is not there for it.
@Suite struct LibraryPackageTests {
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] != nil,
      "the package is built from nothing; bash Tests/run.sh --long does it"))
  func `a program of another package makes a set and prints its events`() async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let folder = FileManager.default.temporaryDirectory.appending(path: "aquatint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = """
      version: 1
      name: pier
      model: gemini-3-pro-image
      matrix: {time: [dawn, dusk]}
      asset: ${time}
      output: out
      stages:
        - generate: {prompt: "A pier at ${time}", aspectRatio: "1:1", imageSize: 1K}
        - decode: result
        - thumbnails: [{name: icon, longest: 32, format: png}]
      """
    try text.write(to: folder.appending(path: "pier.yaml"), atomically: true, encoding: .utf8)
    let program = Process()
    program.executableURL = URL(filePath: "/usr/bin/env")
    program.arguments = [
      "swift", "run", "--package-path", root.appending(path: "Samples/library").path, "--scratch-path",
      folder.appending(path: "build").path,
      "MakeAssets", "pier.yaml",
    ]
    program.currentDirectoryURL = folder
    let output = Pipe()
    program.standardOutput = output
    try program.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    program.waitUntilExit()
    #expect(program.terminationStatus == 0)
    #expect(said.contains("dawn: picture, 0 USD") && said.contains("2 of 2 made; 2 calls; 0 USD"), "\(said)")
    #expect(said.contains("dusk/icon.png: png, 32x32"), "\(said)")
    try FileManager.default.removeItem(at: folder)
  }
}
