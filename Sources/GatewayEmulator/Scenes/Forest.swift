import CSceneKernel

extension Scene {
  /// Paints ranks of firs that rise out of the mist.
  mutating func paintForest(on canvas: inout Canvas) {
    let isWinter = theme.season == .winter
    let hills = edge(
      on: canvas, SCENE_ALPINE, base: layout.horizon - layout.band * 0.42, rise: layout.band * 0.62, wavelength: layout.unit * 0.9,
      octaves: 5)
    canvas.fillLayer(
      hills, to: layout.height,
      land(palette.terrain, nearness: 0.05, fade: layout.band * 0.4, relief: 0.5, snowRow: isWinter ? layout.height * 2 : -1))
    paintBirds(on: &canvas)
    let count = layout.height / layout.width > 1.7 ? 7 : 6
    for index in 0..<count {
      let nearness = Float(index) / Float(count - 1)
      let base = layout.horizon - layout.band * 0.44 * (1 - nearness) + (layout.height - layout.horizon) * 0.62 * nearness * nearness
      let rows = edge(
        on: canvas, SCENE_ROLLING, base: base, rise: layout.band * 0.2 * (1 - nearness * 0.55),
        wavelength: layout.unit * (0.8 - 0.2 * nearness), octaves: 4)
      let height = layout.unit * (0.05 + 0.23 * nearness * nearness)
      var layer = land(palette.terrain, nearness: 0.14 + 0.8 * nearness, fade: height * 1.5, relief: 0.1)
      let ground = isWinter ? SceneColour(0xEDF3F7).lit(by: palette.ambient.mixed(SceneColour(0xFFFFFF), 0.2)) : layer.top
      layer.hazeAmount = 0.92 - 0.6 * nearness
      let colour = layer.top.mixed(palette.terrain.scaled(0.5), 0.72 * nearness)
      if theme.season == .autumn {
        paintPines(along: rows, height: height, spacing: height * 0.5, colour: colour, density: 0.8, snow: false, on: &canvas)
        paintPines(
          along: rows.map { $0 + height * 0.12 }, height: height * 0.8, spacing: height * 0.55,
          colour: palette.distance.mixed(generator.pick(palette.foliage).scaled(0.85), 0.2 + 0.75 * nearness), density: 0.5, snow: false,
          on: &canvas)
      } else {
        paintPines(
          along: rows, height: height, spacing: height * 0.36, colour: colour, density: 0.92 - 0.3 * nearness, snow: isWinter, on: &canvas)
      }
      layer.top = isWinter ? ground.mixed(palette.distance, 0.6 * (1 - nearness)) : colour
      layer.bottom = layer.top.mixed(palette.haze, 0.2)
      canvas.fillLayer(rows.map { $0 + height * 0.03 }, to: layout.height, layer)
    }
    if layout.height > layout.unit * 0.6 {
      paintCabin(x: layout.lightX, base: layout.horizon + (layout.height - layout.horizon) * 0.44, size: layout.unit * 0.085, on: &canvas)
    }
    paintForestFloor(on: &canvas)
  }

  private mutating func paintForestFloor(on canvas: inout Canvas) {
    let rows = edge(
      on: canvas, SCENE_ROLLING, base: layout.height * 1.0, rise: (layout.height - layout.horizon) * 0.34, wavelength: layout.unit * 0.7,
      octaves: 4)
    let isWinter = theme.season == .winter
    var layer = land(
      palette.terrain.scaled(0.5), nearness: 1, fade: layout.unit * 0.12, relief: 0.16, snowRow: isWinter ? layout.height * 2 : -1)
    layer.hazeAmount = 0
    let height = min(layout.unit * 0.46, layout.height * 0.62)
    for (share, size) in [(layout.counterX, Float(1)), (layout.counterX + (layout.counterX < 0.5 ? 0.13 : -0.13), 0.66)] {
      let x = layout.width * share
      let row = rows[min(max(Int(x), 0), rows.count - 1)]
      paintPine(x: x, base: row + height * 0.03, height: height * size, colour: palette.terrain.scaled(0.32), snow: isWinter, on: &canvas)
    }
    canvas.fillLayer(rows, to: layout.height, layer)
    paintGrass(along: rows, colour: layer.top.scaled(0.8), height: layout.unit * 0.022, on: &canvas)
  }
}
