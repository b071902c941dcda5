package import ImageCore

/// The pixels of a picture that a stage needs, so that a codec that can decode smaller pictures for less may do it, and that only those are
/// kept while it is decoded.
package enum PixelNeed: Hashable, Sendable {
  /// All of it.
  case everything
  /// Nothing but these scaled pictures; a reduced picture suffices if it is at least this large. `handsOn` is `true` if the next stage gets
  /// the same picture.
  case scaled([PictureScaling], atLeast: PixelSize, handsOn: Bool)
}

/// The pixels that several stages need together of one picture.
package struct ScalingNeed: Hashable, Sendable {
  package let scalings: [PictureScaling]
  /// The least size that suffices for them, or `nil` if only the full size does.
  package let least: PixelSize?

  package init(scalings: [PictureScaling], least: PixelSize?) {
    self.scalings = scalings
    self.least = least
  }
}
