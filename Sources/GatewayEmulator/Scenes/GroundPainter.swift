import CSceneKernel
import ImageCore
import ImageOperations

/// Paints on the flat ground that a prompt asks for: a card with a painted scene or the picture that came along, or that picture itself where it
/// has transparent parts. Nothing on the card has the ground's colour, and the soft shadow ends before the picture does.
struct GroundPainter {
  /// What is painted for a ground.
  enum Ground: Sendable {
    case flat(Colour)
    /// The checkerboard that stands for transparency in programs, as models paint it at times.
    case checkerboard
  }

  let ground: Ground
  let prompt: String
  let seed: UInt64
  /// Upright sRGB pictures, in the request's order.
  let pictures: [Raster]

  func paint(size: PixelSize, caption: CaptionPlate) throws(CancellationError) -> Raster {
    var canvas = Canvas(size)
    layGround(on: &canvas)
    if let first = pictures.first, first.hasTransparency {
      try PhotoPainter.stand(first, on: &canvas)
      return canvas.raster()
    }
    let (width, height) = ((canvas.width * 0.66).rounded(), (canvas.height * 0.66).rounded())
    let (left, top) = (((canvas.width - width) / 2).rounded(), ((canvas.height - height) / 2).rounded())
    let unit = min(width, height)
    layShadow(left: left, top: top, width: width, height: height, on: &canvas)
    var card = Outline()
    card.roundedRectangle(left: left, top: top, right: left + width, bottom: top + height, radius: unit * 0.12)
    canvas.fill(card, SceneColour(0xF6F6F6))
    let border = (unit * 0.06).rounded(.up)
    let inner = PixelSize(max(1, Int(width - 2 * border)), max(1, Int(height - 2 * border)))
    var scene = Canvas(try content(size: inner))
    let tone = tone()
    scene.grade(saturation: 0, red: tone.curve(\.red), green: tone.curve(\.green), blue: tone.curve(\.blue))
    caption.draw(on: &scene, margin: max(2, scene.unit * 0.05))
    canvas.place(scene.raster(), left: Int(left + border), top: Int(top + border), brush: 0, seed: 0)
    return canvas.raster()
  }

  private func layGround(on canvas: inout Canvas) {
    var sheet = Outline()
    sheet.rectangle(left: 0, top: 0, right: canvas.width, bottom: canvas.height)
    switch ground {
    case .flat(let colour):
      canvas.fill(sheet, SceneColour(red: Float(colour.red), green: Float(colour.green), blue: Float(colour.blue)))
    case .checkerboard:
      canvas.fill(sheet, SceneColour(0xFFFFFF))
      let cell = max(4, (canvas.unit / 40).rounded())
      var squares: [SceneRectangle] = []
      for row in 0..<Int((canvas.height / cell).rounded(.up)) {
        for column in 0..<Int((canvas.width / cell).rounded(.up)) where (row + column) % 2 == 1 {
          let (x, y) = (Float(column) * cell, Float(row) * cell)
          squares.append(SceneRectangle(left: x, top: y, right: x + cell, bottom: y + cell, alpha: 1, colour: SceneColour(0xCCCCCC)))
        }
      }
      canvas.fill(squares)
    }
  }

  private func content(size: PixelSize) throws(CancellationError) -> Raster {
    if let first = pictures.first {
      return try first.fitted(FitPlan(source: first.size, target: .box(size, .cover), enlarge: true), background: .white)
    }
    var canvas = Canvas(size)
    _ = ScenePainter(prompt: prompt, seed: seed).paintScene(on: &canvas)
    return canvas.raster()
  }

  /// Brown before cold grounds and blue before warm ones.
  private func tone() -> PhotoTone {
    var generator = SeededGenerator(seed: seed)
    var tone = PhotoTone(Theme(prompt: "", generator: &generator))
    let isWarm = if case .flat(let colour) = ground { colour.red > 128 && colour.blue < 128 } else { false }
    tone.gain = isWarm ? SceneColour(red: 0.86, green: 0.95, blue: 1) : SceneColour(red: 1, green: 0.92, blue: 0.8)
    tone.lift = 0
    return tone
  }

  private func layShadow(left: Float, top: Float, width: Float, height: Float, on canvas: inout Canvas) {
    let unit = min(width, height)
    let discs = (0..<24).map { step in
      let share = Float(step) / 23
      return SceneDisc(
        x: left + width * (0.1 + 0.8 * share), y: top + height * 0.985, radius: unit * 0.03, softness: unit * 0.12, alpha: 0.07,
        colour: SceneColour(0x000000))
    }
    canvas.fill(discs)
  }
}
