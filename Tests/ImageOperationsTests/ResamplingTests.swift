import CImageKernels
import ImageCore
import Testing

@testable import ImageOperations

@Suite struct ResamplingTests {
  enum Pattern: String, CaseIterable, Sendable {
    case gradient, thinLines, checkerboard, hiddenColours, softAlpha, noise, opaqueNoise

    func picture(_ size: PixelSize) throws -> Raster {
      let (width, height) = (size.width, size.height)
      switch self {
      case .gradient:
        return try drawn(width, height) { x, y in
          [UInt8(x * 255 / width), UInt8(y * 255 / height), UInt8((x + y) * 255 / (width + height)), 255]
        }
      case .thinLines: return try drawn(width, height) { x, y in x % 17 == 3 || y % 23 == 5 ? [255, 255, 240, 255] : [4, 0, 9, 255] }
      case .checkerboard: return try drawn(width, height) { x, y in (x + y) % 2 == 0 ? [255, 255, 255, 255] : [0, 0, 0, 255] }
      case .hiddenColours: return try drawn(width, height) { x, y in (x / 7 + y / 5) % 2 == 0 ? [30, 120, 60, 255] : [255, 0, 255, 0] }
      case .softAlpha: return try drawn(width, height) { x, y in [200, UInt8(x * 255 / width), 10, UInt8(y * 255 / height)] }
      case .noise: return try ImageOperationsTests.noise(width, height)
      case .opaqueNoise: return try ImageOperationsTests.noise(width, height, alphaMask: 255)
      }
    }
  }

  static let kernels: [resampling_kernel] =
    resampling_fastest_kernel() == RESAMPLING_KERNEL_AVX2
    ? [RESAMPLING_KERNEL_PORTABLE, RESAMPLING_KERNEL_AVX2] : [RESAMPLING_KERNEL_PORTABLE]

  static let changes: [(PixelSize, PixelSize)] = [
    (PixelSize(64, 48), PixelSize(16, 12)), (PixelSize(61, 43), PixelSize(17, 11)), (PixelSize(13, 9), PixelSize(40, 31)),
    (PixelSize(37, 37), PixelSize(36, 38)), (PixelSize(1, 40), PixelSize(1, 9)), (PixelSize(40, 1), PixelSize(7, 1)),
    (PixelSize(1, 1), PixelSize(5, 3)), (PixelSize(90, 70), PixelSize(1, 1)), (PixelSize(3, 2), PixelSize(2, 3)),
    (PixelSize(203, 5), PixelSize(9, 4)),
  ]

  private func resampled(_ picture: Raster, to size: PixelSize, _ light: ResamplingSpace, _ kernel: resampling_kernel) throws -> Raster {
    try picture.resampled(from: PixelRectangle(whole: picture.size), to: size, light: light, kernel: kernel) { false }
  }

  @Test(arguments: Pattern.allCases, ResamplingSpace.allCases)
  func `every kernel rounds what the definition gives`(_ pattern: Pattern, _ light: ResamplingSpace) throws {
    var (largest, excess, least) = (0.0, 0.0, Double.infinity)
    for (source, target) in ResamplingTests.changes {
      let picture = try pattern.picture(source)
      let levels = ReferenceResampler.levels(of: picture, in: target, light: light)
      let expected = try ReferenceResampler.picture(levels, size: target)
      for kernel in ResamplingTests.kernels {
        let actual = try resampled(picture, to: target, light, kernel)
        let comparison = try #require(RasterComparison(actual, expected))
        #expect(comparison.maximumError <= 1, "\(source) to \(target), kernel \(kernel.rawValue)")
        // Values half way between two levels go either way; a picture of nothing else would still have 48.
        #expect(comparison.peakSignalToNoiseRatio >= 50, "\(source) to \(target), kernel \(kernel.rawValue)")
        #expect(ReferenceResampler.largestExcess(of: actual, from: levels) <= 0.02, "\(source) to \(target), kernel \(kernel.rawValue)")
        largest = max(largest, comparison.maximumError)
        excess = max(excess, ReferenceResampler.largestExcess(of: actual, from: levels))
        least = min(least, comparison.peakSignalToNoiseRatio)
      }
    }
    print(
      "resampling against the definition: \(pattern.rawValue), \(light.rawValue): largest error \(largest) levels, "
        + "\(excess) beyond rounding, PSNR at least \(least) dB")
  }

  @Test(arguments: Pattern.allCases, ResamplingSpace.allCases)
  func `kernels agree to within a level`(_ pattern: Pattern, _ light: ResamplingSpace) throws {
    let picture = try pattern.picture(PixelSize(331, 257))
    for target in [PixelSize(83, 64), PixelSize(500, 388), PixelSize(330, 256)] {
      let results = try ResamplingTests.kernels.map { try resampled(picture, to: target, light, $0) }
      for result in results {
        #expect(try #require(RasterComparison(result, results[0])).maximumError <= 1)
        #expect(try resampled(picture, to: target, light, RESAMPLING_KERNEL_PORTABLE) == results[0])
      }
    }
  }

  @Test(arguments: ResamplingSpace.allCases)
  func `a flat colour of any level stays exactly that`(_ light: ResamplingSpace) throws {
    for level in UInt8.min...UInt8.max {
      let pixel: [UInt8] = [level, 255 - level, level / 2, 255]
      let picture = try drawn(19, 11) { _, _ in pixel }
      for kernel in ResamplingTests.kernels {
        for target in [PixelSize(6, 4), PixelSize(30, 15)] {
          let result = try resampled(picture, to: target, light, kernel)
          #expect(result.pixels == Array(repeating: pixel, count: target.width * target.height).flatMap(\.self))
        }
      }
    }
  }

  @Test(arguments: ResamplingSpace.allCases)
  func `hidden colours do not bleed and edges get no dark fringe`(_ light: ResamplingSpace) throws {
    // A white disc; what is hidden around it is black in one picture and magenta in the other.
    func disc(hidden: [UInt8]) throws -> Raster {
      try drawn(96, 96) { x, y in (x - 48) * (x - 48) + (y - 48) * (y - 48) < 1600 ? [255, 255, 255, 255] : hidden }
    }
    let black = try disc(hidden: [0, 0, 0, 0]).resampled(to: PixelSize(25, 25), light: light)
    let magenta = try disc(hidden: [255, 0, 255, 0]).resampled(to: PixelSize(25, 25), light: light)
    #expect(black == magenta)
    var soft = 0
    for y in 0..<25 {
      for x in 0..<25 {
        let pixel = black.pixel(x, y)
        if pixel[3] == 0 { #expect(pixel == [0, 0, 0, 0]) } else { #expect(pixel.prefix(3) == [255, 255, 255]) }
        if (1..<255).contains(pixel[3]) { soft += 1 }
      }
    }
    #expect(soft > 10)
  }

  @Test func `a checkerboard keeps its light in linear light and its level in encoded`() throws {
    let picture = try Pattern.checkerboard.picture(PixelSize(64, 64))
    // Half of the light is encoded as 188; half of the level is 127.5.
    let bright = try picture.resampled(to: PixelSize(8, 8), light: .linear).pixel(4, 4)
    let dark = try picture.resampled(to: PixelSize(8, 8), light: .encoded).pixel(4, 4)
    #expect(bright[0] == 188)
    #expect((127...128).contains(dark[0]))
  }

  @Test func `the size it has is the picture itself`() throws {
    let picture = try noise(8, 6)
    #expect(try picture.resampled(to: picture.size) == picture)
  }

  @Test func `a mirrored picture gives the mirrored result`() throws {
    let picture = try noise(40, 30)
    let target = PixelSize(17, 13)
    let first = try picture.upright(from: .rotated180).resampled(to: target)
    let second = try picture.resampled(to: target).upright(from: .rotated180)
    #expect(try #require(RasterComparison(first, second)).maximumError <= 1)
  }

  @Test func `cancelling stops between rows`() throws {
    let picture = try noise(40, 30)
    var rows = 0
    #expect(throws: CancellationError.self) {
      try picture.resampled(to: PixelSize(20, 15)) {
        rows += 1
        return rows == 4
      }
    }
    #expect(rows == 4)
  }

  @Test func `the profile is passed on`() throws {
    let picture = try drawn(4, 4, colourSpace: .profile([7])) { _, _ in [1, 2, 3, 255] }
    #expect(try picture.resampled(to: PixelSize(2, 2)).colourSpace == .profile([7]))
  }
}
