import CSceneKernel

extension Scene {
  /// Paints table mountains behind dunes.
  mutating func paintDesert(on canvas: inout Canvas) {
    let mesas = edge(
      on: canvas, SCENE_MESAS, base: layout.horizon, rise: layout.band * 0.46, wavelength: layout.unit * 0.7, octaves: 4)
    canvas.fillLayer(
      mesas, to: layout.height,
      land(
        palette.terrain.mixed(SceneColour(0x8A4B38).lit(by: palette.ambient), 0.4), nearness: 0.22, fade: layout.band * 0.24, relief: 0.35))
    paintBirds(on: &canvas)
    let count = 6
    for index in 0..<count {
      let nearness = Float(index) / Float(count - 1)
      let base = layout.horizon + layout.unit * 0.02 + (layout.height - layout.horizon) * (nearness * 0.92)
      let rows = edge(
        on: canvas, SCENE_DUNES, base: base, rise: layout.band * (0.13 + 0.13 * nearness),
        wavelength: layout.unit * (0.42 + 0.62 * nearness), octaves: 3)
      var layer = land(
        palette.terrain.mixed(palette.glow, 0.18 * (1 - nearness)), nearness: 0.35 + 0.65 * nearness,
        fade: layout.unit * (0.10 + 0.2 * nearness), relief: 0.72)
      layer.hazeAmount = 0.45 * (1 - nearness)
      layer.lean = isLit * 1.5
      layer.grain = 5
      layer.grainScale = max(1.2, layout.unit * 0.005)
      canvas.fillLayer(rows, to: layout.height, layer)
      if index == 3 || index == 1 {
        let x = index == 3 ? layout.width * layout.counterX : layout.width * (1 - layout.counterX) * 0.9
        let size = layout.unit * (index == 3 ? 0.26 : 0.10)
        paintCactus(
          x: x, base: rows[min(max(Int(x), 0), rows.count - 1)] + size * 0.05, height: size, nearness: 0.4 + nearness, on: &canvas)
      }
    }
  }

  private mutating func paintCactus(x: Float, base: Float, height: Float, nearness: Float, on canvas: inout Canvas) {
    let colour = palette.distance.mixed(SceneColour(0x3F5B3C).lit(by: palette.ambient), min(1, nearness)).scaled(0.8)
    var plant = Outline()
    let width = height * 0.13
    plant.stroke(from: (x, base), to: (x, base - height), width: width, endWidth: width * 0.82)
    for side: Float in [-1, 1] where generator.chance(0.9) {
      let row = base - height * generator.number(0.38, 0.58)
      let elbow = (x: x + side * height * 0.21, y: row - height * 0.03)
      plant.stroke(from: (x, row), to: elbow, width: width * 0.72, endWidth: width * 0.7)
      plant.stroke(
        from: elbow, to: (elbow.x + side * height * 0.01, elbow.y - height * generator.number(0.2, 0.34)), width: width * 0.7,
        endWidth: width * 0.6)
    }
    canvas.fill(plant, top: colour.mixed(palette.glow, 0.14), bottom: colour, from: base - height, to: base)
    var ribs = Outline()
    for rib: Float in [-0.25, 0.05, 0.3] {
      ribs.stroke(
        from: (x + width * rib, base), to: (x + width * rib * 0.85, base - height * 0.98), width: width * 0.05, endWidth: width * 0.05,
        round: false)
    }
    canvas.fill(ribs, colour.mixed(palette.glow, 0.4), alpha: 0.5)
  }
}
