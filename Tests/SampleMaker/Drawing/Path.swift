import Glibc

/// A line of points; as an area it is closed from its last point to its first.
struct Path {
  private(set) var points: [Point]

  init(from start: Point) { points = [start] }

  private init(_ points: [Point]) { self.points = points }

  mutating func line(to end: Point) { points.append(end) }

  /// A cubic Bézier curve with its two control points.
  mutating func curve(_ first: Point, _ second: Point, to end: Point) {
    let start = points[points.count - 1]
    let steps = 28
    for step in 1...steps {
      let t = Float(step) / Float(steps)
      let u = 1 - t
      points.append(start * (u * u * u) + first * (3 * u * u * t) + second * (3 * u * t * t) + end * (t * t * t))
    }
  }

  /// A smooth open line through all points (Catmull-Rom).
  static func through(_ points: [Point]) -> Path {
    var path = Path(from: points[0])
    for index in 0..<points.count - 1 {
      let before = points[max(0, index - 1)]
      let after = points[min(points.count - 1, index + 2)]
      let (start, end) = (points[index], points[index + 1])
      path.curve(start + (end - before) * (1 / 6), end - (after - start) * (1 / 6), to: end)
    }
    return path
  }

  static func ellipse(_ centre: Point, _ radiusX: Float, _ radiusY: Float) -> Path {
    Path(
      (0..<120).map { step in
        let angle = Float(step) / 120 * 2 * .pi
        return Point(centre.x + radiusX * cos(angle), centre.y + radiusY * sin(angle))
      })
  }

  static func rectangle(_ origin: Point, width: Float, height: Float, corner: Float = 0) -> Path {
    let right = origin.x + width - corner
    let bottom = origin.y + height - corner
    let corners = [
      Point(right, bottom), Point(origin.x + corner, bottom), Point(origin.x + corner, origin.y + corner), Point(right, origin.y + corner),
    ]
    var points: [Point] = []
    for (quarter, centre) in corners.enumerated() {
      for step in 0...12 {
        let angle = (Float(quarter) + Float(step) / 12) * .pi / 2
        points.append(Point(centre.x + corner * cos(angle), centre.y + corner * sin(angle)))
      }
    }
    return Path(points)
  }

  /// The area between a profile and its reflection about a vertical line.
  static func symmetrical(_ profile: Path, about axis: Float) -> Path {
    Path(profile.points + profile.points.reversed().map { Point(2 * axis - $0.x, $0.y) })
  }

  func mapped(_ move: (Point) -> Point) -> Path { Path(points.map(move)) }

  func moved(by offset: Point) -> Path { mapped { $0 + offset } }

  func scaled(_ factor: Float, about centre: Point) -> Path { mapped { centre + ($0 - centre) * factor } }
}
