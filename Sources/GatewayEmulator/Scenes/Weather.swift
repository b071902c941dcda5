import CSceneKernel

extension Scene {
  /// Paints what falls or floats in front of the scene.
  mutating func paintWeather(on canvas: inout Canvas) {
    switch theme.weather {
    case .snow: paintSnow(on: &canvas, density: 1)
    case .rain: paintRain(on: &canvas)
    case .fog: paintFog(on: &canvas)
    case .clear:
      switch theme.season {
      case .spring where theme.place == .meadow || theme.place == .forest:
        paintPetals(on: &canvas, colours: [SceneColour(0xFBDCE4), SceneColour(0xF4B6C6)], density: 0.7)
      case .autumn where theme.place != .desert && theme.place != .sea: paintPetals(on: &canvas, colours: palette.foliage, density: 0.6)
      default: if theme.light == .night { paintFireflies(on: &canvas) }
      }
    }
  }

  private func count(_ density: Float) -> Int {
    Int(density * min(12, layout.width * layout.height / (layout.unit * layout.unit)))
  }

  mutating func paintSnow(on canvas: inout Canvas, density: Float) {
    var flakes: [SceneDisc] = []
    for _ in 0..<count(300 * density) {
      let nearness = generator.number(0, 1)
      let radius = layout.unit * (0.0011 + 0.0052 * nearness * nearness * nearness)
      flakes.append(
        SceneDisc(
          x: generator.number(0, layout.width), y: generator.number(0, layout.height), radius: radius, softness: max(1, radius * 0.9),
          alpha: 0.9 - 0.35 * nearness, colour: SceneColour(0xFFFFFF).lit(by: palette.ambient.mixed(SceneColour(0xFFFFFF), 0.6))))
    }
    canvas.fill(flakes)
  }

  mutating func paintPetals(on canvas: inout Canvas, colours: [SceneColour], density: Float) {
    for colour in colours {
      var petals = Outline()
      for _ in 0..<count(46 * density) {
        let nearness = generator.number(0, 1)
        let size = layout.unit * (0.0028 + 0.0062 * nearness * nearness)
        petals.ellipse(
          x: generator.number(0, layout.width), y: generator.number(0, layout.height), radiusX: size,
          radiusY: size * generator.number(0.35, 0.65),
          turned: generator.number(0, 3.14), corners: 12)
      }
      canvas.fill(petals, colour, alpha: 0.85)
    }
  }

  mutating func paintRain(on canvas: inout Canvas) {
    var drops = Outline()
    for _ in 0..<count(330) {
      let nearness = generator.number(0.2, 1)
      let (x, y) = (generator.number(-0.05, 1) * layout.width, generator.number(-0.05, 1) * layout.height)
      let length = layout.unit * 0.055 * nearness
      drops.stroke(
        from: (x, y), to: (x + length * 0.22, y + length), width: layout.unit * 0.0006, endWidth: layout.unit * 0.0014 * nearness,
        round: false)
    }
    canvas.fill(drops, SceneColour(0xE6EEF2).mixed(palette.haze, 0.3), alpha: 0.42)
  }

  private mutating func paintFog(on canvas: inout Canvas) {
    var banks: [SceneDisc] = []
    for _ in 0..<count(14) {
      let radius = layout.unit * generator.number(0.12, 0.3)
      banks.append(
        SceneDisc(
          x: generator.number(0, layout.width), y: layout.horizon + generator.number(-0.35, 0.18) * layout.unit, radius: radius,
          softness: radius * 1.9,
          alpha: 0.26, colour: palette.haze))
    }
    canvas.fill(banks)
  }

  private mutating func paintFireflies(on canvas: inout Canvas) {
    guard theme.place == .meadow || theme.place == .forest else { return }
    var lights: [SceneDisc] = []
    for _ in 0..<count(26) {
      let (x, y) = (generator.number(0, layout.width), layout.horizon + generator.number(-0.1, 1) * (layout.height - layout.horizon))
      let radius = layout.unit * generator.number(0.0014, 0.003)
      lights.append(SceneDisc(x: x, y: y, radius: radius * 3, softness: radius * 6, alpha: 0.35, colour: SceneColour(0xF3E27A)))
      lights.append(SceneDisc(x: x, y: y, radius: radius, softness: max(1, radius), alpha: 0.95, colour: SceneColour(0xFFF8C8)))
    }
    canvas.fill(lights)
  }
}
