import Dialects
import Foundation
import GatewayEmulator
import ImageCore
import TestSupport
import Testing

/// What others read in renditions about where they come from.
@Suite struct ProvenanceTests {
  private static let vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/"

  private static func pipeline(_ gateway: String, head: String = "", stages: String) -> String {
    """
    version: 1
    name: shop
    model: gemini-3.1-flash-image
    output: out
    \(head)
    stages:
    \(stages)
      - thumbnails:
          - {name: a, longest: 80, format: png}
          - {name: b, longest: 80, format: jpeg}
          - {name: c, longest: 80, format: webp}
    \(gateway)
    """
  }

  private static let words = "  - generate: {prompt: A house, aspectRatio: \"16:9\", imageSize: \"512\"}\n  - decode: result"
  private static let edited = """
      - decode: ${source}
      - normalize: {longest: 128}
      - generate: {prompt: Add snow, aspectRatio: "1:1", imageSize: "512"}
      - decode: result
    """

  private func run(_ text: String, in scratch: Scratch) async throws -> Summary {
    try scratch.write(text, to: "shop.yaml")
    let ending = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    return try ending.summary
  }

  private func address(_ scratch: Scratch, _ path: String) throws -> String? {
    try metadata(scratch.read(path)).xmp.flatMap { DigitalSourceType(inXMP: $0) }?.address
  }

  @Test func `the whole way says what is generated and what is edited, and sends nothing of it`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      _ = try await run(Self.pipeline(emulator.gateway, stages: Self.words), in: scratch)
      for name in ["a.png", "b.jpg", "c.webp"] {
        #expect(try address(scratch, "out/shop/\(name)") == Self.vocabulary + "trainedAlgorithmicMedia")
      }
      let inspected = try await Program.run("inspect", "out/shop/a.png", in: scratch)
      #expect(inspected.output.contains("  made by      trainedAlgorithmicMedia"), "\(inspected.output)")
      let facts = try await Program.run("inspect", "out/shop/a.png", "--format", "json", in: scratch)
      #expect(facts.output.contains("\"digitalSourceType\":\"\(Self.vocabulary)trainedAlgorithmicMedia\""))
      // A rendition becomes the source of the next pipeline; what it says of itself stays on this machine.
      try scratch.write(scratch.read("out/shop/b.jpg"), to: "in/house.jpg")
      let next = Self.pipeline(emulator.gateway, head: "sources: in/*.jpg\nasset: ${source.stem}", stages: Self.edited)
        .replacing("output: out", with: "output: next")
      #expect(try await run(next, in: scratch).calls == 1)
      for name in ["a.png", "b.jpg", "c.webp"] {
        #expect(try address(scratch, "next/house/\(name)") == Self.vocabulary + "compositeWithTrainedAlgorithmicMedia")
      }
      let sent = try #require(await emulator.requests.last?.images.first)
      #expect(CarriedData.names(in: sent.bytes, format: sent.format) == [])
      // No model has a part in this one, so it says what its source says.
      let cut = Self.pipeline("", head: "sources: in/*.jpg\nasset: ${source.stem}", stages: "  - decode: ${source}")
        .replacing("output: out", with: "output: cut").replacing("model: gemini-3.1-flash-image\n", with: "")
      #expect(try await run(cut, in: scratch).calls == 0)
      for name in ["a.png", "b.jpg", "c.webp"] {
        #expect(try address(scratch, "cut/house/\(name)") == Self.vocabulary + "trainedAlgorithmicMedia")
      }
      // Nothing but that stands beside the pixels.
      for (name, wanted) in [("a.png", "the chunk iTXt"), ("b.jpg", "the segment e1"), ("c.webp", "the chunk XMP ")] {
        let bytes = try scratch.read("cut/house/\(name)")
        #expect(CarriedData.names(in: bytes, format: try header(bytes).format) == [wanted])
      }
    }
  }

  @Test func `an asset that starts from another's original shows where that is from`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let text = """
        version: 1
        name: sheet
        model: gemini-3.1-flash-image
        matrix:
          pose: [standing]
          from: [""]
          include:
            - {pose: running, from: standing}
        asset: ${pose}
        output: out
        stages:
          - decode: {asset: "${from}"}
          - normalize: {longest: 128}
          - generate: {prompt: "A fox, ${pose}", aspectRatio: "1:1", imageSize: "512"}
          - decode: result
          - thumbnails: [{name: icon, longest: 32, format: png, provenance: xmp}]
        \(emulator.gateway)
        """
      let first = try await run(text, in: scratch)
      #expect(first.calls == 2)
      for pose in ["standing", "running"] {
        #expect(try address(scratch, "out/\(pose)/icon.png") == Self.vocabulary + "trainedAlgorithmicMedia", "no file went in")
      }
      #expect(try await run(text, in: scratch).outputs == 0)
    }
  }

  @Test(.enabled(if: ExifTool.path != nil, "exiftool is not installed here; it is Debian's libimage-exiftool-perl"))
  func `exiftool reads what is written`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      _ = try await run(Self.pipeline(emulator.gateway, stages: Self.words), in: scratch)
    }
    let manifest = try scratch.manifest()
    let original = try #require(manifest.files.first { $0.kind == "original" })
    for (name, type) in [("a.png", "PNG"), ("b.jpg", "JPEG"), ("c.webp", "Extended WEBP")] {
      let read = try ExifTool.read("\(scratch.path)/out/shop/\(name)")
      #expect(read["DigitalSourceType"] == Self.vocabulary + "trainedAlgorithmicMedia", "\(read)")
      #expect(read["AISystemUsed"] == "gemini-3.1-flash-image", "\(read)")
      #expect(read["DerivedFromDocumentID"] == "sha256:\(original.sha256)", "\(read)")
      #expect(read["CreateDate"]?.contains(/^20\d\d:\d\d:\d\d \d\d:\d\d:\d\dZ$/) == true, "\(read)")
      #expect(read["FileType"] == type)
      #expect(read["Error"] == nil && read["Warning"] == nil, "\(read)")
    }
  }
}

/// Phil Harvey's ExifTool, where it is installed.
private enum ExifTool {
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/exiftool" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// The values of a file's tags by their names, as they stand in the file.
  static func read(_ file: String) throws -> [String: String] {
    let process = Process()
    process.executableURL = URL(filePath: try #require(path))
    process.arguments = ["-json", "-n", file]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let json = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let files = try JSONSerialization.jsonObject(with: json) as? [[String: Any]]
    return try #require(files?.first).mapValues { "\($0)" }
  }
}
