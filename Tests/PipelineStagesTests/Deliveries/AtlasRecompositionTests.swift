import BuiltIns
import Diagnostics
import ImageCore
import JSON
import PipelineModel
import PipelineSpec
import Storage
import TestSupport
import Testing

@testable import PipelineStages

/// An atlas taken apart again by nothing but its records.
@Suite struct AtlasRecompositionTests {
  private static let codecs = CodecRegistry(BuiltIns.codecs)
  private static let sprites = 60

  /// Pictures of random sizes with random borders in which nothing can be seen, some of them nothing else.
  private func pictures(seed: UInt64) -> [Raster] {
    var random = SeededGenerator(seed: seed)
    return (0..<Self.sprites).map { index in
      func next(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(random.next() >> 33) % range.count }
      let size = PixelSize(next(1...48), next(1...48))
      let (left, top) = (next(0...size.width - 1), next(0...size.height - 1))
      let (right, bottom) = (next(left...size.width - 1), next(top...size.height - 1))
      let salt = next(0...255)
      return TestPictures.raster(size) { x, y in
        let isInside = (left...right).contains(x) && (top...bottom).contains(y) && index % 17 != 0
        return [UInt8((x * 31 + salt) % 256), UInt8((y * 17 + salt) % 256), UInt8(salt), isInside ? UInt8(1 + (x + y + salt) % 255) : 0]
      }
    }
  }

  private func collector(_ settings: String) throws -> AtlasCollector {
    let node = YAMLReader.read(Array("{to: game, name: items, rendition: sprite, \(settings)}".utf8), name: "atlas").node
    var reader = SettingsReader(node, subject: "atlas", at: SourcePosition(line: 1, column: 1))
    let collector = AtlasCollector(settings: &reader)
    #expect(reader.finish().diagnostics.isEmpty)
    return collector
  }

  private func collected(_ pictures: [Raster]) throws -> [CollectedRendition] {
    let writer = ImageWriter(codecs: Self.codecs)
    let format = try #require(Self.codecs.codec(for: deliveredPNG)?.format)
    return try pictures.enumerated().map { index, picture in
      let bytes = try writer.write(picture, as: deliveredPNG)
      let name = "sprite\(1_000 + index)"
      return CollectedRendition(
        role: "rendition", asset: name, rendition: "sprite", path: "\(name)/sprite.png", format: format, size: picture.size,
        sha256: Digest.of(bytes).hex, bindings: Bindings()
      ) { try ImageReader(codecs: Self.codecs).open(bytes) }
    }
  }

  private static func number(_ value: JSONValue?, _ names: String...) throws -> Int {
    var value = value
    for name in names { value = value?[name] }
    return try #require(value?.scalarText.flatMap { Int($0) })
  }

  /// Whether two pictures are the same bit by bit where anything can be seen.
  private static func looksLike(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    for pixel in stride(from: 0, to: one.count, by: 4) {
      if one[pixel + 3] == 0, other[pixel + 3] == 0 { continue }
      for channel in pixel..<(pixel + 4) where one[channel] != other[channel] { return false }
    }
    return true
  }

  static let settings: [(text: String, seed: UInt64)] = [
    ("extrude: 1", 1), ("extrude: 2, padding: 0", 2), ("trim: false, extrude: 1", 3), ("size: powerOfTwo, maximum: 256", 4),
    ("padding: 5, maximum: 300", 5),
  ]

  @Test(arguments: settings) func `its records give back every sprite bit by bit, where anything can be seen`(
    _ settings: (text: String, seed: UInt64)
  ) async throws {
    let pictures = pictures(seed: settings.seed)
    let context = CollectContext(writer: ImageWriter(codecs: Self.codecs), limits: .standard) { _ in }
    let files = try await collector(settings.text).collect(try collected(pictures), in: context)
    let sheets = files.filter { $0.picture != nil }
    var found = 0
    for sheet in sheets {
      let decoded = try await ImageReader(codecs: Self.codecs).open(sheet.bytes).deliveredRaster(of: sheet.name)
      let records = try #require(files.first { $0.name == sheet.name && $0.fileExtension == "json" })
      let json = try JSONValue.read(records.bytes, .record)
      #expect(json["meta"]?["image"]?.string == "\(sheet.name).png")
      for (name, frame) in json["frames"]?.members ?? [] {
        let picture = pictures[try #require(Int(name.dropFirst("sprite".count))) - 1_000]
        #expect(try Self.number(frame, "sourceSize", "w") == picture.size.width)
        #expect(try Self.number(frame, "sourceSize", "h") == picture.size.height)
        let (x, y) = (try Self.number(frame, "frame", "x"), try Self.number(frame, "frame", "y"))
        let (width, height) = (try Self.number(frame, "frame", "w"), try Self.number(frame, "frame", "h"))
        let (left, top) = (try Self.number(frame, "spriteSourceSize", "x"), try Self.number(frame, "spriteSourceSize", "y"))
        // What no frame covers cannot be seen.
        var expected = [UInt8](repeating: 0, count: picture.pixels.count)
        for row in 0..<height {
          for column in 0..<width {
            let from = (y + row) * decoded.layout.bytesPerRow + (x + column) * 4
            let to = (top + row) * picture.layout.bytesPerRow + (left + column) * 4
            for channel in 0..<4 { expected[to + channel] = decoded.pixels[from + channel] }
          }
        }
        #expect(Self.looksLike(picture.pixels, expected), "\(name)")
        found += 1
      }
    }
    #expect(found == pictures.count)
  }
}
