import ImageCore
import TestSupport
import Testing

@Suite struct HeaderTests {
  @Test(arguments: Conformer.all) func `the header tells what decoding yields`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let header = try conformer.header(of: fixture.bytes)
      let raster = try conformer.read(fixture.bytes)
      #expect(header.format == conformer.id, "\(fixture)")
      #expect(raster.size == header.size, "\(fixture)")
      #expect(header.frameCount >= 1, "\(fixture)")
      if !header.hasAlpha { #expect(!raster.hasTransparency, "\(fixture)") }
      if header.colourModel == .grey {
        #expect(raster.isGrey, "\(fixture)")
      }
    }
  }

  @Test(arguments: Conformer.all) func `decoding writes every pixel`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      #expect(try conformer.writesEveryPixel(of: fixture.bytes), "\(fixture)")
    }
  }

  @Test(arguments: Conformer.all) func `fixtures decode to what is written down of them`(_ conformer: Conformer) throws {
    let fixtures = try conformer.valid()
    let format = conformer.codec.format
    let tolerance = format.can(.lossless) && !format.can(.lossy) ? 0 : 6
    for expected in try ExpectedPicture.all(conformer.id) {
      let fixture = try #require(fixtures.first { $0.name == expected.name }, "\(expected) is not in the folder")
      let header = try conformer.header(of: fixture.bytes)
      let wanted = expected.header
      // The size before the container's own turning, and that turning, are not written down. Whether it can be decoded smaller is no fact of the file, but it has
      // to agree with what the codec answers.
      #expect(
        header
          == ImageHeader(
            format: wanted.format, size: wanted.size, orientation: wanted.orientation, colourModel: wanted.colourModel,
            bitDepth: wanted.bitDepth, hasAlpha: wanted.hasAlpha, frameCount: wanted.frameCount, storedSize: header.storedSize,
            storedOrientation: header.storedOrientation, canBeReduced: header.canBeReduced,
            hasPalette: expected.name.hasPrefix("palette-")),
        "\(expected)")
      #expect(header.canBeReduced || conformer.codec.decodedSize(for: header, fitting: PixelSize(1, 1)) == header.size, "\(expected)")
      let raster = try conformer.read(fixture.bytes)
      for (corner, wanted) in zip(raster.corners, expected.corners) {
        #expect(largestDifference(corner, wanted) <= tolerance, "\(expected): \(corner), not \(wanted)")
      }
      for (mean, wanted) in zip(raster.means, expected.means) {
        #expect(abs(mean - wanted) <= Double(tolerance) / 6 + 0.006, "\(expected): mean \(mean), not \(wanted)")
      }
    }
  }

  /// Fixtures named `orientation-1` to `orientation-8` show one picture, stored in the eight ways, with a red upper left, a
  /// green upper right, a blue lower left and a yellow lower right.
  @Test(arguments: Conformer.all) func `applying the orientation left over gives the upright picture`(_ conformer: Conformer) throws {
    let wanted: [[UInt8]] = [[220, 40, 30, 255], [30, 160, 60, 255], [40, 60, 200, 255], [240, 210, 40, 255]]
    let fixtures = try conformer.valid().filter { $0.stem.hasPrefix("orientation-") }
    for fixture in fixtures {
      let header = try conformer.header(of: fixture.bytes)
      let corners = try conformer.read(fixture.bytes).corners
      let order = header.orientation.uprightCorners
      for (source, colour) in zip(order, wanted) {
        #expect(largestDifference(corners[source], colour) <= 12, "\(fixture): \(corners)")
      }
      #expect(header.uprightSize.width > header.uprightSize.height, "\(fixture)")
    }
  }

  @Test(arguments: Conformer.all) func `pixel formats that are not decoded to are refused`(_ conformer: Conformer) throws {
    let fixture = try #require(try conformer.valid().first { try conformer.header(of: $0.bytes).colourModel != .cmyk })
    let header = try conformer.header(of: fixture.bytes)
    let layout = try #require(RasterLayout(size: header.size, format: .cmyk8))
    var pixels = [UInt8](repeating: 0, count: layout.byteCount)
    let error = failure { () throws(CodecError) in
      var span = pixels.mutableSpan
      try conformer.codec.open(fixture.bytes.span, limits: .standard).decode(fixture.bytes.span, as: layout, into: &span)
    }
    guard case .unsupported? = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}

extension Orientation {
  /// Which of the stored corners (upper left, upper right, lower left, lower right) stand in those places once upright.
  fileprivate var uprightCorners: [Int] {
    switch self {
    case .upright: [0, 1, 2, 3]
    case .mirroredHorizontally: [1, 0, 3, 2]
    case .rotated180: [3, 2, 1, 0]
    case .mirroredVertically: [2, 3, 0, 1]
    case .transposed: [0, 2, 1, 3]
    case .rotatedClockwise: [2, 0, 3, 1]
    case .transversed: [3, 1, 2, 0]
    case .rotatedCounterClockwise: [1, 3, 0, 2]
    }
  }
}
