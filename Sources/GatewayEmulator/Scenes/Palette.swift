import CSceneKernel

/// The colours of one scene, made from its light, season and place.
struct Palette {
  var top: SceneColour
  var middle: SceneColour
  var low: SceneColour
  var disc: SceneColour
  var glow: SceneColour
  var glowStrength: Float
  var cloudLit: SceneColour
  var cloudShade: SceneColour
  /// The colour that the air gives to distant things.
  var distance: SceneColour
  var haze: SceneColour
  var water: SceneColour
  /// The colour of the light that falls on near things.
  var ambient: SceneColour
  var terrain: SceneColour
  var grass: SceneColour
  var foliage: [SceneColour]
  var trunk: SceneColour

  init(_ theme: Theme) {
    let air = Palette.airs[theme.light] ?? Palette.dayAir
    (top, middle, low) = (SceneColour(air.sky.0), SceneColour(air.sky.1), SceneColour(air.sky.2))
    (disc, glow, glowStrength) = (SceneColour(air.disc), SceneColour(air.glow), air.glowStrength)
    (cloudLit, cloudShade) = (SceneColour(air.clouds.0), SceneColour(air.clouds.1))
    (distance, haze, water) = (SceneColour(air.distance), SceneColour(air.haze), SceneColour(air.water))
    let ambient = SceneColour(air.ambient)
    self.ambient = ambient
    let ground = Palette.ground(theme.place, theme.season)
    terrain = SceneColour(ground.terrain).lit(by: ambient)
    grass = SceneColour(ground.grass).lit(by: ambient)
    foliage = ground.foliage.map { SceneColour($0).lit(by: ambient) }
    trunk = SceneColour(0x4B3A30).lit(by: ambient)
    if theme.season == .winter, theme.light != .night {
      let frost = SceneColour(0xEAF1F6)
      (middle, low, haze) = (middle.mixed(frost, 0.25), low.mixed(frost, 0.3), haze.mixed(frost, 0.4))
      distance = distance.mixed(SceneColour(0xB9CBDD), 0.35)
    }
    if theme.weather == .fog {
      (middle, distance, glow) = (middle.mixed(haze, 0.5), distance.mixed(haze, 0.45), glow.mixed(haze, 0.4))
    }
  }

  private struct Air {
    var sky: (UInt32, UInt32, UInt32)
    var disc: UInt32
    var glow: UInt32
    var glowStrength: Float
    var clouds: (UInt32, UInt32)
    var distance: UInt32
    var haze: UInt32
    var water: UInt32
    var ambient: UInt32
  }

  private static let dayAir = Air(
    sky: (0x3E7FC1, 0x8DBFE2, 0xE9F1EC), disc: 0xFFF9E6, glow: 0xFFF4D2, glowStrength: 0.75, clouds: (0xFFFFFF, 0xB9CBDD),
    distance: 0x8FB0CC, haze: 0xDCE8EC, water: 0x3F7C9E, ambient: 0xFFFBF2)

  private static let airs: [Theme.Light: Air] = [
    .day: dayAir,
    .golden: Air(
      sky: (0x4C76AD, 0xE3BE9B, 0xFFE2AE), disc: 0xFFF6DC, glow: 0xFFCB7A, glowStrength: 0.9, clouds: (0xFFEBD0, 0xC79C8D),
      distance: 0xAE98A6, haze: 0xF8DDB4, water: 0x7E8799, ambient: 0xFFDDB2),
    .sunset: Air(
      sky: (0x2C2B60, 0xB0577F, 0xFFB268), disc: 0xFFE9B8, glow: 0xFF8F5A, glowStrength: 0.92, clouds: (0xFFB48C, 0x6B4272),
      distance: 0x87608C, haze: 0xEE9F80, water: 0x54426F, ambient: 0xB98296),
    .dawn: Air(
      sky: (0x6A80B8, 0xDDB0C0, 0xFFE6CF), disc: 0xFFF6E6, glow: 0xFFCFB4, glowStrength: 0.8, clouds: (0xFFF0E6, 0xB9A5C0),
      distance: 0xA8A6C8, haze: 0xF6DCD6, water: 0x8C93B4, ambient: 0xF2D5D2),
    .night: Air(
      sky: (0x060A20, 0x14274F, 0x3D5A8C), disc: 0xF8F3E0, glow: 0x8FA9DA, glowStrength: 0.55, clouds: (0x55699A, 0x1A2748),
      distance: 0x2C4169, haze: 0x46628F, water: 0x101E40, ambient: 0x4E629A),
    .overcast: Air(
      sky: (0x5D6B79, 0x93A0A8, 0xD2D6D2), disc: 0xF2F2EA, glow: 0xE9E8DC, glowStrength: 0.5, clouds: (0xD9DDDC, 0x77848F),
      distance: 0x93A2AC, haze: 0xD3D9D9, water: 0x5F7580, ambient: 0xC9D2D6),
  ]

  private static func ground(_ place: Theme.Place, _ season: Theme.Season) -> (
    terrain: UInt32, grass: UInt32, foliage: [UInt32]
  ) {
    let terrain: UInt32 =
      switch place {
      case .mountains: season == .winter ? 0x62788F : season == .autumn ? 0x6E5A4C : 0x4A6560
      case .forest: season == .winter ? 0x4F6873 : season == .autumn ? 0x5E4A36 : 0x2F5645
      case .meadow: season == .winter ? 0xB9CBD8 : season == .autumn ? 0xA98A4E : 0x6E9A55
      case .desert: 0xCE8A55
      case .sea: 0x66786F
      case .city: 0x55647B
      }
    switch season {
    case .spring: return (terrain, 0x86B552, [0xD9869F, 0xEFAEC0, 0xFAD3DC])
    case .summer: return (terrain, 0x6F9E44, [0x36682F, 0x5B8F3C, 0x96BD58])
    case .autumn: return (terrain, 0xB38F45, [0x9C3F22, 0xD0742B, 0xEFB04A])
    case .winter: return (terrain, 0xE9F0F5, [0x8FA5B5, 0xC9D8E2, 0xF4F8FA])
    }
  }
}
