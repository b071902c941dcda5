import Aquatint
import Foundation
import Testing

@Suite struct PictureTests {
  private static let sample = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Samples/products/mug.png").path

  @Test func `a picture is opened, inspected and converted`() async throws {
    let picture = try Picture(file: Self.sample)
    #expect(picture.format == "png" && picture.mediaType == "image/png" && picture.frameCount == 1)
    for format in ["png", "jpeg", "webp"] {
      #expect(Picture.encodableFormats.contains(format))
      let converted = try Picture(try await picture.encoded(as: format, longest: 64, quality: 80))
      #expect(converted.format == format && max(converted.width, converted.height) == 64)
    }
    let same = try Picture(try await picture.encoded(as: "png"))
    #expect(same.width == picture.width && same.height == picture.height)
  }

  @Test func `what cannot be read says why, without prose`() async throws {
    #expect(throws: PictureError.unrecognized) { try Picture(Array("no picture at all".utf8)) }
    #expect(throws: PictureError.empty) { try Picture([]) }
    var limits = PictureLimits()
    limits.encodedBytes = 10
    #expect(throws: PictureError.limit("encodedBytes", actual: 20, allowed: 10)) {
      try Picture([UInt8](repeating: 0, count: 20), limits: limits)
    }
    let picture = try Picture(file: Self.sample)
    await #expect(throws: PictureError.invalid("format")) { try await picture.encoded(as: "bmp") }
    await #expect(throws: PictureError.invalid("quality")) { try await picture.encoded(as: "jpeg", quality: 101) }
  }
}
