/// A drawn alphabet: each letter is a few strokes with rounded corners, so it is smooth at every size.
///
/// Letters stand on row 0, capitals are 6 high, small letters 4; descenders reach -2.
struct StrokeFont {
  struct Glyph {
    var width: Float
    var strokes: [[(x: Float, y: Float)]]
  }

  /// The height of capitals, in the unit of the glyphs.
  static let capitalHeight: Float = 6
  private static let gap: Float = 1.7
  private static let space: Float = 2.6

  private let glyphs: [Character: Glyph]

  init() {
    var glyphs: [Character: Glyph] = [:]
    for line in StrokeFont.alphabet.split(separator: "\n") {
      guard let letter = line.first else { continue }
      let strokes = line.dropFirst(2).split(separator: "|").map(StrokeFont.stroke)
      glyphs[letter] = Glyph(width: strokes.joined().map(\.x).max() ?? 0, strokes: strokes)
    }
    self.glyphs = glyphs
  }

  /// Returns the text with only the letters that have a glyph; runs of spaces become one.
  func drawable(_ text: String) -> String {
    var result = ""
    for letter in text {
      if glyphs[letter] != nil {
        result.append(letter)
      } else if letter.isWhitespace, !result.isEmpty, result.last != " " {
        result.append(" ")
      }
    }
    return result.last == " " ? String(result.dropLast()) : result
  }

  /// Returns the width of a line whose capitals are `height` pixels high.
  func width(of text: String, height: Float) -> Float {
    var total: Float = 0
    for letter in text { total += (glyphs[letter].map(\.width) ?? StrokeFont.space) + StrokeFont.gap }
    return max(0, total - StrokeFont.gap) * height / StrokeFont.capitalHeight
  }

  /// Adds a line that stands on row `baseline`, with strokes of `weight` pixels.
  func add(_ text: String, to outline: inout Outline, x: Float, baseline: Float, height: Float, weight: Float) {
    let scale = height / StrokeFont.capitalHeight
    var left = x
    for letter in text {
      guard let glyph = glyphs[letter] else {
        left += (StrokeFont.space + StrokeFont.gap) * scale
        continue
      }
      for stroke in glyph.strokes {
        let points = stroke.map { (x: left + $0.x * scale, y: baseline - $0.y * scale) }
        for index in 1..<points.count {
          outline.stroke(from: points[index - 1], to: points[index], width: weight, endWidth: weight, round: index == 1)
        }
        for point in points.dropFirst() { outline.ellipse(x: point.x, y: point.y, radiusX: weight / 2, radiusY: weight / 2, corners: 8) }
      }
      left += (glyph.width + StrokeFont.gap) * scale
    }
  }

  /// Reads `x,y x,y …`, with a `z` at the end of closed strokes, and rounds the corners between its ends.
  private static func stroke(_ text: Substring) -> [(x: Float, y: Float)] {
    var points: [(x: Float, y: Float)] = []
    var isClosed = false
    for word in text.split(separator: " ") {
      let numbers = word.split(separator: ",").compactMap { Float($0) }
      if numbers.count == 2 { points.append((numbers[0], numbers[1])) } else { isClosed = true }
    }
    guard points.count > 2 else { return points }
    for _ in 0..<3 { points = roundCorners(points, isClosed: isClosed) }
    if isClosed { points.append(points[0]) }
    return points
  }

  /// Returns one step of Chaikin's corner cutting (1974); the ends of an open stroke stay.
  private static func roundCorners(_ points: [(x: Float, y: Float)], isClosed: Bool) -> [(x: Float, y: Float)] {
    var result: [(x: Float, y: Float)] = isClosed ? [] : [points[0]]
    for index in 0..<(isClosed ? points.count : points.count - 1) {
      let (a, b) = (points[index], points[(index + 1) % points.count])
      let early = (x: a.x * 0.75 + b.x * 0.25, y: a.y * 0.75 + b.y * 0.25)
      let late = (x: a.x * 0.25 + b.x * 0.75, y: a.y * 0.25 + b.y * 0.75)
      if isClosed || index > 0 { result.append(early) }
      if isClosed || index < points.count - 2 { result.append(late) }
    }
    if !isClosed { result.append(points[points.count - 1]) }
    return result
  }
}
