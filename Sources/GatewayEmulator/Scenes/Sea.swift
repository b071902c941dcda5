import CSceneKernel

extension Scene {
  /// Paints open water with headlands, boats and a shore.
  mutating func paintSea(on canvas: inout Canvas) {
    let isWinter = theme.season == .winter
    for index in 0..<3 {
      let nearness = Float(index) / 2
      let heights = canvas.ridge(
        SCENE_ALPINE, wavelength: layout.unit * (0.9 - 0.25 * nearness), offset: generator.number(0, 50), octaves: 5,
        seed: generator.noiseSeed())
      // Headlands come in from the side away from the light, each nearer one less far.
      let isLeft = (layout.counterX < 0.5) != (index == 1)
      let reach = layout.width * (0.75 - 0.24 * nearness)
      let rise = layout.band * (0.34 + 0.12 * nearness)
      let rows = heights.enumerated().map { column, height -> Float in
        let away = isLeft ? Float(column) / reach : (layout.width - Float(column)) / reach
        let share = max(0, min(1, (1 - away) * 1.7))
        return layout.horizon + 3 - rise * (0.25 + 0.85 * height) * share + (share == 0 ? 4 : 0)
      }
      canvas.fillLayer(
        rows, to: layout.horizon + 1,
        land(palette.terrain, nearness: 0.1 + 0.5 * nearness, fade: rise * 0.7, relief: 0.55, snowRow: isWinter ? layout.height * 2 : -1))
      if index == 2 {
        let x = isLeft ? reach * 0.72 : layout.width - reach * 0.72
        let height = min(layout.unit * 0.17, layout.horizon * 0.3)
        let first = min(max(Int(x - height * 0.12), 0), rows.count - 1)
        let last = min(max(Int(x + height * 0.12), first), rows.count - 1)
        paintLighthouse(x: x, base: (rows[first...last].max() ?? layout.horizon) + height * 0.04, height: height, on: &canvas)
      }
    }
    paintBirds(on: &canvas)
    paintWater(on: &canvas, top: layout.horizon, bottom: layout.height, reflection: 0.42)
    let boats = max(1, min(7, Int(layout.width / layout.unit * 1.6)))
    for index in 0..<boats {
      let nearness = generator.number(0.05, 0.42)
      let y = layout.horizon + (layout.height - layout.horizon) * nearness
      let x = index == 0 ? layout.width * (1 - layout.counterX) * 0.9 + layout.width * 0.05 : generator.number(0.08, 0.92) * layout.width
      paintBoat(x: x, y: y, size: layout.unit * (0.035 + 0.16 * nearness), on: &canvas)
    }
    paintBeach(on: &canvas)
  }

  private mutating func paintBoat(x: Float, y: Float, size: Float, on canvas: inout Canvas) {
    let side: Float = generator.chance(0.5) ? 1 : -1
    let sail = SceneColour(0xFBF5E8).lit(by: palette.ambient.mixed(SceneColour(0xFFFFFF), 0.25))
    let hull = generator.pick([SceneColour(0x3A2E2A), SceneColour(0x8C3B2E), SceneColour(0x2E4A5E)]).lit(by: palette.ambient)
    var mirrored = Outline()
    mirrored.polygon([(x, y), (x + side * size * 0.5, y), (x + side * size * 0.05, y + size * 0.9)])
    canvas.fill(mirrored, sail, alpha: 0.22)
    var body = Outline()
    body.polygon([
      (x - size * 0.52, y - size * 0.13), (x + size * 0.62, y - size * 0.16), (x + size * 0.4, y + size * 0.03),
      (x - size * 0.38, y + size * 0.03),
    ])
    canvas.fill(body, hull)
    var sails = Outline()
    sails.polygon([
      (x + side * size * 0.03, y - size * 1.28), (x + side * size * 0.30, y - size * 0.75), (x + side * size * 0.52, y - size * 0.24),
      (x + side * size * 0.03, y - size * 0.2),
    ])
    canvas.fill(sails, top: sail, bottom: sail.scaled(0.9), from: y - size * 1.3, to: y)
    var jib = Outline()
    jib.polygon([
      (x - side * size * 0.03, y - size * 1.12), (x - side * size * 0.4, y - size * 0.24), (x - side * size * 0.03, y - size * 0.24),
    ])
    canvas.fill(jib, sail.scaled(0.84))
    var mast = Outline()
    mast.stroke(from: (x, y - size * 0.1), to: (x, y - size * 1.32), width: size * 0.025, endWidth: size * 0.018)
    canvas.fill(mast, hull.scaled(0.7))
  }

  private mutating func paintLighthouse(x: Float, base: Float, height: Float, on canvas: inout Canvas) {
    let white = SceneColour(0xF7F3EA).lit(by: palette.ambient)
    let red = SceneColour(0xB5402F).lit(by: palette.ambient)
    var tower = Outline()
    tower.polygon([
      (x - height * 0.11, base), (x - height * 0.07, base - height * 0.8), (x + height * 0.07, base - height * 0.8),
      (x + height * 0.11, base),
    ])
    canvas.fill(tower, white)
    var bands = Outline()
    for band in [0, 2] {
      let low = Float(band) * 0.2 + 0.16
      let (a, b) = (0.11 - 0.04 * low / 0.8, 0.11 - 0.04 * (low + 0.2) / 0.8)
      bands.polygon([
        (x - height * a, base - height * low), (x - height * b, base - height * (low + 0.2)), (x + height * b, base - height * (low + 0.2)),
        (x + height * a, base - height * low),
      ])
    }
    bands.rectangle(left: x - height * 0.1, top: base - height * 0.83, right: x + height * 0.1, bottom: base - height * 0.79)
    bands.polygon([(x - height * 0.075, base - height * 0.93), (x, base - height * 1.04), (x + height * 0.075, base - height * 0.93)])
    canvas.fill(bands, red)
    var lamp = Outline()
    lamp.rectangle(left: x - height * 0.05, top: base - height * 0.93, right: x + height * 0.05, bottom: base - height * 0.83)
    canvas.fill(lamp, SceneColour(0xFFF0B8))
    canvas.fill([
      SceneDisc(
        x: x, y: base - height * 0.88, radius: height * 0.12, softness: height * 0.24, alpha: theme.light == .day ? 0.2 : 0.6,
        colour: SceneColour(0xFFE9A8))
    ])
  }

  private mutating func paintBeach(on canvas: inout Canvas) {
    let depth = (layout.height - layout.horizon) * 0.36
    let isLeft = layout.counterX < 0.5
    let heights = canvas.ridge(
      SCENE_ROLLING, wavelength: layout.unit * 0.55, offset: generator.number(0, 50), octaves: 3, seed: generator.noiseSeed())
    let reach = min(layout.width, layout.unit * 2.2)
    let rows = heights.enumerated().map { column, height -> Float in
      let away = min(1.4, (isLeft ? Float(column) : layout.width - Float(column)) / reach)
      return layout.height - depth * (1.0 - 0.92 * away) * (0.75 + 0.4 * height) + layout.unit * 0.01
    }
    let sand = SceneColour(theme.season == .winter ? 0xD9DEE0 : 0xE8CFA4).lit(by: palette.ambient)
    var foam = land(SceneColour(0xFFFFFF).lit(by: palette.ambient.mixed(SceneColour(0xFFFFFF), 0.5)), nearness: 1, fade: depth, relief: 0)
    foam.hazeAmount = 0
    canvas.fillLayer(rows.map { $0 - layout.unit * 0.007 }, to: layout.height, foam)
    var layer = land(sand, nearness: 1, fade: depth, relief: 0.1)
    (layer.hazeAmount, layer.top, layer.grain, layer.grainScale) = (0, sand.scaled(0.72), 9, max(1, layout.unit * 0.0028))
    layer.bottom = sand
    canvas.fillLayer(rows, to: layout.height, layer)
    guard theme.season != .winter else { return }
    let height = min(layout.unit * 0.5, layout.height * 0.66)
    for (offset, size): (Float, Float) in [(0, 1), (0.09, 0.76)] {
      let x = layout.width * (isLeft ? 0.1 : 0.9) + (isLeft ? 1 : -1) * layout.unit * offset
      paintPalm(x: x, base: rows[min(max(Int(x), 0), rows.count - 1)] + height * 0.06, height: height * size, on: &canvas)
    }
  }
}
