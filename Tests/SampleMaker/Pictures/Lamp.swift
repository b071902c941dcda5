/// A table lamp that is on, in the evening, 900x1200.
func lamp() -> Canvas {
  var canvas = Canvas(900, 1200)
  let axis: Float = 450
  let table: Float = 960
  canvas.fillAll(.down(0, table, [.init(0, Ink(0x27385C)), .init(1, Ink(0x3C527A))]))
  // Light on the wall: through the cloth, and in a cone above and below.
  canvas.fillAll(
    .radial(
      Point(axis, 430), 620, 640,
      [.init(0, Ink(0xFFC878, opacity: 0.75)), .init(0.5, Ink(0xE79A5A, opacity: 0.3)), .init(1, Ink(0xE79A5A, opacity: 0))]))
  canvas.fill(
    Mask(cone(axis: axis, from: 250, half: 130, to: -60, halfAtEnd: 360)).blurred(30),
    .down(-60, 260, [.init(0, Ink(0xFFE0A0, opacity: 0.05)), .init(1, Ink(0xFFE7B0, opacity: 0.7))]))
  canvas.fill(
    Mask(cone(axis: axis, from: 560, half: 236, to: table, halfAtEnd: 440)).blurred(26),
    .down(560, table, [.init(0, Ink(0xFFE7B0, opacity: 0.6)), .init(1, Ink(0xFFD890, opacity: 0.22))]))
  tabletop(axis: axis, top: table, on: &canvas)
  stand(axis: axis, table: table, on: &canvas)
  shade(axis: axis, on: &canvas)
  book(Point(190, table + 66), on: &canvas)
  return canvas
}

private func cone(axis: Float, from start: Float, half: Float, to end: Float, halfAtEnd: Float) -> Path {
  var path = Path(from: Point(axis - half, start))
  path.line(to: Point(axis + half, start))
  path.line(to: Point(axis + halfAtEnd, end))
  path.line(to: Point(axis - halfAtEnd, end))
  return path
}

private func tabletop(axis: Float, top: Float, on canvas: inout Canvas) {
  let wood = Path.rectangle(Point(0, top), width: 900, height: 240)
  canvas.fill(wood, .down(top, 1200, [.init(0, Ink(0x8A5A36)), .init(0.5, Ink(0x6E4427)), .init(1, Ink(0x4A2C18))]))
  for (index, y) in [Float(992), 1030, 1082, 1140].enumerated() {
    let sway: Float = index % 2 == 0 ? 8 : -7
    let grain = Path.through([Point(-10, y), Point(240, y + sway), Point(520, y - sway), Point(910, y + sway / 2)])
    canvas.fill(Mask(line: grain, thickness: 3), Ink(0x3B2110, opacity: 0.32))
  }
  canvas.fill(Mask(.ellipse(Point(axis, top + 60), 380, 70)).blurred(40).clipped(to: Mask(wood)), Ink(0xFFCF85, opacity: 0.6))
  canvas.fill(Mask(.rectangle(Point(0, top), width: 900, height: 5)), Ink(0xE0A266, opacity: 0.8))
}

private func stand(axis: Float, table: Float, on canvas: inout Canvas) {
  canvas.fill(Mask(.ellipse(Point(axis, table + 70), 170, 26)).blurred(12), Ink(0x1C0F06, opacity: 0.65))
  // A glazed ceramic foot and a brass neck.
  let brass: [Paint.Stop] = [.init(0, Ink(0x6B4A1A)), .init(0.35, Ink(0xF8DD93)), .init(0.6, Ink(0xC79440)), .init(1, Ink(0x5C3D12))]
  canvas.fill(.rectangle(Point(axis - 13, 520), width: 26, height: 160), .across(axis - 13, axis + 13, brass))
  var profile = Path(from: Point(axis - 30, 664))
  profile.curve(Point(axis - 34, 720), Point(axis - 132, 740), to: Point(axis - 136, 850))
  profile.curve(Point(axis - 138, 930), Point(axis - 100, 980), to: Point(axis - 86, table + 44))
  profile.curve(Point(axis - 60, table + 66), Point(axis - 20, table + 68), to: Point(axis, table + 68))
  let outline = Path.symmetrical(profile, about: axis)
  let foot = Mask(outline)
  canvas.fill(
    foot,
    .across(
      axis - 136, axis + 136, [.init(0, Ink(0x0F4B4A)), .init(0.32, Ink(0x3DA79C)), .init(0.6, Ink(0x1F7A75)), .init(1, Ink(0x083434))]))
  canvas.fill(
    foot,
    .down(664, table + 68, [.init(0, Ink(0xFFE3A6, opacity: 0.55)), .init(0.4, Ink(0xFFE3A6, opacity: 0.08)), .init(1, .black(0.35))]))
  canvas.fill(Mask(.ellipse(Point(axis - 62, 826), 20, 56)).blurred(9), .flat(.white(0.5)))
  for y in [Float(886), 912] {
    let ring = Path.through([
      Point(axis - 160, y - 8), Point(axis - 80, y + 10), Point(axis, y + 15), Point(axis + 80, y + 10), Point(axis + 160, y - 8),
    ])
    canvas.fill(Mask(line: ring, thickness: 7).clipped(to: foot), Ink(0xF4E3C0, opacity: 0.75))
  }
  canvas.fill(.rectangle(Point(axis - 36, 652), width: 72, height: 20, corner: 8), .across(axis - 36, axis + 36, brass))
}

private func shade(axis: Float, on canvas: inout Canvas) {
  let (top, bottom): (Float, Float) = (236, 566)
  let (upper, lower): (Float, Float) = (132, 246)
  // The far inside of the lower rim, with the lamp's light on it.
  canvas.fill(
    .ellipse(Point(axis, bottom), lower, 30), .radial(Point(axis, bottom), lower, 30, [.init(0, Ink(0xFFFBEA)), .init(1, Ink(0xF3BD68))]))
  var profile = Path(from: Point(axis - upper, top))
  profile.line(to: Point(axis - lower, bottom))
  profile.curve(Point(axis - lower + 60, bottom + 24), Point(axis - 90, bottom + 30), to: Point(axis, bottom + 30))
  let cloth = Mask(.symmetrical(profile, about: axis)).joined(with: Mask(.ellipse(Point(axis, top), upper, 16)))
  canvas.fill(
    cloth,
    .across(
      axis - lower, axis + lower,
      [.init(0, Ink(0xC9773A)), .init(0.3, Ink(0xF5B867)), .init(0.5, Ink(0xFFDF9C)), .init(0.7, Ink(0xF5B867)), .init(1, Ink(0xC06A30))]))
  canvas.fill(cloth, .radial(Point(axis, 430), 210, 170, [.init(0, Ink(0xFFFBE8, opacity: 0.9)), .init(1, Ink(0xFFFBE8, opacity: 0))]))
  for pleat in -7...7 {
    let share = Float(pleat) / 7.5
    let line = twoPoints(Point(axis + share * upper, top + 4), Point(axis + share * lower, bottom + 28))
    canvas.fill(Mask(line: line, thickness: 3).clipped(to: cloth), Ink(0xA4561F, opacity: 0.2))
  }
  for (y, half, thickness) in [(top + 8, upper, Float(16)), (bottom + 2, lower, Float(20))] {
    let trim = Path.through(
      (-8...8).map { step in
        let share = Float(step) / 8
        return Point(axis + share * half, y + 24 * (1 - share * share) * (half / 246))
      })
    canvas.fill(Mask(line: trim, thickness: thickness).clipped(to: cloth), Ink(0x9B3F2A, opacity: 0.85))
  }
  canvas.fill(
    .ellipse(Point(axis, top), upper, 16), .radial(Point(axis, top), upper, 16, [.init(0, Ink(0xFFFFF2)), .init(1, Ink(0xFFD385))]))
}

/// A book that lies beside the lamp, with its title on the spine.
private func book(_ corner: Point, on canvas: inout Canvas) {
  canvas.fill(Mask(.rectangle(corner + Point(-40, 66), width: 300, height: 16, corner: 8)).blurred(8), Ink(0x1C0F06, opacity: 0.6))
  let spine = Path.rectangle(corner + Point(-50, 0), width: 300, height: 72, corner: 12)
  canvas.fill(spine, .down(corner.y, corner.y + 72, [.init(0, Ink(0xE26A4E)), .init(0.5, Ink(0xB8432F)), .init(1, Ink(0x7A2318))]))
  canvas.fill(Mask(.rectangle(corner + Point(-20, 0), width: 8, height: 72)), Ink(0xF3D9A0, opacity: 0.85))
  canvas.fill(Mask(.rectangle(corner + Point(212, 0), width: 8, height: 72)), Ink(0xF3D9A0, opacity: 0.85))
  Lettering(text: "NOTES", height: 34, thickness: 6).draw(at: corner + Point(100, 37), Ink(0xF8E7C4), on: &canvas)
}
