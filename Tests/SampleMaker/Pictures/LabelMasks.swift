/// Where the bottle's label is white, 900x1200.
func juiceMask() -> Canvas { mask(900, 1200, from: Point(262, 636), to: Point(618, 900)) }

/// Where the sneaker's lettering is white, 1200x900.
func sneakerMask() -> Canvas { mask(1200, 900, from: Point(580, 496), to: Point(816, 624)) }

private func mask(_ width: Int, _ height: Int, from start: Point, to end: Point) -> Canvas {
  var canvas = Canvas(width, height)
  canvas.fillAll(.flat(.black(1)))
  canvas.fill(.rectangle(start, width: end.x - start.x, height: end.y - start.y), .white(1))
  return canvas
}
