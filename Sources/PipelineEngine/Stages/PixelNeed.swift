package import ImageCore

/// How much of a picture a stage needs as pixels, so that a codec that can decode smaller pictures for less may do it.
package enum PixelNeed: Hashable, Sendable {
  /// All of it.
  case everything
  /// A reduced picture will do if it is at least this large; `handsOn` says whether the next stage gets the same picture.
  case atLeast(PixelSize, handsOn: Bool)
}
