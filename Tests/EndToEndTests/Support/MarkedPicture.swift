import HEICEncoder
import ImageCore
import TestSupport

/// A source picture with a colour in each corner, so that one sees in its pixels whether it stands upright and what became of its colours.
enum MarkedPicture {
  static let size = PixelSize(200, 150)
  /// Upper left, upper right, lower left, lower right; none is so strong that it leaves sRGB.
  static let corners = [[190, 90, 90], [90, 170, 90], [90, 90, 190], [225, 225, 225]]
  private static let middle = [120, 120, 120]
  /// Where to look for them, as shares of width and height.
  static let places = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)]

  static func upright(isTranslucent: Bool = false) -> Raster {
    TestPictures.raster(size) { x, y in pixel(x, y, isTranslucent: isTranslucent) }
  }

  /// A JPEG as a telephone writes it: turned, in Display P3, with its place, an XMP block, a comment and bytes behind its end.
  static func turnedJPEG() throws -> [UInt8] {
    // Orientation 6: the first row of the file is the right edge of the picture, its first column the top.
    let stored = TestPictures.raster(size.transposed) { x, y in pixel(size.width - 1 - y, x, isTranslucent: false) }
    var file = try encoded(stored, as: FormatID("jpeg"))
    file = JPEGBytes.inserting(profile: ICCProfiles.displayP3(), into: file)
    file = JPEGBytes.inserting(marker: 0xFE, Array("a comment of the camera".utf8), into: file)
    file = JPEGBytes.inserting(xmp: Array("<x:xmpmeta>a name</x:xmpmeta>".utf8), into: file)
    return JPEGBytes.inserting(exif: EXIFBlock(orientation: 6, hasGPS: true).bytes, into: file) + Array("behind the end".utf8)
  }

  /// A PNG whose middle is half transparent, with a text chunk and an EXIF chunk.
  static func translucentPNG() throws -> [UInt8] {
    let file = try encoded(upright(isTranslucent: true), as: FormatID("png"))
    let withText = PNGBytes.inserting("tEXt", Array("Author\0a name".utf8), into: file)
    return PNGBytes.inserting("eXIf", EXIFBlock(hasGPS: true).bytes, into: withText)
  }

  static func webP() throws -> [UInt8] { try encoded(upright(), as: FormatID("webp")) }

  /// A HEIC whose EXIF says that it has to be turned; the container, which decides, says nothing of the kind.
  static func heic() throws -> [UInt8] {
    var file = HEICFile(upright())
    file.exif = EXIFBlock(orientation: 6, hasGPS: true).bytes
    return try file.encoded()
  }

  private static func pixel(_ x: Int, _ y: Int, isTranslucent: Bool) -> [UInt8] {
    let (isLeft, isRight) = (x < size.width / 4, x >= size.width * 3 / 4)
    let (isUpper, isLower) = (y < size.height / 4, y >= size.height * 3 / 4)
    let colour =
      switch (isLeft, isRight, isUpper, isLower) {
      case (true, _, true, _): corners[0]
      case (_, true, true, _): corners[1]
      case (true, _, _, true): corners[2]
      case (_, true, _, true): corners[3]
      default: middle
      }
    let isCorner = (isLeft || isRight) && (isUpper || isLower)
    return colour.map { UInt8($0) } + [isTranslucent && !isCorner ? 128 : 255]
  }
}
