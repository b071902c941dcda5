import Foundation
import Glibc
import Synchronization
import Testing

/// Links below the output and the store: nothing is written, replaced or removed through one.
@Suite struct LinkedFolderTests {
  private static let pipeline = """
    version: 1
    name: shapes
    model: gemini-3.1-flash-image
    matrix:
      shape: [shoe, boot]
    asset: "${shape}"
    output: out
    stages:
      - generate: {prompt: "A ${shape}", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: icon, longest: 16, format: png}
    """

  private func scene() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "shapes.yaml")
    try scratch.write("precious", to: "src/icon.png")
    return scratch
  }

  private func link(_ name: String, to target: String, in scratch: Scratch) throws {
    try FileManager.default.createDirectory(
      atPath: URL(filePath: "\(scratch.path)/\(name)").deletingLastPathComponent().path, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: "\(scratch.path)/\(name)", withDestinationPath: target)
  }

  @Test(arguments: ["run", "plan"])
  func `a link in an asset's place ends with 3 before anything is made, at its place in the file`(_ verb: String) async throws {
    let scratch = try scene()
    try link("out/shoe", to: "../src", in: scratch)
    let ending = try await Program.run(verb, "shapes.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 3)
    #expect(ending.errors.contains(#""line":7"#) && ending.errors.contains("link-in-output"), "\(ending.errors)")
    #expect(ending.errors.contains("\(scratch.path)/out/shoe"))
    #expect(ending.errors.contains("--output"))
    if verb == "run" { #expect(try ending.summary.calls == 0) }
    #expect(try scratch.names(in: "src") == ["icon.png"])
    #expect(try scratch.text("src/icon.png") == "precious")
    #expect(!scratch.exists("out/boot"))
  }

  @Test func `the output and the store may be links themselves`() async throws {
    let scratch = try scene()
    try scratch.write("", to: "elsewhere/real/keep")
    try scratch.write("", to: "elsewhere/store/keep")
    try link("out", to: "elsewhere/real", in: scratch)
    try link(".aquatint", to: "elsewhere/store", in: scratch)
    let ending = try await Program.run("run", "shapes.yaml", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(scratch.exists("elsewhere/real/shoe/icon.png"))
    #expect(scratch.exists("elsewhere/store/ledger.sqlite"))
  }

  @Test(arguments: ["blobs", "partial", "runs", "locks", "ledger.sqlite", "blobs/00"])
  func `a link below the store ends with 3, and nothing is asked`(_ name: String) async throws {
    let scratch = try scene()
    try scratch.write("", to: "elsewhere/keep")
    try link(".aquatint/\(name)", to: "\(scratch.path)/elsewhere", in: scratch)
    for verb in ["run", "plan"] {
      let ending = try await Program.run(verb, "shapes.yaml", in: scratch)
      #expect(ending.code == 3, "\(verb): \(ending.errors)")
      #expect(ending.errors.contains("/.aquatint/\(name)'"), "\(verb): \(ending.errors)")
      #expect(ending.errors.contains("--store"), "\(verb)")
    }
    #expect(try scratch.names(in: "elsewhere") == ["keep"])
    #expect(!scratch.exists("out"))
  }

  @Test func `pruning by a hostile manifest removes nothing outside`() async throws {
    let scratch = try scene()
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
    let digest = sha256(try Data(contentsOf: URL(filePath: "\(scratch.path)/src/icon.png")))
    var manifest = try #require(try JSONSerialization.jsonObject(with: Data(try scratch.read("out/manifest.json"))) as? [String: Any])
    let files = try #require(manifest["files"] as? [[String: Any]])
    let hostile = ["gone/icon.png", "../src/icon.png", "gone/../../src/icon.png", "\(scratch.path)/src/icon.png"].map { path in
      var file = files[0]
      file["path"] = path
      file["sha256"] = digest
      file["asset"] = "gone"
      return file
    }
    manifest["files"] = files + hostile
    try scratch.write([UInt8](try JSONSerialization.data(withJSONObject: manifest)), to: "out/manifest.json")
    try link("out/gone", to: "../src", in: scratch)
    let ending = try await Program.run("run", "shapes.yaml", "--prune", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try scratch.text("src/icon.png") == "precious")
    #expect(scratch.exists("out/shoe/icon.png"))
  }

  @Test func `prepare replaces a link in its folder only when told, and never what it leads to`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/a.webp")
    try scratch.write("precious", to: "src/a.webp")
    try link("out/a.webp", to: "../src/a.webp", in: scratch)
    let refused = try await Program.run("prepare", "in/a.webp", "--output", "out", in: scratch)
    #expect(refused.code == 1, "\(refused.errors)")
    #expect(try scratch.text("src/a.webp") == "precious")
    let replaced = try await Program.run("prepare", "in/a.webp", "--output", "out", "--overwrite", in: scratch)
    #expect(replaced.code == 0, "\(replaced.errors)")
    #expect(try scratch.text("src/a.webp") == "precious")
    try link("out/.aquatint-prepared", to: "../src/a.webp", in: try emptied("out", in: scratch))
    let list = try await Program.run("prepare", "in/a.webp", "--output", "out", in: scratch)
    #expect(list.code == 3, "\(list.errors)")
    #expect(try scratch.text("src/a.webp") == "precious")
  }

  private func emptied(_ folder: String, in scratch: Scratch) throws -> Scratch {
    try scratch.remove(folder)
    return scratch
  }

  @Test func `links that race with a run let nothing out`() async throws {
    let scratch = try scene()
    try scratch.write("", to: "real/keep")
    try link("away", to: "src", in: scratch)
    try scratch.write("", to: "out/keep")
    let isOver = Flag()
    let path = scratch.path
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        while !isOver.isSet {
          for (from, to) in [("real", "out/shoe"), ("out/shoe", "real"), ("away", "out/shoe"), ("out/shoe", "away")] {
            _ = unsafe rename("\(path)/\(from)", "\(path)/\(to)")
          }
          await Task.yield()
        }
      }
      for round in 0..<6 {
        do {
          _ = try await Program.run("run", "shapes.yaml", "--prune", in: scratch)
          if round == 3 { try scratch.write(Self.pipeline.replacing("longest: 16", with: "longest: 17"), to: "shapes.yaml") }
        } catch {
          Issue.record(error)
        }
      }
      isOver.set()
    }
    #expect(try scratch.names(in: "src") == ["icon.png"])
    #expect(try scratch.text("src/icon.png") == "precious")
  }
}

/// Set once, by one task for another.
private final class Flag: Sendable {
  private let state = Mutex(false)

  var isSet: Bool { state.withLock { $0 } }

  func set() { state.withLock { $0 = true } }
}
