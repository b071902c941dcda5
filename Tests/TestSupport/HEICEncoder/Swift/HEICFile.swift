import CHEICEncoder
package import ImageCore

/// A HEIC file to be written for a test or a sample, through libheif and x265. The product itself only reads HEIC.
package struct HEICFile {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// RGBA, 8 bits a sample.
  package var raster: Raster
  /// Whether the raster's colours are already multiplied by alpha; the file says so then.
  package var isPremultiplied = false
  /// Written as the container's rotation and mirroring: how the raster has to be turned to stand upright.
  package var orientation = Orientation.upright
  /// From the TIFF header on.
  package var exif: [UInt8] = []
  package var iccProfile: [UInt8] = []
  package var quality = Quality.standard

  package init(_ raster: Raster) { self.raster = raster }

  package func encoded() throws(Failure) -> [UInt8] {
    guard raster.format == .rgba8 else { throw Failure(description: "only rgba8 is written") }
    var output = unsafe CHEICBytes()
    defer { unsafe cheic_release(&output) }
    var message = [CChar](repeating: 0, count: 200)
    let capacity = message.count
    // The raster has width * height * 4 bytes; the other arrays are read up to their own counts.
    let isWritten = unsafe cheic_encode(
      raster.pixels, Int32(raster.size.width), Int32(raster.size.height), raster.hasTransparency, isPremultiplied,
      Int32(orientation.rawValue), Int32(quality.value), exif, exif.count, iccProfile, iccProfile.count, &output, &message, capacity)
    guard isWritten else {
      throw Failure(description: String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    // The encoder's bytes up to the count it told, which are `output`'s until it is released.
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: output.bytes, count: output.count))
    return PropertyCorrection.applied(to: bytes, size: raster.size, orientation: orientation)
  }
}
