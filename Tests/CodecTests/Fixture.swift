import FoundationEssentials
import ImageCore

/// The bytes of a file under Tests/Fixtures.
func fixture(_ path: String) throws -> [UInt8] {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try [UInt8](Data(contentsOf: tests.appendingPathComponent("Fixtures").appendingPathComponent(path)))
}

/// A raster of one kind of RGBA pixel for each place.
func raster(_ width: Int, _ height: Int, _ pixel: (Int, Int) -> [UInt8]) throws -> Raster {
  let layout = try layout(width, height)
  var pixels: [UInt8] = []
  for y in 0..<height { for x in 0..<width { pixels += pixel(x, y) } }
  return Raster(layout: layout, pixels: pixels)
}

func layout(_ width: Int, _ height: Int, _ format: PixelFormat = .rgba8) throws -> RasterLayout {
  struct TooLarge: Error {}
  guard let layout = RasterLayout(size: PixelSize(width, height), format: format) else { throw TooLarge() }
  return layout
}

extension Raster {
  /// The four samples at a place.
  func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * size.width + x) * 4
    return Array(pixels[start..<(start + 4)])
  }
}

extension ImageCodec {
  func read(_ bytes: [UInt8], limits: DecodeLimits = .standard) throws(CodecError) -> DecodedImage {
    try ImageReader(codecs: CodecRegistry([self]), limits: limits).open(bytes).decode()
  }

  func recognizes(bytes: [UInt8]) -> Bool { recognizes(bytes.span) }

  func metadata(_ bytes: [UInt8]) throws(CodecError) -> ImageMetadata {
    try open(bytes.span, limits: .standard).readMetadata(of: bytes.span)
  }

  /// Why these bytes cannot be read; nil where they can.
  func failure(_ bytes: [UInt8], limits: DecodeLimits = .standard) -> CodecError.Kind? {
    do {
      _ = try read(bytes, limits: limits)
      return nil
    } catch {
      return error.kind
    }
  }
}

/// The largest difference between samples of two equally long rows of them.
func largestDifference(_ left: [UInt8], _ right: [UInt8]) -> Int {
  zip(left, right).map { abs(Int($0) - Int($1)) }.max() ?? 0
}
