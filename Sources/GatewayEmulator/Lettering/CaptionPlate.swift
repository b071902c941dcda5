import CSceneKernel

/// The small label in a corner of every picture with its facts and its pixel size, so that it is not mistaken for a model's work.
struct CaptionPlate {
  /// The ratio, large.
  var title: String
  /// Facts, one after the other: pixel size, model, variation.
  var facts: [String]
  /// The prompt; its first words are shown.
  var prompt: String

  private struct Line {
    var text: String
    var height: Float
    var alpha: Float
  }

  /// Draws the plate in a lower corner, `margin` pixels from the edges.
  func draw(on canvas: inout Canvas, margin: Float, onRight: Bool = false) {
    let font = StrokeFont()
    // Letters follow the picture's area, so that they can be read in a panorama as well as in a square.
    var letter = max(5, (canvas.width * canvas.height).squareRoot() * 0.0145)
    let room = canvas.width - 2 * margin - letter * 2.4
    letter = min(letter, canvas.height * 0.055)
    var lines = layOut(font: font, letter: letter, room: room)
    let widest = lines.map { font.width(of: $0.text, height: $0.height) }.max() ?? 0
    if widest > room, widest > 0 {
      letter *= room / widest
      lines = layOut(font: font, letter: letter, room: room)
    }

    let textWidth = lines.map { font.width(of: $0.text, height: $0.height) }.max() ?? 0
    let textHeight = lines.reduce(Float(0)) { $0 + $1.height } + Float(lines.count - 1) * letter * 0.95
    let padding = letter * 1.15
    let left = onRight ? max(margin, canvas.width - margin - textWidth - padding * 2) : margin
    let bottom = canvas.height - margin
    let top = bottom - textHeight - padding * 2
    let right = left + textWidth + padding * 2

    var shadow = Outline()
    shadow.roundedRectangle(
      left: left + letter * 0.12, top: top + letter * 0.2, right: right + letter * 0.12, bottom: bottom + letter * 0.2, radius: letter * 0.5
    )
    canvas.fill(shadow, SceneColour(0x101418), alpha: 0.22)
    var plate = Outline()
    plate.roundedRectangle(left: left, top: top, right: right, bottom: bottom, radius: letter * 0.45)
    canvas.fill(plate, SceneColour(0xFBF7EE), alpha: 0.9)

    var baseline = top + padding
    for line in lines {
      baseline += line.height
      var letters = Outline()
      font.add(line.text, to: &letters, x: left + padding, baseline: baseline, height: line.height, weight: max(0.9, line.height * 0.135))
      canvas.fill(letters, SceneColour(0x22303A), alpha: line.alpha)
      baseline += letter * 0.95
    }
  }

  private func layOut(font: StrokeFont, letter: Float, room: Float) -> [Line] {
    var lines = [Line(text: font.drawable(title), height: letter * 1.5, alpha: 1)]
    for text in wrap(facts.map(font.drawable), separator: " · ", font: font, height: letter, room: room) {
      lines.append(Line(text: text, height: letter, alpha: 0.9))
    }
    let words = font.drawable(String(prompt.prefix(400))).split(separator: " ").map(String.init)
    let limit = min(room, letter * 34)
    let wrapped = wrap(words, separator: " ", font: font, height: letter * 0.86, room: limit)
    if let first = wrapped.first {
      lines.append(Line(text: wrapped.count > 1 ? first + " ..." : first, height: letter * 0.86, alpha: 0.62))
    }
    return lines
  }

  private func wrap(_ pieces: [String], separator: String, font: StrokeFont, height: Float, room: Float) -> [String] {
    var lines: [String] = []
    for piece in pieces where !piece.isEmpty {
      if let last = lines.last, font.width(of: last + separator + piece, height: height) <= room {
        lines[lines.count - 1] = last + separator + piece
      } else {
        lines.append(piece)
      }
    }
    return lines
  }
}
