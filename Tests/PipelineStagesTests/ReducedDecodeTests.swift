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
          let header = try Self.reader.readHeader(of: bytes.span)
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
    var (least, mostMean, reduced) = (Double.infinity, 0.0, 0)
    for picture in try pictures(format) {
      let plan = FitPlan(source: picture.size, target: .longest(longest), enlarge: false)
      let small = try Self.reader.read(picture.bytes.span, fitting: plan.leastSource)
      guard small.raster.size != picture.size else { continue }
      reduced += 1
      let scaled = try ReducedRaster(raster: small.raster, fullSize: picture.size, region: small.region).scaled(plan)
      let whole = try ReducedRaster(Self.reader.read(picture.bytes.span).raster).scaled(plan)
      let comparison = try #require(RasterComparison(scaled, whole))
      print(
        "scaled decode: \(picture.name), \(picture.size) as \(small.raster.size) to \(plan.scaled): "
          + "\(comparison.maximumError) levels, mean \(comparison.meanAbsoluteError), \(comparison.peakSignalToNoiseRatio) dB")
      least = min(least, comparison.peakSignalToNoiseRatio)
      mostMean = max(mostMean, comparison.meanAbsoluteError)
    }
    print("scaled decode: \(format) to \(longest): \(reduced) pictures, at least \(least) dB, mean error at most \(mostMean) levels")
    #expect(least >= 35)
    #expect(mostMean <= 2)
  }
}
