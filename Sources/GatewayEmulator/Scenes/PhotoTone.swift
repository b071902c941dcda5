import CSceneKernel

/// The change of a photograph's colours for the season and light that a prompt names; a gentle warm print if it names none.
struct PhotoTone {
  var saturation: Float
  /// Factors of the three colours.
  var gain: SceneColour
  /// The amount by which black is raised, 0...255.
  var lift: Float

  init(_ theme: Theme) {
    (saturation, gain, lift) = (0.92, SceneColour(red: 1.05, green: 1.0, blue: 0.93), 6)
    switch theme.namedSeason {
    case .winter: (saturation, gain, lift) = (0.58, SceneColour(red: 0.93, green: 1.0, blue: 1.1), 26)
    case .spring: (saturation, gain, lift) = (1.16, SceneColour(red: 1.06, green: 1.05, blue: 0.99), 12)
    case .summer: (saturation, gain, lift) = (1.24, SceneColour(red: 1.09, green: 1.04, blue: 0.92), 4)
    case .autumn: (saturation, gain, lift) = (0.98, SceneColour(red: 1.15, green: 0.97, blue: 0.74), 8)
    case nil: break
    }
    let light: SceneColour? =
      switch theme.namedLight {
      case .night: SceneColour(red: 0.40, green: 0.49, blue: 0.80)
      case .golden: SceneColour(red: 1.14, green: 1.0, blue: 0.78)
      case .sunset: SceneColour(red: 1.14, green: 0.84, blue: 0.88)
      case .dawn: SceneColour(red: 1.08, green: 0.97, blue: 1.0)
      case .overcast: SceneColour(red: 0.92, green: 0.95, blue: 0.97)
      case .day, nil: nil
      }
    if let light {
      gain = SceneColour(red: gain.red * light.red, green: gain.green * light.green, blue: gain.blue * light.blue)
      if theme.namedLight == .night || theme.namedLight == .overcast { saturation *= 0.7 }
    }
  }

  /// Returns the 256 values that one colour's samples become.
  func curve(_ colour: KeyPath<SceneColour, Float>) -> [UInt8] {
    let factor = gain[keyPath: colour]
    return (0..<256).map { sample in
      let value = Float(sample) / 255
      // A slight S: darker shadows, lighter lights.
      let bent = value + 0.10 * (value - 0.5) * 4 * value * (1 - value)
      return UInt8(max(0, min(255, bent * factor * (255 - lift) + lift)))
    }
  }
}

extension Scene {
  /// Paints what falls in the named season, in front of a photograph.
  mutating func paintFalling(on canvas: inout Canvas) {
    switch theme.namedSeason {
    case .winter: paintSnow(on: &canvas, density: 0.9)
    case .spring: paintPetals(on: &canvas, colours: [SceneColour(0xFBDCE4), SceneColour(0xF4B6C6)], density: 1)
    case .autumn: paintPetals(on: &canvas, colours: [SceneColour(0xB5532A), SceneColour(0xD98A35), SceneColour(0xEFB955)], density: 0.7)
    case .summer: paintLightSpots(on: &canvas)
    case nil: if theme.weather == .rain { paintRain(on: &canvas) }
    }
  }

  /// Paints round spots of light, as a lens makes them.
  private mutating func paintLightSpots(on canvas: inout Canvas) {
    var spots: [SceneDisc] = []
    for _ in 0..<26 {
      let radius = layout.unit * generator.number(0.008, 0.04)
      spots.append(
        SceneDisc(
          x: generator.number(0, layout.width), y: generator.number(0, layout.height), radius: radius, softness: max(1, radius * 0.12),
          alpha: generator.number(0.06, 0.2), colour: SceneColour(0xFFE9B0)))
    }
    canvas.fill(spots)
  }

  mutating func paintStarsOver(on canvas: inout Canvas) {
    var stars: [SceneDisc] = []
    for _ in 0..<120 {
      let y = generator.number(0, 1)
      let radius = layout.unit * generator.number(0.0006, 0.0022)
      stars.append(
        SceneDisc(
          x: generator.number(0, layout.width), y: y * y * layout.height * 0.6, radius: max(0.4, radius), softness: max(1, radius),
          alpha: 0.85 * (1 - y),
          colour: SceneColour(0xFFFBEF)))
    }
    canvas.fill(stars)
  }
}
