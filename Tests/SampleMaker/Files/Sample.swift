import HEICEncoder
import ImageCore
import ImageOperations
import JPEGCodec
import PNGCodec
import TestSupport
import WebPCodec

/// One of the sample pictures: where it belongs and how it comes about.
package struct Sample: Sendable {
  /// Below the folder of the samples.
  package let path: String
  /// The bytes of the file, the same each time for one version of the libraries.
  package let encoded: @Sendable () throws -> [UInt8]

  package static let all = [
    Sample(path: "products/juice.jpg") {
      // As a telephone held upright stores it: rotated, with its place, in Display P3.
      let profile = undated(ICCProfiles.displayP3())
      let stored = juice().raster(.displayP3(profile: profile)).upright(from: .rotatedCounterClockwise)
      let file = try JPEG().encode(stored, metadata: ImageMetadata(iccProfile: profile), settings: JPEGSettings(fidelity(84)))
      // In the South Pacific, as far from land as one can be.
      let exif = EXIFFile(orientation: 6, position: ([-48, 52, 36], [-123, 23, 36]))
      return JPEGBytes.inserting(exif: exif.bytes, into: file)
    },
    Sample(path: "products/mug.png") {
      // PNG keeps every gradient exactly, so this one is small and has every third level only.
      let picture = try mug().raster().resampled(to: PixelSize(420, 380), light: .encoded)
      return try PNG().encode(withFewerLevels(picture), metadata: .none, settings: PNGSettings())
    },
    Sample(path: "products/sneaker.webp") { try WebP().encode(sneaker().raster(), metadata: .none, settings: WebPSettings(fidelity(86))) },
    Sample(path: "products/lamp.heic") {
      // Upright: libheif 1.15 writes the size of turned pictures so that its later versions refuse them.
      var file = HEICFile(lamp().raster())
      file.exif = EXIFFile(orientation: 1, position: nil).bytes
      file.quality = try fidelity(64).quality
      return try file.encoded()
    },
    Sample(path: "masks/juice.png") { try PNG().encode(juiceMask().raster(), metadata: .none, settings: PNGSettings()) },
    Sample(path: "masks/sneaker.png") { try PNG().encode(sneakerMask().raster(), metadata: .none, settings: PNGSettings()) },
    Sample(path: "style.jpg") { try JPEG().encode(style().raster(), metadata: .none, settings: JPEGSettings(fidelity(74))) },
  ]

  /// The time at which a profile was made stands at offset 24 of its header, six numbers of two bytes (ICC.1, 7.2.8).
  private static func undated(_ profile: [UInt8]) -> [UInt8] {
    var profile = profile
    profile.replaceSubrange(24..<36, with: [2026, 6, 21, 12, 0, 0].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
    return profile
  }

  private static func withFewerLevels(_ raster: Raster) -> Raster {
    Raster(layout: raster.layout, pixels: raster.pixels.map { ($0 + ($0 == 255 ? 0 : 1)) / 3 * 3 })
  }

  private static func fidelity(_ quality: Int) throws -> Fidelity {
    guard let quality = Quality(quality) else { throw SampleError(description: "\(quality) is no quality") }
    return Fidelity(quality: quality)
  }
}

package struct SampleError: Error, CustomStringConvertible {
  package let description: String
}
