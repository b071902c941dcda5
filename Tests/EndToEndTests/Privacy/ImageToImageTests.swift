import Dialects
import Foundation
import GatewayEmulator
import ImageCore
import TestSupport
import Testing

@Suite struct ImageToImageTests {
  private static func pipeline(_ gateway: String, normalize: String = "{longest: 128, mime: [image/webp, image/jpeg]}") -> String {
    """
    version: 1
    name: seasons
    model: gemini-3.1-flash-image
    sources: in/*.{jpg,png,webp,heic}
    asset: ${source.stem}
    output: out
    stages:
      - decode: "${source}"
      - normalize: \(normalize)
      - generate: {prompt: "In winter: ${source.name}.", aspectRatio: match, imageSize: "512"}
    \(gateway)
    """
  }

  private static func writeSources(to scratch: Scratch) throws {
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "in/turned.jpg")
    try scratch.write(try MarkedPicture.translucentPNG(), to: "in/translucent.png")
    try scratch.write(try MarkedPicture.webP(), to: "in/plain.webp")
    try scratch.write(try MarkedPicture.heic(), to: "in/camera.heic")
  }

  /// The one picture that the server got with each source, by the source's name.
  private static func sent(_ requests: [ReceivedRequest]) throws -> [String: ReceivedImage] {
    var found: [String: ReceivedImage] = [:]
    for request in requests {
      let name = request.prompt.dropFirst("In winter: ".count).dropLast()
      #expect(request.images.count == 1)
      let image = try #require(request.images.first)
      found[String(name)] = image
    }
    return found
  }

  /// As large as `longest` allows, upright, of an accepted type that its bytes have too, with nothing in it but the picture.
  private static func expectPrepared(_ image: ReceivedImage, size: PixelSize, types: [String], of name: String) throws {
    #expect(types.contains(image.mediaType), "\(name)")
    #expect(image.mediaType == "image/\(image.format)", "\(name): type by bytes")
    #expect(image.uprightSize == size, "\(name)")
    let header = try header(image.bytes)
    #expect(header.orientation == .upright, "\(name)")
    #expect(CarriedData.names(in: image.bytes, format: image.format).isEmpty, "\(name)")
  }

  private static func expectUpright(_ image: ReceivedImage, corners: [[Int]], of name: String) throws {
    let picture = try pixels(image.bytes)
    for (place, wanted) in zip(MarkedPicture.places, corners) {
      expectColour(colour(picture, at: place.0, place.1), wanted, "\(name) at \(place)")
    }
  }

  @Test func `what the server gets is upright and nothing but pixels, whatever the camera wrote`() async throws {
    let scratch = try Scratch()
    try Self.writeSources(to: scratch)
    let before = try scratch.files(in: "in")
    let requests = try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "seasons.yaml")
      let ending = try await Program.run("run", "seasons.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
      #expect(try ending.summary.calls == 4)
      return await emulator.requests
    }
    let sent = try Self.sent(requests)
    #expect(sent.keys.sorted() == ["camera.heic", "plain.webp", "translucent.png", "turned.jpg"])
    for (name, image) in sent {
      try Self.expectPrepared(image, size: PixelSize(128, 96), types: ["image/webp", "image/jpeg"], of: name)
      let isP3 = name == "turned.jpg"
      try Self.expectUpright(image, corners: isP3 ? MarkedPicture.corners.map(displayP3ToSRGB) : MarkedPicture.corners, of: name)
    }
    #expect(requests.allSatisfy { $0.aspectRatio == "4:3" && $0.imageSize == "512" && $0.responseModalities == ["IMAGE"] })
    #expect(try scratch.files(in: "in") == before, "sources are read-only")
  }

  @Test func `a chain without settings of normalize sends just as clean pictures`() async throws {
    let scratch = try Scratch()
    try Self.writeSources(to: scratch)
    let requests = try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, normalize: "{}"), to: "seasons.yaml")
      #expect(try await Program.run("run", "seasons.yaml", in: scratch).code == 0)
      return await emulator.requests
    }
    let sent = try Self.sent(requests)
    #expect(sent.count == 4)
    for (name, image) in sent {
      try Self.expectPrepared(image, size: MarkedPicture.size, types: ["image/png", "image/jpeg", "image/webp"], of: name)
    }
  }

  @Test func `references whose names differ in composition only are two pictures`() async throws {
    let scratch = try Scratch()
    let colours: [(name: String, colour: [Int])] = [("caf\u{E9}.png", [200, 0, 0]), ("cafe\u{301}.png", [0, 120, 0])]
    for (name, colour) in colours {
      let picture = TestPictures.raster(PixelSize(40, 40)) { _, _ in colour.map { UInt8($0) } + [255] }
      try scratch.write(try encoded(picture, as: FormatID("png")), to: name)
    }
    let requests = try await withGateway { emulator in
      try scratch.write(
        """
        version: 1
        name: twins
        model: gemini-3.1-flash-image
        output: out
        stages:
          - generate: {prompt: Both, references: [\(colours.map { "\($0.name)" }.joined(separator: ", "))], aspectRatio: "1:1", imageSize: "512"}
        \(emulator.gateway)
        """, to: "twins.yaml")
      let ending = try await Program.run("run", "twins.yaml", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      return await emulator.requests
    }
    let images = try #require(requests.first).images
    try #require(images.count == 2)
    for (image, wanted) in zip(images, colours) {
      expectColour(colour(try pixels(image.bytes), at: 0.5, 0.5), wanted.colour, "\(wanted.name)")
    }
    // Each has its own digest in what is written down.
    let manifest = try scratch.manifest()
    let parents = try #require(manifest["twins/original.png"] ?? manifest["twins/original.jpg"]).parents.compactMap(\.sha256)
    for (name, _) in colours { #expect(parents.contains(sha256(try scratch.read(name))), "\(name)") }
  }

  @Test func `pixels without normalize are prepared all the same`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "in/turned.jpg")
    let requests = try await withGateway { emulator in
      let text = Self.pipeline(emulator.gateway).split(separator: "\n").filter { !$0.contains("normalize") }.joined(separator: "\n")
      try scratch.write(text, to: "seasons.yaml")
      #expect(try await Program.run("run", "seasons.yaml", in: scratch).code == 0)
      return await emulator.requests
    }
    let image = try #require(try Self.sent(requests)["turned.jpg"])
    try Self.expectPrepared(image, size: MarkedPicture.size, types: ["image/png", "image/jpeg", "image/webp"], of: "turned.jpg")
    try Self.expectUpright(image, corners: MarkedPicture.corners.map(displayP3ToSRGB), of: "turned.jpg")
  }

  @Test func `references go along in order, prepared like the source`() async throws {
    let scratch = try Scratch()
    try Self.writeSources(to: scratch)
    let requests = try await withGateway { emulator in
      try scratch.write(
        """
        version: 1
        name: styles
        model: gemini-3.1-flash-image
        output: out
        stages:
          - decode: in/plain.webp
          - normalize: {longest: 64, mime: [image/jpeg]}
          - generate:
              prompt: In this style
              references: [in/turned.jpg, in/camera.heic, in/translucent.png]
              aspectRatio: "1:1"
              imageSize: 512
        \(emulator.gateway)
        """, to: "styles.yaml")
      let ending = try await Program.run("run", "styles.yaml", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      return await emulator.requests
    }
    let images = try #require(requests.first).images
    try #require(images.count == 4)
    for image in images { try Self.expectPrepared(image, size: PixelSize(64, 48), types: ["image/jpeg"], of: "a picture") }
    try Self.expectUpright(images[0], corners: MarkedPicture.corners, of: "the source")
    try Self.expectUpright(images[1], corners: MarkedPicture.corners.map(displayP3ToSRGB), of: "the first reference")
    try Self.expectUpright(images[2], corners: MarkedPicture.corners, of: "the second reference")
    // Half transparent over white.
    expectColour(colour(try pixels(images[3].bytes), at: 0.5, 0.5), [187, 187, 187], "the third reference's middle")
  }

  @Test func `a chain that only prepares writes the same clean pictures and asks nobody`() async throws {
    let scratch = try Scratch()
    try Self.writeSources(to: scratch)
    try scratch.write(
      """
      version: 1
      name: prepare
      sources: in/*
      asset: ${source.stem}
      output: out
      stages:
        - decode: "${source}"
        - normalize: {longest: 100, mime: [image/jpeg]}
      """, to: "prepare.yaml")
    let ending = try await Program.run("run", "prepare.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try ending.summary.calls == 0)
    for asset in ["camera", "plain", "translucent", "turned"] {
      let bytes = try scratch.read("out/\(asset)/normalized.jpg")
      #expect(try header(bytes).size == PixelSize(100, 75))
      #expect(CarriedData.names(in: bytes, format: FormatID("jpeg")).isEmpty)
    }
    let before = try scratch.files(in: "out")
    #expect(try await Program.run("run", "prepare.yaml", in: scratch).code == 0)
    #expect(try scratch.files(in: "out") == before)
  }
}

/// A colour of Display P3 in sRGB: both have the same curve, and their primaries are related by this matrix (CSS Color 4, 10.8 and 18).
private func displayP3ToSRGB(_ colour: [Int]) -> [Int] {
  let rows = [[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]]
  let linear = colour.map { level in
    let value = Double(level) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
  return rows.map { row in
    let value = zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }
    return Int(((value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055) * 255).rounded())
  }
}
