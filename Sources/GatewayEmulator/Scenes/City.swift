import CSceneKernel

extension Scene {
  /// Paints a skyline in three depths that is mirrored in a river.
  mutating func paintCity(on canvas: inout Canvas) {
    let hills = edge(on: canvas, SCENE_ROLLING, base: layout.horizon, rise: layout.band * 0.3, wavelength: layout.unit * 0.9, octaves: 4)
    canvas.fillLayer(hills, to: layout.horizon + 2, land(palette.terrain, nearness: 0.05, fade: layout.band * 0.2, relief: 0.3))
    paintBirds(on: &canvas)
    for index in 0..<3 {
      let nearness = Float(index) / 2
      paintSkyline(nearness: nearness, on: &canvas)
      canvas.fill([
        SceneDisc(
          x: layout.width / 2, y: layout.horizon, radius: layout.width * 0.4, softness: layout.width, alpha: 0.12, colour: palette.haze)
      ])
    }
    paintWater(on: &canvas, top: layout.horizon, bottom: layout.height, reflection: 0.72)
    paintQuay(on: &canvas)
  }

  private var showsLights: Bool { theme.light == .night || theme.light == .sunset || theme.light == .dawn || theme.weather == .rain }

  private mutating func paintSkyline(nearness: Float, on canvas: inout Canvas) {
    let wall = palette.distance.mixed(palette.terrain.scaled(0.95 - 0.35 * nearness), 0.3 + 0.62 * nearness)
    var left = -layout.unit * 0.05
    var windows: [SceneRectangle] = []
    while left < layout.width {
      let width = layout.unit * generator.number(0.045, 0.10) * (0.8 + 0.3 * nearness)
      // The tallest houses stand away from the light, so that it stays in view.
      let middle = (left + width / 2) / layout.width
      let near = 1 - min(1, abs(middle - layout.counterX) * 1.15)
      let rise = layout.band * (0.16 + generator.number(0.05, 0.62) * (0.35 + 0.65 * near * near)) * (1.06 - 0.42 * nearness)
      let top = layout.horizon - rise
      let tone = wall.scaled(generator.number(0.9, 1.1))
      var house = Outline()
      house.rectangle(left: left, top: top, right: left + width, bottom: layout.horizon + 1)
      switch generator.integer(0...5) {
      case 0: house.polygon([(left, top), (left + width / 2, top - width * generator.number(0.4, 1.1)), (left + width, top)])
      case 1:
        house.rectangle(left: left + width * 0.2, top: top - width * 0.35, right: left + width * 0.8, bottom: top)
        house.stroke(
          from: (left + width / 2, top - width * 0.3), to: (left + width / 2, top - width * 1.1), width: width * 0.05,
          endWidth: width * 0.02)
      case 2: house.polygon([(left, top), (left, top - width * 0.5), (left + width, top)])
      case 3: house.ellipse(x: left + width / 2, y: top, radiusX: width / 2, radiusY: width * 0.34)
      default: house.rectangle(left: left + width * 0.12, top: top - width * 0.12, right: left + width * 0.4, bottom: top)
      }
      canvas.fill(house, top: tone, bottom: tone.mixed(palette.haze, 0.42 - 0.2 * nearness), from: top - width, to: layout.horizon)
      var side = Outline()
      side.rectangle(
        left: isLit > 0 ? left : left + width * 0.62, top: top, right: isLit > 0 ? left + width * 0.38 : left + width,
        bottom: layout.horizon + 1)
      canvas.fill(side, SceneColour(0x0E1420), alpha: 0.11)
      addWindows(left: left, top: top, width: width, rise: rise, nearness: nearness, wall: tone, to: &windows)
      left += width * generator.number(0.72, 1.12) + (generator.chance(0.12) ? width * 0.6 : 0)
    }
    canvas.fill(windows)
  }

  private mutating func addWindows(
    left: Float, top: Float, width: Float, rise: Float, nearness: Float, wall: SceneColour, to windows: inout [SceneRectangle]
  ) {
    let cell = layout.unit * (0.0105 + 0.005 * nearness)
    let columns = Int(width * 0.86 / cell)
    let rows = min(60, Int(rise * 0.92 / (cell * 1.35)))
    guard columns > 0, rows > 0 else { return }
    let start = left + (width - Float(columns) * cell) / 2
    let share: Float = showsLights ? 0.42 : 0.16
    let dark = wall.mixed(showsLights ? SceneColour(0x0B1220) : palette.top, 0.28)
    for row in 0..<rows {
      for column in 0..<columns {
        let isBright = generator.chance(share)
        let colour =
          isBright
          ? (showsLights
            ? generator.pick([SceneColour(0xFFD98C), SceneColour(0xFFE9BE), SceneColour(0xFFC070)]) : wall.mixed(palette.low, 0.6)) : dark
        let x = start + Float(column) * cell
        let y = top + cell * 0.9 + Float(row) * cell * 1.35
        windows.append(
          SceneRectangle(
            left: x + cell * 0.22, top: y, right: x + cell * 0.78, bottom: y + cell * 0.8,
            alpha: (isBright ? 0.9 : 0.55) * (0.4 + 0.6 * nearness), colour: colour))
      }
    }
  }

  /// Paints a dark wall with lamps along the lower edge.
  private mutating func paintQuay(on canvas: inout Canvas) {
    let top = layout.height - (layout.height - layout.horizon) * 0.2
    let stone = palette.terrain.scaled(0.38)
    let winter = theme.season == .winter
    canvas.fill([
      SceneRectangle(left: 0, top: top, right: layout.width, bottom: layout.height, alpha: 1, colour: stone),
      SceneRectangle(
        left: 0, top: top - layout.unit * 0.004, right: layout.width, bottom: top + layout.unit * 0.008, alpha: 1,
        colour: winter ? SceneColour(0xEFF4F8).lit(by: palette.ambient) : stone.scaled(1.5)),
    ])
    let spacing = layout.unit * 0.36
    var x = generator.number(0.1, 0.6) * spacing
    while x < layout.width {
      let height = layout.unit * 0.16
      var post = Outline()
      post.stroke(from: (x, top), to: (x, top - height), width: layout.unit * 0.0052, endWidth: layout.unit * 0.004)
      post.stroke(
        from: (x - layout.unit * 0.014, top - height), to: (x + layout.unit * 0.014, top - height), width: layout.unit * 0.004,
        endWidth: layout.unit * 0.004)
      canvas.fill(post, stone.scaled(0.6))
      let lamp = layout.unit * 0.011
      if showsLights {
        canvas.fill([
          SceneDisc(x: x, y: top - height - lamp, radius: lamp * 3.4, softness: lamp * 7, alpha: 0.42, colour: SceneColour(0xFFCF85))
        ])
      }
      canvas.fill([
        SceneDisc(
          x: x, y: top - height - lamp, radius: lamp, softness: max(1, lamp * 0.2), alpha: 1,
          colour: showsLights ? SceneColour(0xFFF2D0) : SceneColour(0xDDE3E4).lit(by: palette.ambient))
      ])
      x += spacing
    }
  }
}
