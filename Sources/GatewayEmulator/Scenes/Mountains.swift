import CSceneKernel

extension Scene {
  mutating func paintMountains(on canvas: inout Canvas) {
    let tall = layout.height / layout.width
    let count = tall > 1.7 ? 7 : 5
    let isWinter = theme.season == .winter
    for index in 0..<count {
      let nearness = Float(index) / Float(count - 1)
      let rise = layout.band * (0.80 - 0.60 * nearness)
      let base = layout.horizon - layout.band * 0.26 * (1 - nearness) + layout.unit * 0.012 * nearness
      let rows = edge(
        on: canvas, SCENE_ALPINE, base: base, rise: rise, wavelength: layout.unit * (0.95 - 0.45 * nearness),
        octaves: 6)
      let snowRow = isWinter ? layout.height * 2 : nearness < 0.5 ? base - rise * 0.66 : -1
      let layer = land(
        palette.terrain, nearness: nearness * 0.86, fade: layout.band * (0.44 - 0.2 * nearness), relief: 0.62 - 0.2 * nearness,
        snowRow: snowRow)
      if index == 1 { paintBirds(on: &canvas) }
      canvas.fillLayer(rows, to: layout.horizon + 2, layer)
      if nearness > 0.7 {
        let height = layout.unit * (0.016 + 0.022 * (nearness - 0.7) / 0.3)
        paintPines(
          along: rows, height: height, spacing: height * 0.34, colour: layer.top.mixed(palette.terrain.scaled(0.55), 0.55 * nearness),
          density: 0.75, snow: isWinter, on: &canvas)
        canvas.fillLayer(rows.map { $0 + height * 0.12 }, to: layout.horizon + 2, layer)
      }
    }
    paintWater(on: &canvas, top: layout.horizon, bottom: layout.height, reflection: 0.8)
    paintBank(on: &canvas)
  }

  /// Paints the near shore with trees on the side away from the light.
  mutating func paintBank(on canvas: inout Canvas) {
    let depth = (layout.height - layout.horizon) * 0.42
    let isLeft = layout.counterX < 0.5
    let slope = canvas.ridge(
      SCENE_ROLLING, wavelength: layout.unit * 0.5, offset: generator.number(0, 50), octaves: 4, seed: generator.noiseSeed())
    let reach = min(layout.width * 0.62, layout.unit * 1.2)
    let rows = slope.enumerated().map { column, height -> Float in
      let away = isLeft ? Float(column) / reach : (layout.width - Float(column)) / reach
      let share = max(0, 1 - away * 0.62)
      return layout.height + layout.unit * 0.02 - depth * share * (0.62 + 0.5 * height) + (away > 1.6 ? depth : 0) * 0.1
    }
    let dark = palette.grass.mixed(palette.terrain, 0.5).scaled(theme.season == .winter ? 0.92 : 0.5)
    var layer = land(dark, nearness: 1, fade: depth, relief: 0.18, snowRow: theme.season == .winter ? layout.height * 2 : -1)
    layer.hazeAmount = 0
    let height = min(layout.unit * 0.30, layout.horizon * 0.5)
    var generator = self.generator
    let trees = (0..<generator.integer(6...9)).map { index -> (x: Float, height: Float) in
      let spread = Float(index) / 8 * 0.9 + generator.number(-0.05, 0.05)
      let x = isLeft ? reach * (spread * 0.62 - 0.02) : layout.width - reach * (spread * 0.62 - 0.02)
      return (x, height * (1.05 - spread * 0.55) * generator.number(0.72, 1.05))
    }
    self.generator = generator
    for tree in trees.sorted(by: { $0.height < $1.height }) {
      let column = min(max(Int(tree.x), 0), rows.count - 1)
      paintPine(
        x: tree.x, base: rows[column] + tree.height * 0.04, height: tree.height, colour: palette.terrain.scaled(0.34),
        snow: theme.season == .winter, on: &canvas)
    }
    canvas.fillLayer(rows, to: layout.height, layer)
    paintGrass(along: rows, colour: dark.scaled(0.8), height: layout.unit * 0.018, on: &canvas)
  }
}
