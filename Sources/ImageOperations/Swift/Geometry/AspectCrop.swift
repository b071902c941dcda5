package import ImageCore

/// The largest centred part of a picture that has a nominal ratio, and the loss of keeping only that.
package struct AspectCrop: Hashable, Sendable {
  package let rectangle: PixelRectangle
  /// Together with `totalPixels` the exact share that is cut off.
  package let lostPixels: Int
  package let totalPixels: Int

  /// Computes the crop. One side is kept whole; the other is rounded half up to whole pixels and is at least 1.
  package init(of size: PixelSize, to ratio: AspectRatio) {
    let kept = size.largestPart(inProportion: ratio.width, to: ratio.height)
    rectangle = PixelRectangle(centred: kept, in: size)
    totalPixels = size.width * size.height
    lostPixels = totalPixels - kept.width * kept.height
  }

  /// The share of the area that is lost, rounded up to the next millionth, so that it never says too little.
  package var lost: Percent {
    let (high, low) = lostPixels.multipliedFullWidth(by: 1_000_000)
    let (quotient, remainder) = totalPixels.dividingFullWidth((high, low))
    return Percent(millionths: remainder == 0 ? quotient : quotient + 1)
  }

  /// Returns whether at most that share of the area is lost, without rounding.
  package func loses(atMost limit: Percent) -> Bool {
    // A share in millionths is at most `limit` exactly if the share rounded up to a millionth is.
    lost <= limit
  }
}
