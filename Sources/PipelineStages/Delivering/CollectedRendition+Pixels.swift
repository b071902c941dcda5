import ImageCore
import ImageOperations
import PipelineModel

extension CollectedRendition {
  /// Returns the upright pixels in sRGB, with 8 bits a sample.
  func raster() async throws -> Raster { try await open().deliveredRaster(of: path) }
}

extension OpenedPicture {
  /// Returns the upright pixels in sRGB, with 8 bits a sample.
  /// - Parameter path: names the file in messages.
  func deliveredRaster(of path: String) async throws -> Raster {
    try await PictureDecoder.decode(self, of: path).raster.roundedToBytes()
  }
}

extension Raster {
  /// Returns the picture in the middle of a square, scaled to fit a smaller square in its middle.
  /// - Parameters:
  ///   - side: of the square, in pixels.
  ///   - inner: of the square that the picture fits in.
  ///   - background: `nil` for transparent.
  func centred(in side: Int, fitting inner: Int, background: Colour?) throws -> Raster {
    let plan = FitPlan(source: size, target: .box(PixelSize(inner, inner), .inside), enlarge: true)
    let scaled = try fitted(plan, background: .transparent)
    let placed = scaled.padded(
      CanvasPlacement(centring: scaled.size, on: PixelSize(side, side)), onto: background ?? .transparent)
    return background.map { placed.flattened(onto: $0) } ?? placed
  }

  /// Returns what is to be seen of the picture, scaled so that it fits a circle: the corners of its box touch it.
  func centred(in side: Int, fittingCircle diameter: Int, background: Colour?) throws -> Raster {
    let picture = visiblePart.map { cropped(to: $0) } ?? self
    let size = picture.size
    let diagonal = (Double(size.width * size.width + size.height * size.height)).squareRoot()
    let inner = max(1, Int((Double(diameter) * Double(size.longestSide) / diagonal).rounded(.down)))
    return try picture.centred(in: side, fitting: inner, background: background)
  }

  /// The picture in levels of grey, with its transparency: the luminance of sRGB, in encoded values (ITU-R BT.709).
  var grey: Raster {
    precondition(format == .rgba8, "grey is made of RGBA")
    var result = pixels
    var index = 0
    while index < result.count {
      let level = (2126 * Int(result[index]) + 7152 * Int(result[index + 1]) + 722 * Int(result[index + 2]) + 5000) / 10_000
      for channel in 0..<3 { result[index + channel] = UInt8(level) }
      index += 4
    }
    return Raster(layout: layout, pixels: result, colourSpace: colourSpace)
  }

  /// The picture in white, as opaque as it was.
  var silhouette: Raster {
    precondition(format == .rgba8, "a silhouette is made of RGBA")
    var result = pixels
    for index in result.indices where index % 4 != 3 { result[index] = 255 }
    return Raster(layout: layout, pixels: result, colourSpace: colourSpace)
  }
}
