import Dialects
import Foundation
import GatewayEmulator
import ImageCore
import Testing

/// What a plan says beforehand of the pictures that will go to the model.
@Suite struct PlanPreparationTests {
  private static func pipeline(_ gateway: String = "", normalize: String = "- normalize: {longest: 32, mime: [image/webp, image/jpeg]}")
    -> String
  {
    """
    version: 1
    name: seasons
    model: gemini-3.1-flash-image
    sources: in/*
    asset: ${source.stem}
    output: out
    stages:
      - decode: "${source}"
      \(normalize)
      - generate: {prompt: "In winter.", references: [style.jpg, style.png], aspectRatio: "1:1", imageSize: "512"}
    \(gateway)
    """
  }

  private func write(to scratch: Scratch, _ text: String) throws {
    try scratch.write(text, to: "seasons.yaml")
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "in/turned.jpg")
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "style.jpg")
    try scratch.write(try MarkedPicture.translucentPNG(), to: "style.png")
  }

  @Test func `the plan says of references what is sent then, to the byte`() async throws {
    let scratch = try Scratch()
    try await withGateway { gateway in
      try write(to: scratch, Self.pipeline(gateway.gateway))
      let before = try scratch.tree()
      let planned = try await Program.run("plan", "seasons.yaml", "--format", "json", in: scratch).plan
      #expect(try scratch.tree() == before, "nothing is written")
      #expect(await gateway.requests.isEmpty, "nothing is asked")
      #expect(planned.preparations.map(\.role) == ["source", "reference", "reference"])
      #expect(planned.preparations.map(\.path) == ["in/turned.jpg", "style.jpg", "style.png"])

      #expect(try await Program.run("run", "seasons.yaml", in: scratch).code == 0)
      let request = try #require(await gateway.requests.first)
      #expect(request.images.count == 3)
      for (preparation, image) in zip(planned.preparations, request.images) {
        #expect(preparation.ladder.size == image.uprightSize.description)
        #expect(preparation.ladder.mediaTypes.first == image.mediaType)
        guard preparation.role == "reference" else { continue }
        #expect(preparation.prepared == .init(mediaType: image.mediaType, size: image.uprightSize.description, bytes: image.bytes.count))
      }
      let sizes = try #require(planned.requests.first)
      let references = request.images.dropFirst().reduce(0) { $0 + ($1.bytes.count + 2) / 3 * 4 }
      #expect(sizes.knownBytes == references + "In winter.".utf8.count)
      #expect(sizes.openPictures == 1)
      #expect(sizes.mostBytes > sizes.knownBytes && sizes.allowedBytes > sizes.mostBytes)
    }
  }

  @Test func `the text tells of types, sizes and the ladder`() async throws {
    let scratch = try Scratch()
    try write(to: scratch, Self.pipeline())
    let ending = try await Program.run("plan", "seasons.yaml", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.output.contains("Pictures for the model"))
    #expect(ending.output.contains("1 source: image/jpeg "))
    #expect(ending.output.contains(" -> image/webp "))
    #expect(
      ending.output.contains(
        "MB as image/jpeg, then as image/jpeg at quality 80, 70, 60, then a quarter smaller each time, down to 256 pixels"),
      "\(ending.output)")
    #expect(ending.output.contains("the largest request: "))
  }

  @Test func `without a stage of the user's own the types go by the picture`() async throws {
    let scratch = try Scratch()
    try write(to: scratch, Self.pipeline(normalize: "# nothing"))
    let planned = try await Program.run("plan", "seasons.yaml", "--format", "json", in: scratch).plan
    let transparent = try #require(planned.preparations.first { $0.path == "style.png" })
    #expect(transparent.mayBeTransparent)
    #expect(transparent.ladder.mediaTypes.first == "image/png")
    #expect(transparent.ladder.opaqueMediaTypes.first == "image/jpeg")
    let opaque = try #require(planned.preparations.first { $0.path == "style.jpg" })
    #expect(opaque.ladder.mediaTypes.first == "image/jpeg")
    #expect(opaque.ladder.size == opaque.size, "nothing says that it should be smaller")
  }

  @Test func `what is up to date is not looked at again`() async throws {
    let scratch = try Scratch()
    try write(to: scratch, Self.pipeline())
    #expect(try await Program.run("run", "seasons.yaml", in: scratch).code == 0)
    let planned = try await Program.run("plan", "seasons.yaml", "--format", "json", in: scratch).plan
    #expect(planned.calls == 0)
    #expect(planned.preparations.isEmpty && planned.requests.isEmpty)
    #expect(planned.time == nil)
  }
}
