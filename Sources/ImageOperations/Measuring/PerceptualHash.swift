package import ImageCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension DecodedImage {
  /// Returns what the picture looks like from afar, upright, for people; see ``ImageCore/Raster/perceptualHash()``.
  ///
  /// The picture is made small first, so that it takes little memory beside its pixels.
  /// - Throws: `CancellationError` when the task is cancelled.
  package func perceptualHash() throws(CancellationError) -> String {
    let workable = raster.isWorkable ? raster : raster.convertedToSRGB().raster
    let small = try workable.resampled(to: PixelSize(Raster.grid, Raster.grid))
    return try small.convertedToSRGB().raster.upright(from: header.orientation).perceptualHash()
  }
}

extension Raster {
  /// The grid on which pictures are looked at, and how many of its lowest frequencies count, each way.
  fileprivate static let (grid, frequencies) = (64, 16)

  /// Returns what a picture looks like from afar, as 70 hexadecimal digits: one bit for each of the lowest 256 frequencies of its brightness, which is
  /// set where that frequency is stronger than half of them, then its mean colour. Pictures that look alike differ in few bits, whatever their size
  /// and compression.
  ///
  /// After Zauner, "Implementation and benchmarking of perceptual image hash functions" (2010), https://www.phash.org/docs/pubs/thesis_zauner.pdf, on
  /// a finer grid. What is transparent counts as white.
  /// - Precondition: the picture is sRGB, of the format `rgba8` or `rgba16`.
  /// - Throws: `CancellationError` when the task is cancelled.
  package func perceptualHash() throws(CancellationError) -> String {
    let small = try resampled(to: PixelSize(Self.grid, Self.grid)).roundedToBytes().flattened(onto: .white)
    var brightness = [Double](repeating: 0, count: Self.grid * Self.grid)
    var sums = [0, 0, 0]
    for index in brightness.indices {
      let levels = (0..<3).map { Int(small.pixels[4 * index + $0]) }
      for channel in 0..<3 { sums[channel] += levels[channel] }
      brightness[index] = 0.299 * Double(levels[0]) + 0.587 * Double(levels[1]) + 0.114 * Double(levels[2])
    }
    let heights = Self.lowFrequencies(of: brightness)
    let median = heights.dropFirst().map { abs($0) < 1 ? 0 : $0 }.sorted()[heights.count / 2]
    var digits = ""
    for start in stride(from: 0, to: heights.count, by: 4) {
      var value = 0
      // What compression leaves of nothing is nothing.
      for height in heights[start..<start + 4] { value = value * 2 + (abs(height) >= 1 && height > median ? 1 : 0) }
      digits += String(value, radix: 16)
    }
    for sum in sums {
      let mean = sum / brightness.count
      digits += (mean < 16 ? "0" : "") + String(mean, radix: 16)
    }
    return digits
  }

  /// Returns the lowest frequencies of a square, row by row; the mean, which comes first, is 0.
  private static func lowFrequencies(of square: [Double]) -> [Double] {
    let waves = (0..<frequencies).map { frequency in
      (0..<grid).map { cos((Double($0) + 0.5) * Double(frequency) * .pi / Double(grid)) }
    }
    var rows = [Double](repeating: 0, count: frequencies * grid)
    for y in 0..<grid {
      for frequency in 0..<frequencies {
        var sum = 0.0
        for x in 0..<grid { sum += square[y * grid + x] * waves[frequency][x] }
        rows[frequency * grid + y] = sum
      }
    }
    var result = [Double](repeating: 0, count: frequencies * frequencies)
    for down in 0..<frequencies {
      for across in 0..<frequencies where down + across > 0 {
        var sum = 0.0
        for y in 0..<grid { sum += rows[across * grid + y] * waves[down][y] }
        result[down * frequencies + across] = sum / Double(grid)
      }
    }
    return result
  }
}
