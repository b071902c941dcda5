import CImageKernels
package import ImageCore

extension Raster {
  /// Carries a plan out without mixing pixels, for pixel art: crops, then repeats or leaves out whole pixels, without the plan's canvas.
  ///
  /// - Precondition: the plan was made for a picture of this size, and the format is `rgba8` or `rgba16`.
  package func repeatingPixels(_ plan: FitPlan) -> Raster {
    precondition(plan.source == size, "a plan is for pictures of one size")
    var result = PixelBuffer(size: plan.scaled, of: self)
    let part = [plan.crop.x, plan.crop.y, plan.crop.size.width, plan.crop.size.height]
    // A plan's crop lies inside its source, and the target has the plan's size in the same format.
    unsafe pixels_nearest(
      pixels, size.width, format.bytesPerPixel, part, plan.scaled.width, plan.scaled.height, &result.pixels)
    return result.raster
  }

  /// Returns the picture with 8 bits a sample, each colour moved away from what is around it by so many thousandths of their difference.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package func sharpened(byThousandths amount: Int) -> Raster {
    guard amount > 0 else { return self }
    let bytes = roundedToBytes()
    var result = PixelBuffer(size: size, of: bytes)
    // Both have four bytes for each pixel of the size.
    unsafe pixels_sharpen(bytes.pixels, size.width, size.height, Float(amount) / 1_000, &result.pixels)
    return result.raster
  }

  /// Returns the smallest part that holds all that can be seen, or `nil` where nothing can.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package var visiblePart: PixelRectangle? {
    precondition(isWorkable, "operations work on RGBA")
    var part = [0, 0, 0, 0]
    // The bytes are those of the layout, and the part is four numbers.
    let isFound = unsafe pixels_find_visible(pixels, size.width, size.height, format.bytesPerPixel, &part) != 0
    return isFound ? PixelRectangle(x: part[0], y: part[1], size: PixelSize(part[2], part[3])) : nil
  }

  /// Returns the point to keep in the middle of a part of `part`'s size so that it holds most of what draws the eye, by edges and by saturation. The
  /// same pixels always give the same point; it knows nothing of what they show.
  ///
  /// - Precondition: the picture covers the part, and the format is `rgba8` or `rgba16`.
  package func subject(for part: PixelSize) -> FocusPoint {
    precondition(size.covers(part), "a part lies inside the picture")
    let bytes = roundedToBytes()
    var columns = [UInt64](repeating: 0, count: size.width)
    var rows = [UInt64](repeating: 0, count: size.height)
    // As many numbers as columns and rows, and four bytes for each pixel.
    unsafe pixels_interest(bytes.pixels, size.width, size.height, &columns, &rows)
    return FocusPoint(x: Self.middle(of: part.width, holdingMostOf: columns), y: Self.middle(of: part.height, holdingMostOf: rows))
  }

  /// Returns the middle of the window that holds the most; among equals, of the one nearest to the middle. In millionths.
  private static func middle(of length: Int, holdingMostOf interest: [UInt64]) -> Int {
    let side = interest.count
    var sum = interest.prefix(length).reduce(0, +)
    let centred = (side - length) / 2
    var best = (start: 0, sum: sum)
    for start in 1..<max(1, side - length + 1) {
      sum += interest[start + length - 1]
      sum -= interest[start - 1]
      if sum > best.sum || (sum == best.sum && abs(start - centred) < abs(best.start - centred)) { best = (start, sum) }
    }
    return min(1_000_000, ((2 * best.start + length) * 1_000_000 + side) / (2 * side))
  }
}
