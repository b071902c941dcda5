import ImageCore
import PipelineModel
import TestSupport
import Testing

/// What a file says of an encoding reaches the bytes.
@Suite struct EncodingSettingTests {
  private func encoded(_ settings: String, _ raster: Raster) async throws -> [UInt8] {
    var bench = try StageBench("thumbnails", "[{name: x, longest: 64, \(settings)}]")
    #expect(bench.complaints().isEmpty, "\(settings)")
    bench.wanted = ["x"]
    let bytes = try #require(try await bench.outputs(of: raster).files["x"]).bytes
    let again = try #require(try await bench.outputs(of: raster).files["x"]).bytes
    #expect(bytes == again, "\(settings)")
    return bytes
  }

  /// The marker and the first component's sampling of a JPEG's frame header (ITU-T T.81, B.2.2).
  private func frame(_ bytes: [UInt8]) throws -> (marker: UInt8, sampling: UInt8) {
    let place = try #require(
      bytes.indices.first { bytes[$0] == 0xFF && $0 + 11 < bytes.count && [0xC0, 0xC2].contains(bytes[$0 + 1]) && bytes[$0 + 4] == 8 })
    return (bytes[place + 1], bytes[place + 11])
  }

  @Test func `JPEG takes progressive and chroma`() async throws {
    let picture = TestPictures.gradient(PixelSize(64, 48))
    #expect(try await frame(encoded("format: jpeg", picture)) == (0xC0, 0x22))
    #expect(try await frame(encoded("format: jpeg, progressive: true", picture)) == (0xC2, 0x22))
    #expect(try await frame(encoded("format: jpeg, chroma: '4:4:4'", picture)) == (0xC0, 0x11))
    #expect(try await frame(encoded("format: jpeg, quality: 95", picture)) == (0xC0, 0x11))
    #expect(try await frame(encoded("format: jpeg, quality: 95, chroma: '4:2:0'", picture)) == (0xC0, 0x22))
    // The table of T.81's annex K for every coefficient has 181 bytes; one that is made for the picture has fewer.
    let standard: [UInt8] = [0xFF, 0xC4, 0, 0xB5]
    let bytes = try await encoded("format: jpeg", picture)
    let isStandard = bytes.indices.contains { bytes[$0...].starts(with: standard) }
    #expect(!isStandard)
  }

  @Test func `PNG takes level and palette, and leaves alpha out where all is opaque`() async throws {
    let few = TestPictures.raster(PixelSize(64, 64)) { x, y in (x / 8 + y / 8) % 2 == 0 ? [250, 250, 250, 255] : [10, 60, 200, 255] }
    // The colour type, the tenth byte of the header's content.
    #expect(try await encoded("format: png", few)[25] == 3)
    #expect(try await encoded("format: png, palette: false", few)[25] == 2)
    let picture = TestPictures.gradient(PixelSize(64, 48))
    #expect(try await encoded("format: png, palette: false", picture)[25] == 2)
    let stored = try await encoded("format: png, level: 0", picture).count
    let smallest = try await encoded("format: png, level: 9", picture).count
    #expect(stored >= 64 * 48 * 3)
    #expect(smallest < stored)
  }

  @Test func `WebP takes method, nearLossless and exact`() async throws {
    let picture = TestPictures.noise(PixelSize(64, 48), seed: 5)
    let fast = try await encoded("format: webp, method: 0", picture)
    let small = try await encoded("format: webp, method: 6", picture)
    #expect(fast != small)
    let lossless = try await encoded("format: webp, lossless: true", picture)
    let near = try await encoded("format: webp, nearLossless: 0", picture)
    #expect(near.count < lossless.count)
    #expect(try StageBench.decoded(lossless) == picture)
    // Red that no one sees stays where it is asked for.
    let hidden = TestPictures.raster(PixelSize(16, 16)) { x, _ in x < 8 ? [255, 0, 0, 0] : [0, 200, 0, 255] }
    #expect(try await StageBench.decoded(encoded("format: webp, lossless: true", hidden)).pixel(2, 2) == [255, 0, 0, 0])
    #expect(try await StageBench.decoded(encoded("format: webp, lossless: true, exact: false", hidden)).pixel(2, 2)[0] != 255)
  }
}
