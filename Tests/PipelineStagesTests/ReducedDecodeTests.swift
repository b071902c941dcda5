import BuiltIns
import ImageCore
import ImageOperations
import TestSupport
import Testing

/// What decoding to a smaller size costs in truth: real pictures made small from a scaled decode and from all of their pixels.
@Suite(.enabled(if: TestFiles.corpus != nil, "the corpus is not here; AQUATINT_CORPUS names its folder"))
struct ReducedDecodeTests {
  private static let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))

  private struct Picture {
    let name: String
    let bytes: [UInt8]
    let size: PixelSize
  }

  /// JPEGs, and WebPs, that are large enough to be decoded smaller.
  private func pictures(_ format: String) throws -> [Picture] {
    let corpus = try #require(TestFiles.corpus)
    return try ["photos", "orientation", "colour", "generated", "webp"].flatMap { folder in
      try TestFiles.contents(of: "\(corpus)/\(folder)").compactMap { path in
        let bytes = try TestFiles.bytes(at: path)
        do throws(CodecError) {
          let header = try Self.reader.open(bytes).header
          guard header.format.rawValue == format, header.size.longestSide >= 1000, header.colourModel != .cmyk else { return nil }
          return Picture(name: TestFiles.name(of: path), bytes: bytes, size: header.size)
        } catch {
          return nil
        }
      }
    }
  }

  @Test(arguments: [("jpeg", 64), ("jpeg", 128), ("jpeg", 256), ("webp", 64), ("webp", 256)])
  func `a scaled decode gives what the whole picture gives`(_ format: String, _ longest: Int) throws {
    var (least, maximumMean, reduced) = (Double.infinity, 0.0, 0)
    for picture in try pictures(format) {
      let plan = FitPlan(source: picture.size, target: .longest(longest), enlarge: false)
      let small = try Self.reader.open(picture.bytes).decode(fitting: plan.minimumSource)
      guard small.raster.size != picture.size else { continue }
      reduced += 1
      let scaled = try ReducedRaster(raster: small.raster, fullSize: picture.size, region: small.region).scaled(plan)
      let whole = try ReducedRaster(Self.reader.open(picture.bytes).decode().raster).scaled(plan)
      let comparison = try #require(RasterComparison(scaled, whole))
      print(
        "scaled decode: \(picture.name), \(picture.size) as \(small.raster.size) to \(plan.scaled): "
          + "\(comparison.maximumError) levels, mean \(comparison.meanAbsoluteError), \(comparison.peakSignalToNoiseRatio) dB")
      least = min(least, comparison.peakSignalToNoiseRatio)
      maximumMean = max(maximumMean, comparison.meanAbsoluteError)
    }
    print("scaled decode: \(format) to \(longest): \(reduced) pictures, at least \(least) dB, mean error at most \(maximumMean) levels")
    #expect(reduced > 0)
    #expect(least >= 35)
    #expect(maximumMean <= 2)
  }
}

/// The same for pictures that are made here, so that every scaling decoder is reached wherever the tests run.
@Suite struct ScalingDecoderTests {
  private static let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))

  /// WebP's decoder scales where both sides can be divided.
  @Test(arguments: [("jpeg", PixelSize(1_024, 512)), ("jpeg", PixelSize(1_021, 515)), ("webp", PixelSize(1_024, 512))])
  func `a decoder that scales is used, and gives what the whole picture gives`(_ format: String, _ size: PixelSize) throws {
    let picture = TestPictures.raster(size) { x, y in
      // Slow waves with edges in them.
      let wave = UInt8((x * x / 97 + y * 3) % 512 / 2)
      return [wave, UInt8(y * 255 / size.height), (x / 64 + y / 64) % 2 == 0 ? 40 : 200, 255]
    }
    let bytes = try ImageWriter(codecs: Self.reader.codecs).write(picture, as: FormatID(format))
    var reduced = 0
    for longest in [32, 64, 128, 256] {
      let plan = FitPlan(source: size, target: .longest(longest), enlarge: false)
      let small = try Self.reader.open(bytes).decode(fitting: plan.minimumSource)
      #expect(small.raster.size.covers(plan.minimumSource))
      guard small.raster.size != size else { continue }
      reduced += 1
      let scaled = try ReducedRaster(raster: small.raster, fullSize: size, region: small.region).scaled(plan)
      let whole = try ReducedRaster(Self.reader.open(bytes).decode().raster).scaled(plan)
      let comparison = try #require(RasterComparison(scaled, whole))
      #expect(comparison.peakSignalToNoiseRatio >= 30, "\(longest): \(comparison.peakSignalToNoiseRatio) dB")
    }
    #expect(reduced > 0)
  }
}
