/// A width and a height in pixels, both at least 1.
package struct PixelSize: Hashable, Sendable, CustomStringConvertible {
  package let width: Int
  package let height: Int

  /// Creates a size from numbers the program chose itself.
  ///
  /// Sizes that come from a file or a person go through ``init(checking:_:)``.
  /// - Precondition: both sides are at least 1.
  package init(_ width: Int, _ height: Int) {
    precondition(width >= 1 && height >= 1, "a picture has at least one pixel")
    self.width = width
    self.height = height
  }

  /// Creates a size from numbers out of a file, or returns `nil` if a side is below 1.
  package init?(checking width: Int, _ height: Int) {
    guard width >= 1, height >= 1 else { return nil }
    self.width = width
    self.height = height
  }

  /// The number of pixels, or `nil` if it does not fit in an `Int`.
  package var pixelCount: Int? {
    let (product, overflow) = width.multipliedReportingOverflow(by: height)
    return overflow ? nil : product
  }

  /// The longer of the two sides, in pixels.
  package var longestSide: Int { max(width, height) }

  /// The size with width and height exchanged.
  package var transposed: PixelSize { PixelSize(height, width) }

  /// Returns the size with each side divided by `divisor`, which is at least 1, rounded up.
  package func dividedRoundingUp(by divisor: Int) -> PixelSize {
    PixelSize((width - 1) / divisor + 1, (height - 1) / divisor + 1)
  }

  /// Returns whether both sides are at least those of `other`.
  package func covers(_ other: PixelSize) -> Bool {
    width >= other.width && height >= other.height
  }

  package var description: String { "\(width)x\(height)" }
}

/// A part of a picture, in pixels from its top left corner.
package struct PixelRectangle: Hashable, Sendable, CustomStringConvertible {
  package let x: Int
  package let y: Int
  package let size: PixelSize

  /// - Precondition: `x` and `y` are at least 0.
  package init(x: Int, y: Int, size: PixelSize) {
    precondition(x >= 0 && y >= 0, "a rectangle starts inside the picture")
    self.x = x
    self.y = y
    self.size = size
  }

  /// Creates the rectangle that is the whole of a picture.
  package init(whole size: PixelSize) {
    self.init(x: 0, y: 0, size: size)
  }

  /// Creates the rectangle in the middle of a picture; an odd pixel that is left over stays at the right or at the bottom.
  ///
  /// - Precondition: `outer` covers `inner`.
  package init(centred inner: PixelSize, in outer: PixelSize) {
    precondition(outer.covers(inner), "a rectangle lies inside the picture")
    self.init(x: (outer.width - inner.width) / 2, y: (outer.height - inner.height) / 2, size: inner)
  }

  /// Returns whether the rectangle lies inside a picture of size `picture`.
  package func fits(in picture: PixelSize) -> Bool {
    x <= picture.width - size.width && y <= picture.height - size.height
  }

  package var description: String { "\(size)+\(x)+\(y)" }
}
