import CImageKernels
package import ImageCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The difference between two pictures of one size, over alpha and the colours multiplied by it.
///
/// Colours are multiplied by alpha so that invisible differences do not count. Errors are in 8-bit levels, 0 to 255.
package struct RasterComparison: Hashable, Sendable {
  package let maximumError: Double
  package let meanAbsoluteError: Double
  /// In decibels, for a peak of 255; infinite if the pictures are equal.
  package let peakSignalToNoiseRatio: Double

  /// Compares pixel by pixel, or returns `nil` if the sizes differ.
  ///
  /// - Precondition: both formats are `rgba8`.
  package init?(_ first: Raster, _ second: Raster) {
    precondition(first.format == .rgba8 && second.format == .rgba8, "operations work on rgba8")
    guard first.size == second.size else { return nil }
    var difference = pixels_difference()
    for row in 0..<first.size.height {
      // The row lies inside both pictures, whose sizes are equal.
      unsafe pixels_add_difference(first.pixels, second.pixels, row * first.size.width, first.size.width, &difference)
    }
    let samples = Double(first.layout.byteCount)
    maximumError = Double(difference.largest) / 255
    meanAbsoluteError = difference.sum / 255 / samples
    let meanSquare = difference.sum_of_squares / (255 * 255) / samples
    peakSignalToNoiseRatio = meanSquare == 0 ? .infinity : 10 * log10(255 * 255 / meanSquare)
  }
}
