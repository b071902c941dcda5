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
