package import ImageCore

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
