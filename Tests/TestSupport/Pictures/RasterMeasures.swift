package import ImageCore

extension Raster {
  /// The bytes of one pixel; RGBA only.
  package func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * size.width + x) * 4
    return Array(pixels[start..<start + 4])
  }

  /// Upper left, upper right, lower left, lower right.
  package var corners: [[UInt8]] {
    let (right, bottom) = (size.width - 1, size.height - 1)
    return [pixel(0, 0), pixel(right, 0), pixel(0, bottom), pixel(right, bottom)]
  }

  /// Whether red, green and blue are equal in every pixel; RGBA only.
  package var isGrey: Bool {
    for index in stride(from: 0, to: pixels.count, by: 4) {
      if pixels[index] != pixels[index + 1] || pixels[index] != pixels[index + 2] { return false }
    }
    return true
  }

  /// The mean of each channel; RGBA only.
  package var means: [Double] {
    var sums = [0, 0, 0, 0]
    for (index, value) in pixels.enumerated() { sums[index % 4] += Int(value) }
    return sums.map { Double($0) / Double(pixels.count / 4) }
  }

  /// The mean of the absolute differences of all samples, in levels of 0...255.
  /// - Precondition: both have the same layout.
  package func meanDifference(from other: Raster) -> Double {
    precondition(layout == other.layout, "rasters of one layout are compared")
    let sum = zip(pixels, other.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(pixels.count)
  }
}

/// The largest difference of two lists of samples, in levels of 0...255; 255 where they are not equally long.
package func largestDifference(_ left: [UInt8], _ right: [UInt8]) -> Int {
  guard left.count == right.count else { return 255 }
  return zip(left, right).map { abs(Int($0) - Int($1)) }.max() ?? 0
}
