package import ImageCore

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
