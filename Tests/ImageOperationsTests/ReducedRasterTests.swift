import ImageCore
import Testing

@testable import ImageOperations

@Suite struct ReducedRasterTests {
  /// What a codec with a scaled decode gives: means of blocks, the last row and column of blocks filled up with their last pixels.
  private func reduced(_ picture: Raster, by divisor: Int) throws -> ReducedRaster {
    let size = picture.size.dividedRoundingUp(by: divisor)
    let raster = try drawn(size.width, size.height) { x, y in
      var sums = [0, 0, 0, 0]
      for row in 0..<divisor {
        for column in 0..<divisor {
          let pixel = picture.pixel(min(x * divisor + column, picture.size.width - 1), min(y * divisor + row, picture.size.height - 1))
          for channel in 0..<4 { sums[channel] += Int(pixel[channel]) }
        }
      }
      return sums.map { UInt8(($0 + divisor * divisor / 2) / (divisor * divisor)) }
    }
    let region = ReducedRaster.Region(
      x: 0, y: 0, width: Double(picture.size.width) / Double(divisor), height: Double(picture.size.height) / Double(divisor))
    return ReducedRaster(raster: raster, fullSize: picture.size, region: region)
  }

  private func gradient(_ size: PixelSize) throws -> Raster {
    try drawn(size.width, size.height) { x, y in
      [UInt8(40 + x * 180 / size.width), UInt8(30 + y * 190 / size.height), UInt8(60 + (x + y) * 120 / (size.width + size.height)), 255]
    }
  }

  private func score(_ actual: Raster, against picture: Raster, _ light: ResamplingSpace) throws -> RasterComparison {
    let levels = ReferenceResampler.levels(of: picture, in: actual.size, light: light)
    return try #require(RasterComparison(actual, try ReferenceResampler.picture(levels, size: actual.size)))
  }

  @Test(arguments: Orientation.allCases)
  func `sides that the divisor does not divide keep the picture in its place`(_ orientation: Orientation) throws {
    let full = try gradient(PixelSize(205, 139))
    let small = try reduced(full, by: 4).upright(from: orientation)
    let upright = full.upright(from: orientation)
    #expect(small.fullSize == upright.size)
    let plan = FitPlan(source: upright.size, target: .longest(24), enlarge: false)
    let result = try small.scaled(plan)
    #expect(result.size == plan.outputSize)
    let comparison = try score(result, against: upright, .linear)
    #expect(comparison.maximumError <= 2)
    #expect(comparison.peakSignalToNoiseRatio >= 48)
  }

  @Test func `a crop out of a reduced picture is the crop out of the picture`() throws {
    let full = try gradient(PixelSize(205, 139))
    let plan = FitPlan(source: full.size, target: .box(PixelSize(17, 23), .cover), enlarge: false)
    let direct = try ReducedRaster(full).scaled(plan)
    let result = try reduced(full, by: 2).scaled(plan)
    #expect(try #require(RasterComparison(result, direct)).maximumError <= 2)
  }

  @Test(arguments: ResamplingTests.Pattern.allCases, ResamplingSpace.allCases)
  func `the score against the definition is printed`(_ pattern: ResamplingTests.Pattern, _ light: ResamplingSpace) throws {
    let picture = try pattern.picture(PixelSize(120, 90))
    let comparison = try score(try picture.resampled(to: PixelSize(31, 23), light: light), against: picture, light)
    print("resampling: \(pattern.rawValue), \(light.rawValue): \(comparison.maximumError) levels, \(comparison.peakSignalToNoiseRatio) dB")
    #expect(comparison.maximumError <= 1)
  }

  @Test func `a plan needs twice its size, and all of a picture that stays as it is`() {
    let source = PixelSize(4000, 3000)
    #expect(FitPlan(source: source, target: .longest(256), enlarge: false).minimumSource == PixelSize(512, 384))
    #expect(FitPlan(source: source, target: .longest(4000), enlarge: false).minimumSource == source)
    #expect(FitPlan(source: source, target: .box(PixelSize(300, 300), .cover), enlarge: false).minimumSource == PixelSize(800, 600))
  }
}
