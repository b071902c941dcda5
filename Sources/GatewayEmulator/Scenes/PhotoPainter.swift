import CSceneKernel
import ImageCore
import ImageOperations

/// Paints over the pictures of a request: the first fills the frame and is coloured after the prompt's words, the others are small prints
/// along the right edge. A picture with transparent parts stands in a painted scene instead. Nothing is stretched.
struct PhotoPainter {
  let prompt: String
  let seed: UInt64
  /// Upright sRGB pictures, in the request's order.
  let pictures: [Raster]

  func paint(size: PixelSize, caption: CaptionPlate) throws(CancellationError) -> Raster {
    var canvas = Canvas(size)
    var generator = SeededGenerator(seed: seed)
    let theme = Theme(prompt: prompt, generator: &generator)
    let paper = SceneColour(0xF8F3E7)
    if let first = pictures.first, first.hasTransparency {
      _ = ScenePainter(prompt: prompt, seed: seed).paintScene(on: &canvas)
      try Self.stand(first, on: &canvas)
    } else if let first = pictures.first {
      try frame(first, theme: theme, paper: paper, generator: &generator, on: &canvas)
    }
    try layPrints(of: pictures.dropFirst(), paper: paper, on: &canvas)
    caption.draw(on: &canvas, margin: max(6, canvas.unit * 0.028))
    return canvas.raster()
  }

  /// Paints the picture as a painting on paper, cut to the frame's ratio.
  private func frame(
    _ picture: Raster, theme: Theme, paper: SceneColour, generator: inout SeededGenerator, on canvas: inout Canvas
  ) throws(CancellationError) {
    let mat = max(2, Int(canvas.unit * 0.036))
    let inner = PixelSize(max(1, canvas.size.width - 2 * mat), max(1, canvas.size.height - 2 * mat))
    let plan = FitPlan(source: picture.size, target: .box(inner, .cover), enlarge: true)
    var graded = Canvas(try picture.fitted(plan, background: .white))
    let tone = PhotoTone(theme)
    graded.grade(saturation: tone.saturation, red: tone.curve(\.red), green: tone.curve(\.green), blue: tone.curve(\.blue))

    var sheet = Outline()
    sheet.rectangle(left: 0, top: 0, right: canvas.width, bottom: canvas.height)
    canvas.fill(sheet, paper)
    canvas.place(graded.raster(), left: mat, top: mat, brush: Float(mat) * 0.42, seed: generator.noiseSeed())
    var scene = Scene(
      theme: theme, palette: Palette(theme),
      layout: SceneLayout(width: canvas.width, height: canvas.height, theme: theme, generator: &generator),
      generator: generator)
    if theme.namedSeason != nil || theme.weather == .rain { scene.paintFalling(on: &canvas) }
    if theme.namedLight == .night { scene.paintStarsOver(on: &canvas) }
    canvas.finish(vignette: 0.16, grain: 3, grainScale: canvas.unit / 900, seed: generator.noiseSeed())
  }

  /// The picture as a thing in the scene, with a soft shadow under it.
  static func stand(_ picture: Raster, on canvas: inout Canvas) throws(CancellationError) {
    let room = PixelSize(max(1, Int(canvas.width * 0.62)), max(1, Int(canvas.height * 0.58)))
    let plan = FitPlan(source: picture.size, target: .box(room, .inside), enlarge: true)
    let fitted = try picture.fitted(plan, background: .transparent)
    let left = (canvas.size.width - fitted.size.width) / 2
    let ground = Int(canvas.height * 0.86)
    let top = ground - PhotoPainter.rowsAboveTransparency(in: fitted)
    let half = Float(fitted.size.width) / 2
    var shadow: [SceneDisc] = []
    for step in 0..<24 {
      let share = Float(step) / 23 * 2 - 1
      shadow.append(
        SceneDisc(
          x: Float(left) + half + share * half * 0.72, y: Float(ground) - half * 0.02, radius: half * 0.09, softness: half * 0.2,
          alpha: 0.06,
          colour: SceneColour(0x10161C)))
    }
    canvas.fill(shadow)
    canvas.place(fitted, left: left, top: top, brush: 0, seed: 0)
  }

  /// Returns the number of rows down to the last that is not transparent.
  private static func rowsAboveTransparency(in raster: Raster) -> Int {
    let bytes = raster.pixels.span
    var row = raster.size.height
    while row > 1 {
      let start = (row - 1) * raster.layout.bytesPerRow
      for alpha in stride(from: start + 3, to: start + raster.layout.bytesPerRow, by: 4) where bytes[alpha] > 24 { return row }
      row -= 1
    }
    return row
  }

  private func layPrints(of others: ArraySlice<Raster>, paper: SceneColour, on canvas: inout Canvas) throws(CancellationError) {
    guard !others.isEmpty else { return }
    let margin = max(6, canvas.unit * 0.05)
    let step = min(canvas.unit * 0.17, (canvas.height - 2 * margin) / Float(others.count))
    let side = max(2, Int(step * 0.84))
    let left = canvas.size.width - Int(margin) - side
    for (index, other) in others.enumerated() {
      let top = Int(margin + Float(index) * step)
      let border = max(1, Float(side) * 0.05)
      canvas.fill([
        SceneDisc(
          x: Float(left) + Float(side) / 2, y: Float(top) + Float(side) / 2, radius: Float(side) * 0.55, softness: Float(side) * 0.5,
          alpha: 0.25, colour: SceneColour(0x10161C))
      ])
      canvas.fill([
        SceneRectangle(
          left: Float(left) - border, top: Float(top) - border, right: Float(left + side) + border, bottom: Float(top + side) + border,
          alpha: 1, colour: paper)
      ])
      let plan = FitPlan(source: other.size, target: .box(PixelSize(side, side), .cover), enlarge: true)
      canvas.place(try other.fitted(plan, background: .white), left: left, top: top, brush: 0, seed: 0)
    }
  }
}
