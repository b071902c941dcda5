/// A sneaker from the side, 1200x900.
func sneaker() -> Canvas {
  var canvas = Canvas(1200, 900)
  let ground: Float = 690
  canvas.fillAll(.down(0, 900, [.init(0, Ink(0xF4D58D)), .init(0.66, Ink(0xF8E3AE)), .init(0.80, Ink(0xE6C377)), .init(1, Ink(0xEFD08A))]))
  canvas.fillAll(.radial(Point(420, 260), 820, 640, [.init(0, .white(0.5)), .init(1, .white(0))]))
  canvas.fill(Mask(.ellipse(Point(640, ground + 8), 480, 34)).blurred(24), Ink(0x6B4712, opacity: 0.5))
  canvas.fill(Mask(.ellipse(Point(600, ground + 2), 420, 14)).blurred(7), Ink(0x40290A, opacity: 0.65))

  let upper = Mask(upperOutline)
  lining(on: &canvas)
  canvas.fill(
    upper,
    .linear(from: Point(420, 250), to: Point(640, 640), [.init(0, Ink(0x2FA39A)), .init(0.5, Ink(0x1D857F)), .init(1, Ink(0x0F5C5C))]))
  overlays(within: upper, on: &canvas)
  canvas.fill(upper.subtracting(Mask(upperOutline.moved(by: Point(-6, -12))).blurred(14)), .flat(Ink(0x02302F, opacity: 0.5)))
  canvas.fill(upper.subtracting(Mask(upperOutline.moved(by: Point(5, 10))).blurred(8)), .flat(.white(0.3)))
  laces(over: upper.joined(with: Mask(tongueOutline)), on: &canvas)
  sole(ground: ground, under: upper, on: &canvas)
  return canvas
}

private let upperOutline: Path = {
  var path = Path(from: Point(198, 668))
  path.curve(Point(176, 520), Point(190, 420), to: Point(186, 330))
  path.curve(Point(184, 280), Point(216, 262), to: Point(240, 282))
  path.curve(Point(268, 330), Point(330, 352), to: Point(404, 346))
  path.curve(Point(452, 340), Point(480, 300), to: Point(512, 258))
  path.curve(Point(536, 232), Point(570, 244), to: Point(590, 274))
  path.curve(Point(640, 352), Point(720, 420), to: Point(820, 452))
  path.curve(Point(920, 478), Point(1010, 500), to: Point(1040, 572))
  path.curve(Point(1052, 606), Point(1050, 622), to: Point(1040, 652))
  return path
}()

private let tongueOutline: Path = {
  var path = Path(from: Point(470, 330))
  path.curve(Point(470, 260), Point(480, 214), to: Point(510, 190))
  path.curve(Point(560, 180), Point(600, 196), to: Point(612, 224))
  path.line(to: Point(650, 322))
  path.line(to: Point(520, 380))
  return path
}()

/// The collar's inside, behind the upper, and the tongue.
private func lining(on canvas: inout Canvas) {
  var collar = Path(from: Point(198, 300))
  collar.curve(Point(280, 250), Point(420, 240), to: Point(520, 262))
  collar.curve(Point(480, 330), Point(440, 370), to: Point(360, 368))
  collar.curve(Point(280, 362), Point(230, 330), to: Point(198, 300))
  canvas.fill(collar, .down(240, 370, [.init(0, Ink(0xF28A6B)), .init(1, Ink(0x9E4530))]))
  canvas.fill(tongueOutline, .linear(from: Point(480, 200), to: Point(640, 340), [.init(0, Ink(0xFFB59A)), .init(1, Ink(0xD8654A))]))
}

private func overlays(within upper: Mask, on canvas: inout Canvas) {
  let cream = Ink(0xFFF4E2)
  // Toe cap and heel counter.
  var toe = Path(from: Point(856, 440))
  toe.curve(Point(826, 520), Point(850, 590), to: Point(886, 660))
  toe.line(to: Point(1090, 660))
  toe.line(to: Point(1090, 430))
  canvas.fill(
    Mask(toe).clipped(to: upper), .linear(from: Point(880, 470), to: Point(1000, 640), [.init(0, cream), .init(1, Ink(0xD9C7A8))]))
  stitch(Path.through([Point(842, 458), Point(824, 520), Point(836, 580), Point(868, 646)]), Ink(0xBDE5DD), on: &canvas)
  var heel = Path(from: Point(150, 250))
  heel.line(to: Point(268, 318))
  heel.curve(Point(300, 420), Point(330, 520), to: Point(330, 660))
  heel.line(to: Point(150, 660))
  canvas.fill(
    Mask(heel).clipped(to: upper), .linear(from: Point(190, 300), to: Point(320, 640), [.init(0, Ink(0xF47F5E)), .init(1, Ink(0xB9452F))]))
  stitch(Path.through([Point(282, 328), Point(312, 430), Point(338, 530), Point(342, 640)]), Ink(0xBDE5DD), on: &canvas)
  // Two stripes and the name.
  for offset in [Float(0), 66] {
    var stripe = Path(from: Point(396 + offset, 650))
    stripe.line(to: Point(492 + offset, 372))
    stripe.line(to: Point(532 + offset, 372))
    stripe.line(to: Point(436 + offset, 650))
    canvas.fill(Mask(stripe).clipped(to: upper), .down(372, 650, [.init(0, cream), .init(1, Ink(0xD8CBB4))]))
  }
  Lettering(text: "RUN", height: 74, thickness: 14).draw(at: Point(700, 560), cream, slant: 0.22, on: &canvas)
}

private func stitch(_ line: Path, _ ink: Ink, on canvas: inout Canvas) {
  var index = 0
  while index + 3 < line.points.count {
    canvas.fill(Mask(line: twoPoints(line.points[index], line.points[index + 2]), thickness: 3), ink)
    index += 5
  }
}

private func laces(over shoe: Mask, on canvas: inout Canvas) {
  // The panel with the eyelets, and a lace over each pair.
  var panel = Path(from: Point(508, 366))
  panel.curve(Point(570, 420), Point(650, 470), to: Point(742, 496))
  panel.line(to: Point(792, 446))
  panel.curve(Point(700, 400), Point(640, 350), to: Point(584, 270))
  panel.line(to: Point(566, 300))
  canvas.fill(Mask(panel).blurred(5), Ink(0x043836, opacity: 0.35))
  canvas.fill(panel, .linear(from: Point(520, 330), to: Point(720, 490), [.init(0, Ink(0x176D69)), .init(1, Ink(0x0E5250))]))
  for row in 0..<5 {
    let share = Float(row) / 4
    let end = Point(556 + 164 * share, 376 + 98 * share)
    let start = Point(604 + 164 * share, 262 + 146 * share)
    let lace = Path.through([start, Point((start.x + end.x) / 2 + 12, (start.y + end.y) / 2 - 2), end])
    canvas.fill(Mask(line: lace.moved(by: Point(3, 8)), thickness: 20).blurred(4).clipped(to: shoe), Ink(0x02201F, opacity: 0.45))
    canvas.fill(
      Mask(line: lace, thickness: 21).clipped(to: shoe), .linear(from: start, to: end, [.init(0, Ink(0xFFFFFF)), .init(1, Ink(0xD9DDD4))]))
    canvas.fill(.ellipse(end, 6, 6), Ink(0x0A3534))
  }
}

private func sole(ground: Float, under upper: Mask, on canvas: inout Canvas) {
  var outline = Path(from: Point(168, 610))
  outline.curve(Point(330, 640), Point(560, 646), to: Point(760, 634))
  outline.curve(Point(900, 622), Point(1000, 622), to: Point(1062, 596))
  outline.curve(Point(1096, 616), Point(1088, 660), to: Point(1040, 680))
  outline.curve(Point(1010, ground + 2), Point(960, ground), to: Point(900, ground))
  outline.line(to: Point(260, ground))
  outline.curve(Point(170, ground), Point(146, 670), to: Point(168, 610))
  let whole = Mask(outline)
  canvas.fill(Mask(outline.moved(by: Point(0, -10))).blurred(7).clipped(to: upper), Ink(0x03302F, opacity: 0.4))
  canvas.fill(whole, .down(600, ground, [.init(0, Ink(0xFFFDF7)), .init(0.55, Ink(0xF3EADB)), .init(1, Ink(0xC9B898))]))
  let tread = Mask(.rectangle(Point(100, ground - 20), width: 1040, height: 40)).clipped(to: whole)
  canvas.fill(tread, .down(ground - 20, ground, [.init(0, Ink(0xB98A52)), .init(1, Ink(0x85592B))]))
  for notch in 0..<26 {
    let x = 230 + Float(notch) * 29
    canvas.fill(
      Mask(line: twoPoints(Point(x, ground - 8), Point(x, ground + 6)), thickness: 7).clipped(to: whole), Ink(0x5A3A18, opacity: 0.7))
  }
  let line = Path.through([Point(176, 648), Point(330, 664), Point(560, 668), Point(760, 662), Point(930, 652), Point(1066, 636)])
  canvas.fill(Mask(line: line, thickness: 6).clipped(to: whole), Ink(0xF2795A))
}
