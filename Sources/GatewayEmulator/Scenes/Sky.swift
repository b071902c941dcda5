import CSceneKernel

extension Scene {
  mutating func paintSky(on canvas: inout Canvas) {
    let cloudiness: Float =
      switch theme.weather {
      case .rain: 0.95
      case .snow: 0.62
      case .fog: 0.5
      case .clear: theme.light == .overcast ? 0.9 : generator.number(0.22, 0.62)
      }
    canvas.fillSky(
      SceneSky(
        top: palette.top, middle: palette.middle, low: palette.low, middlePosition: generator.number(0.5, 0.62), horizon: layout.horizon,
        lightX: layout.lightX, lightY: layout.lightY, glowRadius: layout.unit * (theme.light == .night ? 0.34 : 0.62),
        glowStrength: palette.glowStrength, glow: palette.glow, cloudLit: palette.cloudLit, cloudShade: palette.cloudShade,
        cloudiness: cloudiness, cloudScale: layout.unit * generator.number(0.5, 0.8), seed: generator.noiseSeed()))
    if theme.light == .night { paintStars(on: &canvas) }
    paintLight(on: &canvas)
  }

  private mutating func paintStars(on canvas: inout Canvas) {
    var stars: [SceneDisc] = []
    let count = min(1_600, Int(layout.width * layout.horizon / (layout.unit * layout.unit) * 230))
    for _ in 0..<count {
      let y = generator.number(0, 1)
      let brightness = generator.number(0, 1)
      let radius = layout.unit * (0.0006 + 0.0016 * brightness * brightness * brightness)
      stars.append(
        SceneDisc(
          x: generator.number(0, layout.width), y: y * layout.horizon * 0.96, radius: max(0.35, radius), softness: max(1, radius),
          alpha: (0.25 + 0.75 * brightness * brightness) * (1 - 0.75 * y * y),
          colour: generator.pick([SceneColour(0xFFFFFF), SceneColour(0xDCE8FF), SceneColour(0xFFF1D8)])))
    }
    canvas.fill(stars)
  }

  private mutating func paintLight(on canvas: inout Canvas) {
    let (x, y, radius) = (layout.lightX, layout.lightY, layout.lightRadius)
    guard theme.weather != .rain else { return }
    let strength: Float = theme.light == .overcast || theme.weather == .fog ? 0.5 : 1
    canvas.fill([
      SceneDisc(
        x: x, y: y, radius: radius * 1.5, softness: radius * 2.2, alpha: 0.5 * strength, colour: palette.glow.mixed(palette.disc, 0.4)),
      SceneDisc(x: x, y: y, radius: radius, softness: max(1.2, radius * 0.035), alpha: 0.97 * strength, colour: palette.disc),
    ])
    guard theme.light == .night else { return }
    var seas: [SceneDisc] = []
    for _ in 0..<7 {
      let (sine, cosine) = Outline.sineAndCosine(generator.number(0, 6.28))
      let away = generator.number(0.1, 0.6) * radius
      let size = radius * generator.number(0.12, 0.28)
      seas.append(
        SceneDisc(x: x + cosine * away, y: y + sine * away, radius: size, softness: size, alpha: 0.16, colour: SceneColour(0x8F93A0)))
    }
    canvas.fill(seas)
  }

  /// Paints a few birds, far away.
  mutating func paintBirds(on canvas: inout Canvas) {
    guard theme.light != .night, theme.weather == .clear else { return }
    let count = generator.integer(3...7)
    let centre = (x: layout.width * (1 - layout.lightX / layout.width) * 0.6 + layout.width * 0.2, y: layout.horizon - layout.band * 0.92)
    var flock = Outline()
    for _ in 0..<count {
      let span = layout.unit * generator.number(0.010, 0.018)
      let x = centre.x + generator.number(-0.14, 0.14) * layout.unit
      let y = max(layout.unit * 0.05, centre.y + generator.number(-0.06, 0.06) * layout.unit)
      let lift = span * generator.number(0.25, 0.5)
      for side: Float in [-1, 1] {
        flock.stroke(from: (x, y), to: (x + side * span * 0.45, y - lift), width: span * 0.15, endWidth: span * 0.11)
        flock.stroke(
          from: (x + side * span * 0.45, y - lift), to: (x + side * span, y - lift * 0.55), width: span * 0.11, endWidth: span * 0.03)
      }
    }
    canvas.fill(flock, palette.terrain.scaled(0.45).mixed(palette.top, 0.25), alpha: 0.8)
  }
}
