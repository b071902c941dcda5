import Glibc

/// A straight line, for strokes.
func twoPoints(_ start: Point, _ end: Point) -> Path {
  var path = Path(from: start)
  path.line(to: end)
  return path
}

/// A piece of a pie; angles in degrees, anticlockwise from the right.
func wedge(_ centre: Point, from start: Float, to end: Float, radius: Float) -> Path {
  var path = Path(from: centre)
  for step in 0...10 {
    let angle = (start + (end - start) * Float(step) / 10) * .pi / 180
    path.line(to: Point(centre.x + radius * cos(angle), centre.y - radius * sin(angle)))
  }
  return path
}
