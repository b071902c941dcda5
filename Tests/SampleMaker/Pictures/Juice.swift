/// A bottle of orange juice, 900x1200. The juice is more saturated than sRGB can show.
func juice() -> Canvas {
  var canvas = Canvas(900, 1200)
  let axis: Float = 440
  let floor: Float = 1042
  let deep = Ink(displayP3: 0.80, 0.22, 0.0)
  let bright = Ink(displayP3: 1.0, 0.47, 0.0)
  let sun = Ink(displayP3: 1.0, 0.72, 0.05)

  // A wall that runs into the floor without an edge, lit from the upper left.
  canvas.fillAll(
    .down(0, 1200, [.init(0, Ink(0xBFE3DC)), .init(0.68, Ink(0xD6EFE6)), .init(0.80, Ink(0xB9DDD3)), .init(1, Ink(0xC9E7DE))]))
  canvas.fillAll(.radial(Point(260, 320), 760, 820, [.init(0, .white(0.55)), .init(1, .white(0))]))

  // Shadow, and the light that falls through the juice.
  let cast = Path.ellipse(Point(axis + 150, floor - 4), 300, 44)
  canvas.fill(Mask(cast).blurred(26), Ink(0x1F5A55, opacity: 0.42))
  canvas.fill(Mask(.ellipse(Point(axis + 190, floor + 4), 190, 20)).blurred(15), bright.faded(0.5))
  canvas.fill(Mask(.ellipse(Point(axis + 10, floor + 2), 182, 24)).blurred(9), Ink(0x123F3C, opacity: 0.6))

  let glass = bottleOutline(axis: axis, inset: 0, bottom: floor)
  let body = Mask(glass)
  canvas.fill(body, Ink(0xEAF7F3, opacity: 0.75))
  let liquid = Mask(bottleOutline(axis: axis, inset: 11, bottom: floor - 14)).clipped(
    to: Mask(.rectangle(Point(0, 372), width: 900, height: 800)))
  canvas.fill(
    liquid, .across(axis - 190, axis + 190, [.init(0, deep), .init(0.26, bright), .init(0.42, sun), .init(0.68, bright), .init(1, deep)]))
  canvas.fill(
    liquid, .down(372, floor, [.init(0, .white(0.18)), .init(0.25, .white(0)), .init(0.7, deep.faded(0)), .init(1, deep.faded(0.6))]))
  canvas.fill(Mask(.ellipse(Point(axis, 374), 80, 11)).clipped(to: body), Ink(displayP3: 1, 0.78, 0.3))

  // Glass: darker where one looks along it, with the window's reflection.
  canvas.fill(body.subtracting(Mask(glass.moved(by: Point(9, 0))).blurred(7)), .flat(.black(0.14)))
  canvas.fill(body.subtracting(Mask(glass.moved(by: Point(-16, 0))).blurred(12)), .flat(Ink(0x7A1E00, opacity: 0.42)))
  label(axis: axis, bright: bright, on: &canvas)
  var reflection = Path(from: Point(axis - 152, 560))
  reflection.curve(Point(axis - 150, 500), Point(axis - 128, 462), to: Point(axis - 96, 436))
  reflection.line(to: Point(axis - 78, 452))
  reflection.curve(Point(axis - 108, 480), Point(axis - 122, 520), to: Point(axis - 122, 570))
  reflection.line(to: Point(axis - 122, 960))
  reflection.curve(Point(axis - 130, 985), Point(axis - 146, 985), to: Point(axis - 152, 960))
  canvas.fill(Mask(reflection).blurred(3), .down(430, 990, [.init(0, .white(0.75)), .init(1, .white(0.22))]))
  cap(axis: axis, on: &canvas)
  return canvas
}

private func bottleOutline(axis: Float, inset: Float, bottom: Float) -> Path {
  let neck: Float = 70 - inset
  let belly: Float = 188 - inset
  var profile = Path(from: Point(axis - neck, 262))
  profile.line(to: Point(axis - neck, 352))
  profile.curve(Point(axis - neck, 430), Point(axis - belly, 430), to: Point(axis - belly, 560))
  profile.line(to: Point(axis - belly, bottom - 46))
  profile.curve(Point(axis - belly, bottom - 14), Point(axis - belly + 14, bottom), to: Point(axis - belly + 48, bottom))
  return .symmetrical(profile, about: axis)
}

private func label(axis: Float, bright: Ink, on canvas: inout Canvas) {
  // The camera looks down a little, so what runs around the bottle hangs in the middle.
  let bend: Float = -0.00058
  var outline = Path.through((0...16).map { Point(axis - 187 + Float($0) * 374 / 16, 622) }.map { bent($0, axis, bend) })
  for point in (0...16).map({ Point(axis + 187 - Float($0) * 374 / 16, 916) }) { outline.line(to: bent(point, axis, bend)) }
  let paper = Mask(outline)
  canvas.fill(paper, Ink(0xFFF7E6))
  let leaf = Ink(0x2F7D4F)
  Lettering(text: "ZEST", height: 82, thickness: 15).draw(at: Point(axis, 706), leaf, bend: bend, on: &canvas)
  // Half an orange with its segments.
  let centre = Point(axis, 872)
  let half = Mask(.rectangle(Point(0, 740), width: 900, height: 122)).clipped(to: Mask(.ellipse(centre, 104, 104)))
  canvas.fill(half, bright)
  let pulp = Mask(.rectangle(Point(0, 740), width: 900, height: 122)).clipped(to: Mask(.ellipse(centre, 90, 90)))
  canvas.fill(pulp, Ink(0xFFF3D2))
  for segment in 0..<6 {
    let wedge = wedge(centre, from: Float(segment) * 30 + 2, to: Float(segment) * 30 + 28, radius: 83)
    canvas.fill(Mask(wedge).clipped(to: pulp), .radial(centre, 84, 84, [.init(0, Ink(displayP3: 1, 0.74, 0.1)), .init(1, bright)]))
  }
  canvas.fill(
    paper,
    .across(
      axis - 188, axis + 188,
      [
        .init(0, Ink(0x6B3A12, opacity: 0.42)), .init(0.2, .black(0)), .init(0.36, .white(0.25)), .init(0.5, .black(0)),
        .init(0.72, Ink(0x6B3A12, opacity: 0.06)), .init(1, Ink(0x6B3A12, opacity: 0.55)),
      ]))
}

private func bent(_ point: Point, _ axis: Float, _ bend: Float) -> Point {
  Point(point.x, point.y + bend * (point.x - axis) * (point.x - axis))
}

private func cap(axis: Float, on canvas: inout Canvas) {
  canvas.fill(Mask(.rectangle(Point(axis - 74, 268), width: 148, height: 22, corner: 8)).blurred(5), .flat(.black(0.22)))
  let cap = Mask(.rectangle(Point(axis - 84, 176), width: 168, height: 104, corner: 16))
  canvas.fill(
    cap,
    .across(
      axis - 84, axis + 84, [.init(0, Ink(0x1E5A39)), .init(0.3, Ink(0x4FA873)), .init(0.55, Ink(0x3A8B5B)), .init(1, Ink(0x174A2E))]))
  for rib in 0..<15 {
    // Ribs stand closer towards the edges, as on something round.
    let offset = (Float(rib) - 7) / 7.6
    let x = axis + 84 * offset * (1.35 - 0.35 * offset * offset)
    canvas.fill(Mask(line: twoPoints(Point(x, 204), Point(x, 270)), thickness: 3.4).clipped(to: cap), .flat(.black(0.2)))
  }
  canvas.fill(Mask(.rectangle(Point(axis - 84, 176), width: 168, height: 22, corner: 11)), Ink(0x7CCB9B, opacity: 0.55))
}
