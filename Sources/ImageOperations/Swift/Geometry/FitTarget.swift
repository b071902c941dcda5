package import ImageCore

/// The way in which a picture is brought to a width and a height that need not be in its own proportions.
package enum FitMode: String, CaseIterable, Sendable {
  /// The largest picture that fits; one side may be smaller than asked.
  case inside
  /// Exactly the requested size; the excess is cut off evenly.
  case cover
  /// Exactly the size asked for; the picture lies in the middle of a coloured canvas.
  case pad
}

/// The size a picture should get, in pixels from 1 to 2^30.
package enum FitTarget: Hashable, Sendable {
  /// The longer side; the other follows.
  case longest(Int)
  /// The width; the height follows.
  case width(Int)
  /// The height; the width follows.
  case height(Int)
  case box(PixelSize, FitMode)
}
