import CSceneKernel

/// The places of things in one picture; all lengths in pixels, so that one scene looks alike at every size.
struct SceneLayout {
  let width: Float
  let height: Float
  /// Sizes of things are shares of this.
  let unit: Float
  let horizon: Float
  /// The largest rise of the land above the horizon.
  let band: Float
  let lightX: Float
  let lightY: Float
  let lightRadius: Float
  /// The side opposite of the light, as a share of the width; large things stand there.
  let counterX: Float

  init(width: Float, height: Float, theme: Theme, generator: inout SeededGenerator) {
    self.width = width
    self.height = height
    unit = min(min(width, height * 1.1), max(width, height) * 0.8)
    let ratio = width / height
    let share: Float =
      switch theme.place {
      case .sea: 0.60
      case .city: 0.74
      case .meadow: 0.62
      case .desert: 0.66
      case .forest: 0.80
      case .mountains: 0.68
      }
    // Tall pictures have a deep sky, but their ground is never deeper than it is wide.
    horizon = max(height * share, height - width * 1.25 * (1 - share) * 2.2)
    band = min(height * 0.56, width * (ratio < 0.6 ? 2.1 : 1.2))
    let isRight = generator.chance(0.5)
    let third = generator.number(0.27, 0.36)
    lightX = width * (isRight ? 1 - third : third)
    counterX = isRight ? generator.number(0.14, 0.26) : generator.number(0.74, 0.86)
    let rise: Float =
      switch theme.light {
      case .sunset: generator.number(0.16, 0.26)
      case .golden, .dawn: generator.number(0.38, 0.52)
      case .day, .overcast: generator.number(0.72, 0.86)
      case .night: generator.number(0.76, 0.92)
      }
    let lowest = theme.place == .sea || theme.place == .desert ? rise * 0.8 : max(rise, 0.62)
    lightY = max(height * 0.1, horizon - band * lowest * 1.12)
    lightRadius = unit * (theme.light == .night ? 0.046 : theme.light == .sunset ? 0.066 : 0.052)
  }
}
