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

/// The smallest canvas of a nominal ratio that holds a picture, with the picture in its middle.
package struct AspectPad: Hashable, Sendable {
  package let placement: CanvasPlacement

  package var canvas: PixelSize { placement.canvas }

  /// Computes the canvas. One side is that of the picture; the other is rounded half up to whole pixels.
  package init(of size: PixelSize, to ratio: AspectRatio) {
    let canvas =
      if Proportion.isAtLeastAsWide((size.width, size.height), as: (ratio.width, ratio.height)) {
        PixelSize(size.width, Proportion.scaled(size.width, by: ratio.height, over: ratio.width))
      } else {
        PixelSize(Proportion.scaled(size.height, by: ratio.width, over: ratio.height), size.height)
      }
    placement = CanvasPlacement(centring: size, on: canvas)
  }
}

/// The place of a picture's top left corner on a canvas that holds all of it, in pixels.
package struct CanvasPlacement: Hashable, Sendable {
  package let canvas: PixelSize
  package let x: Int
  package let y: Int

  /// Places the picture in the middle of the canvas; an odd pixel that is left over is at the right or at the bottom.
  ///
  /// - Precondition: the canvas covers the picture.
  package init(centring picture: PixelSize, on canvas: PixelSize) {
    let middle = PixelRectangle(centred: picture, in: canvas)
    self.canvas = canvas
    self.x = middle.x
    self.y = middle.y
  }
}

/// Exact scaling of sides, without floating point.
enum Proportion {
  /// Sides up to here can be multiplied and doubled without overflow.
  static let largestSide = 1 << 30

  /// Returns `side * numerator / denominator`, rounded half up, at least 1.
  ///
  /// - Precondition: all three are in 1...2^30.
  static func scaled(_ side: Int, by numerator: Int, over denominator: Int) -> Int {
    precondition((1...largestSide).contains(side) && (1...largestSide).contains(numerator), "sides are 1 to 2^30")
    precondition((1...largestSide).contains(denominator), "sides are 1 to 2^30")
    return max(1, (2 * side * numerator + denominator) / (2 * denominator))
  }
}

extension Proportion {
  /// Returns whether `first` is wider for its height than `second`, or as wide.
  static func isAtLeastAsWide(_ first: (width: Int, height: Int), as second: (width: Int, height: Int)) -> Bool {
    first.width * second.height >= second.width * first.height
  }
}
