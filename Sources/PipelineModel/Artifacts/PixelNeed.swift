package import ImageCore

/// How much of a picture a stage needs as pixels, so that a codec that can decode smaller pictures for less may do it, and that only what is
/// wanted of a picture is kept while it is decoded.
package enum PixelNeed: Hashable, Sendable {
  /// All of it.
  case everything
  /// Nothing but these scaled pictures; a reduced picture will do if it is at least this large. `handsOn` says whether the next stage gets
  /// the same picture.
  case scaled([PictureScaling], atLeast: PixelSize, handsOn: Bool)
}

/// What several stages need together of one picture.
package struct ScalingNeed: Hashable, Sendable {
  package let scalings: [PictureScaling]
  /// The least size in which they can work; nil where only the full size will do.
  package let least: PixelSize?

  package init(scalings: [PictureScaling], least: PixelSize?) {
    self.scalings = scalings
    self.least = least
  }
}
