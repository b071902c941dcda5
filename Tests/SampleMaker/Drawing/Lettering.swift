import Glibc

/// Capital letters of one line thickness, as far as the labels need them.
struct Lettering {
  /// Lines in a box of width 1 and height 1, y down.
  private static let letters: [Character: [Path]] = [
    "A": [line([(0, 1), (0.5, 0), (1, 1)]), line([(0.2, 0.64), (0.8, 0.64)])],
    "E": [line([(0.95, 0), (0.08, 0), (0.08, 1), (0.95, 1)]), line([(0.08, 0.48), (0.82, 0.48)])],
    "H": [line([(0.05, 0), (0.05, 1)]), line([(0.95, 0), (0.95, 1)]), line([(0.05, 0.48), (0.95, 0.48)])],
    "L": [line([(0.1, 0), (0.1, 1), (0.92, 1)])],
    "N": [line([(0.05, 1), (0.05, 0), (0.95, 1), (0.95, 0)])],
    "O": [round([(0.5, 0), (0.9, 0.14), (1, 0.5), (0.9, 0.86), (0.5, 1), (0.1, 0.86), (0, 0.5), (0.1, 0.14), (0.5, 0)])],
    "R": [
      line([(0.08, 1), (0.08, 0)]), round([(0.08, 0), (0.6, 0), (0.92, 0.26), (0.6, 0.53), (0.08, 0.53)]), line([(0.5, 0.53), (0.98, 1)]),
    ],
    "S": [
      round([
        (0.94, 0.17), (0.76, 0.03), (0.45, -0.01), (0.12, 0.1), (0.1, 0.36), (0.5, 0.49), (0.9, 0.63), (0.9, 0.9), (0.55, 1.01),
        (0.22, 0.97),
        (0.04, 0.82),
      ])
    ],
    "T": [line([(0, 0), (1, 0)]), line([(0.5, 0), (0.5, 1)])],
    "U": [round([(0.05, 0), (0.05, 0.3), (0.07, 0.72), (0.22, 0.94), (0.5, 1), (0.78, 0.94), (0.93, 0.72), (0.95, 0.3), (0.95, 0)])],
    "Z": [line([(0.04, 0), (0.96, 0), (0.04, 1), (0.96, 1)])],
  ]

  private static func line(_ points: [(Float, Float)]) -> Path {
    var path = Path(from: Point(points[0].0, points[0].1))
    for point in points.dropFirst() { path.line(to: Point(point.0, point.1)) }
    return path
  }

  private static func round(_ points: [(Float, Float)]) -> Path { .through(points.map { Point($0.0, $0.1) }) }

  let text: String
  let height: Float
  let thickness: Float

  /// Draws the text about a centre. `bend` moves a letter down by the square of its distance from the centre: print on something round.
  func draw(at centre: Point, _ ink: Ink, bend: Float = 0, slant: Float = 0, on canvas: inout Canvas) {
    let width = height * 0.62
    let advance = width + height * 0.3
    let start = centre.x - (Float(text.count - 1) * advance + width) / 2
    for (index, letter) in text.enumerated() {
      for path in Lettering.letters[letter] ?? [] {
        let placed = path.mapped { point in
          let x = start + Float(index) * advance + point.x * width + (0.5 - point.y) * slant * height
          return Point(x, centre.y + (point.y - 0.5) * height + bend * (x - centre.x) * (x - centre.x))
        }
        canvas.fill(Mask(line: placed, thickness: thickness), ink)
      }
    }
  }
}
