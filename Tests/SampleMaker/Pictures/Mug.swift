/// A coffee mug on no ground at all: only its shadow lies under it. 840x760 with alpha.
///
/// Its gradients run across, so that rows repeat and PNG stays small; only the shadow is blurred.
func mug() -> Canvas {
  var canvas = Canvas(840, 760)
  let axis: Float = 370
  let (top, bottom): (Float, Float) = (150, 640)
  let (rim, foot): (Float, Float) = (226, 186)

  canvas.fill(Mask(.ellipse(Point(axis + 70, bottom + 14), 290, 34)).blurred(22), Ink(0x1A1D26, opacity: 0.36))
  canvas.fill(Mask(.ellipse(Point(axis + 4, bottom + 14), 186, 22)).blurred(8), Ink(0x1A1D26, opacity: 0.6))

  let glaze = Ink(0x2E6F9E)
  let (light, dark) = (Ink(0x5FA6D3), Ink(0x173F60))
  handle(axis: axis, on: &canvas)

  var profile = Path(from: Point(axis - rim, top))
  profile.curve(Point(axis - rim + 4, 330), Point(axis - rim + 8, 500), to: Point(axis - foot - 4, bottom - 40))
  profile.curve(Point(axis - foot + 4, bottom), Point(axis - foot + 60, bottom + 26), to: Point(axis, bottom + 28))
  let side = Mask(.symmetrical(profile, about: axis)).joined(with: Mask(.ellipse(Point(axis, top), rim, 52)))
  canvas.fill(
    side,
    .across(axis - rim, axis + rim, [.init(0, dark), .init(0.22, glaze), .init(0.36, light), .init(0.55, glaze), .init(1, dark)]))

  // A band of bare clay at the foot, and the label.
  let band = side.clipped(to: Mask(footBand(axis: axis, bottom: bottom)))
  canvas.fill(band, .across(axis - rim, axis + rim, [.init(0, Ink(0x8C6A4C)), .init(0.36, Ink(0xEBD3B4)), .init(1, Ink(0x7E5C40))]))
  badge(Point(axis - 6, 410), on: &canvas)
  opening(Point(axis, top), rim: rim, on: &canvas)

  // The window in the glaze.
  let shine = Path.through([
    Point(axis - 168, 240), Point(axis - 160, 330), Point(axis - 150, 440), Point(axis - 140, 520), Point(axis - 128, 500),
    Point(axis - 132, 420),
    Point(axis - 140, 320), Point(axis - 146, 246), Point(axis - 168, 240),
  ])
  canvas.fill(Mask(shine), .flat(.white(0.4)))
  return canvas
}

private func handle(axis: Float, on canvas: inout Canvas) {
  let line = Path.through([
    Point(axis + 190, 236), Point(axis + 292, 226), Point(axis + 356, 290), Point(axis + 346, 400), Point(axis + 280, 486),
    Point(axis + 176, 528),
  ])
  let whole = Mask(line: line, thickness: 58)
  canvas.fill(whole, .across(axis + 180, axis + 390, [.init(0, Ink(0x173F60)), .init(0.5, Ink(0x2E6F9E)), .init(1, Ink(0x1C4B70))]))
  canvas.fill(Mask(line: line.moved(by: Point(-3, -11)), thickness: 9).clipped(to: whole), .flat(.white(0.34)))
  canvas.fill(whole.subtracting(Mask(line: line.moved(by: Point(-5, -9)), thickness: 56)), .flat(.black(0.3)))
}

private func footBand(axis: Float, bottom: Float) -> Path {
  var path = Path(from: Point(axis - 240, bottom - 62))
  path.curve(Point(axis - 120, bottom - 22), Point(axis + 120, bottom - 22), to: Point(axis + 240, bottom - 62))
  path.line(to: Point(axis + 240, bottom + 60))
  path.line(to: Point(axis - 240, bottom + 60))
  return path
}

private func badge(_ centre: Point, on canvas: inout Canvas) {
  canvas.fill(.ellipse(centre, 124, 128), Ink(0xF6EBDD))
  canvas.fill(Mask(.ellipse(centre, 113, 117)).subtracting(Mask(.ellipse(centre, 108, 112))), Ink(0xD0683F))
  // A sun that comes up over a line.
  let horizon = Mask(.rectangle(Point(centre.x - 130, centre.y - 130), width: 260, height: 128))
  canvas.fill(Mask(.ellipse(Point(centre.x, centre.y - 2), 44, 45)).clipped(to: horizon), Ink(0xE8963C))
  for ray in 0..<7 {
    let middle = Float(ray) * 25 + 15
    let whole = Mask(wedge(Point(centre.x, centre.y - 2), from: middle - 3.2, to: middle + 3.2, radius: 82))
    canvas.fill(whole.subtracting(Mask(.ellipse(Point(centre.x, centre.y - 2), 55, 56))), Ink(0xE8963C))
  }
  canvas.fill(Mask(line: twoPoints(Point(centre.x - 78, centre.y + 6), Point(centre.x + 78, centre.y + 6)), thickness: 6), Ink(0xD0683F))
  Lettering(text: "HELLO", height: 33, thickness: 6.5).draw(at: Point(centre.x, centre.y + 46), Ink(0x8A3D21), bend: -0.0006, on: &canvas)
  let shade = Mask(.ellipse(centre, 124, 128)).subtracting(Mask(.ellipse(centre + Point(-12, -4), 124, 128)))
  canvas.fill(shade, .flat(Ink(0x2A1B10, opacity: 0.22)))
}

private func opening(_ centre: Point, rim: Float, on canvas: inout Canvas) {
  canvas.fill(.ellipse(centre, rim, 52), .across(centre.x - rim, centre.x + rim, [.init(0, Ink(0x9CCDEB)), .init(1, Ink(0x4E8FBA))]))
  let inside = Mask(.ellipse(Point(centre.x, centre.y + 1), rim - 12, 43))
  canvas.fill(
    inside, .across(centre.x - rim, centre.x + rim, [.init(0, Ink(0x0F2E47)), .init(0.6, Ink(0x2E6F9E)), .init(1, Ink(0x6FB3DB))]))
  let coffee = Mask(.ellipse(Point(centre.x, centre.y + 22), rim - 16, 42)).clipped(to: inside)
  canvas.fill(
    coffee, .across(centre.x - rim, centre.x + rim, [.init(0, Ink(0x2B150A)), .init(0.6, Ink(0x5A3018)), .init(1, Ink(0x7A4724))]))
  canvas.fill(Mask(.ellipse(Point(centre.x - 60, centre.y + 20), 70, 9)).blurred(5).clipped(to: coffee), Ink(0xC99468, opacity: 0.55))
}
