import CSceneKernel
import ImageCore

/// Paints a landscape from a prompt: the same text, size and seed give the same pixels.
struct ScenePainter {
  let prompt: String
  let seed: UInt64

  func paint(size: PixelSize, caption: CaptionPlate) -> Raster {
    var canvas = Canvas(size)
    let layout = paintScene(on: &canvas)
    // The label stands on the side of the light, away from tall things.
    caption.draw(on: &canvas, margin: max(6, canvas.unit * 0.028), onRight: layout.counterX < 0.5)
    return canvas.raster()
  }

  /// Paints the scene without its caption, and returns the places of things in it.
  func paintScene(on canvas: inout Canvas) -> SceneLayout {
    var generator = SeededGenerator(seed: seed)
    let theme = Theme(prompt: prompt, generator: &generator)
    var scene = Scene(
      theme: theme, palette: Palette(theme),
      layout: SceneLayout(width: canvas.width, height: canvas.height, theme: theme, generator: &generator), generator: generator)
    scene.paintSky(on: &canvas)
    switch theme.place {
    case .mountains: scene.paintMountains(on: &canvas)
    case .sea: scene.paintSea(on: &canvas)
    case .desert: scene.paintDesert(on: &canvas)
    case .city: scene.paintCity(on: &canvas)
    case .forest: scene.paintForest(on: &canvas)
    case .meadow: scene.paintMeadow(on: &canvas)
    }
    scene.paintWeather(on: &canvas)
    canvas.finish(
      vignette: theme.light == .night ? 0.34 : 0.22, grain: 3, grainScale: canvas.unit / 900, seed: scene.generator.noiseSeed())
    return scene.layout
  }
}

/// One scene while it is painted; each place is an extension of it.
struct Scene {
  let theme: Theme
  let palette: Palette
  let layout: SceneLayout
  var generator: SeededGenerator

  var isLit: Float { layout.lightX > layout.width / 2 ? 1 : -1 }

  /// Returns a layer of land in the style of this scene: `nearness` is 0 for the farthest, 1 for the nearest.
  mutating func land(_ colour: SceneColour, nearness: Float, fade: Float, relief: Float, snowRow: Float = -1) -> SceneLayer {
    let share = 0.12 + 0.88 * nearness
    let top = palette.distance.mixed(colour, share * share * 0.55 + share * 0.45)
    return SceneLayer(
      top: top, bottom: top.mixed(palette.haze, 0.30 * (1 - nearness)).scaled(1 - 0.22 * nearness), haze: palette.haze,
      light: top.mixed(palette.glow, 0.55), shadow: top.mixed(palette.top.scaled(0.55), 0.55),
      snow: SceneColour(0xF6F9FC).lit(by: palette.ambient.mixed(SceneColour(0xFFFFFF), 0.25)).mixed(
        palette.distance, 0.35 * (1 - nearness)),
      fade: fade, hazeFade: fade * 1.05, hazeAmount: 0.82 * (1 - nearness) + 0.12, relief: relief, lean: isLit * 0.75,
      snowRow: snowRow, snowRagged: layout.unit * 0.028, grainScale: max(1.5, layout.unit * 0.011), grain: 2 + 3 * nearness,
      seed: generator.noiseSeed())
  }

  /// Returns the rows of a ridge: `base` less up to `rise`, for each column.
  mutating func edge(
    on canvas: Canvas, _ kind: Int, base: Float, rise: Float, wavelength: Float, octaves: Int
  ) -> [Float] {
    let heights = canvas.ridge(
      kind, wavelength: wavelength, offset: generator.number(0, 50), octaves: octaves, seed: generator.noiseSeed())
    return heights.map { base - rise * $0 }
  }

  /// Paints still water from the horizon down to `bottom`.
  mutating func paintWater(on canvas: inout Canvas, top: Float, bottom: Float, reflection: Float) {
    canvas.fillWater(
      SceneWater(
        far: palette.water.mixed(palette.haze, 0.45), near: palette.water.scaled(0.72), glitter: palette.disc.mixed(palette.glow, 0.35),
        top: Int32(top), bottom: Int32(bottom), wave: max(1.2, layout.unit * 0.006), reflectFar: reflection,
        reflectNear: reflection * 0.62, lightX: layout.lightX, glitterWidth: layout.unit * 0.075,
        glitterStrength: theme.light == .overcast ? 0.12 : 0.85, seed: generator.noiseSeed()))
  }
}
