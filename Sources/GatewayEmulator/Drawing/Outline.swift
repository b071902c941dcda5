/// Closed polygons that are filled together: overlaps are filled once, so all have the same orientation.
struct Outline {
  private(set) var points: [Float] = []
  private(set) var counts: [Int32] = []

  init() {}

  /// Adds a polygon; it is turned so that all polygons have the same orientation.
  mutating func polygon(_ corners: [(x: Float, y: Float)]) {
    guard corners.count >= 3 else { return }
    var area: Float = 0
    for index in corners.indices {
      let next = corners[(index + 1) % corners.count]
      area += corners[index].x * next.y - next.x * corners[index].y
    }
    for corner in area < 0 ? corners.reversed() : corners {
      points.append(corner.x)
      points.append(corner.y)
    }
    counts.append(Int32(corners.count))
  }

  mutating func rectangle(left: Float, top: Float, right: Float, bottom: Float) {
    polygon([(left, top), (right, top), (right, bottom), (left, bottom)])
  }

  mutating func ellipse(x: Float, y: Float, radiusX: Float, radiusY: Float, turned angle: Float = 0, corners: Int = 20) {
    var outline: [(x: Float, y: Float)] = []
    let (sine, cosine) = Outline.sineAndCosine(angle)
    for index in 0..<corners {
      let (up, along) = Outline.sineAndCosine(2 * .pi * Float(index) / Float(corners))
      let (dx, dy) = (along * radiusX, up * radiusY)
      outline.append((x + dx * cosine - dy * sine, y + dx * sine + dy * cosine))
    }
    polygon(outline)
  }

  /// Adds a straight stroke that may taper, with round ends.
  mutating func stroke(
    from start: (x: Float, y: Float), to end: (x: Float, y: Float), width startWidth: Float, endWidth: Float, round: Bool = true
  ) {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = (dx * dx + dy * dy).squareRoot()
    if length > 0.0001 {
      let (nx, ny) = (-dy / length, dx / length)
      let (a, b) = (startWidth / 2, endWidth / 2)
      polygon([
        (start.x + nx * a, start.y + ny * a), (end.x + nx * b, end.y + ny * b), (end.x - nx * b, end.y - ny * b),
        (start.x - nx * a, start.y - ny * a),
      ])
    }
    if round {
      ellipse(x: start.x, y: start.y, radiusX: startWidth / 2, radiusY: startWidth / 2, corners: 10)
      ellipse(x: end.x, y: end.y, radiusX: endWidth / 2, radiusY: endWidth / 2, corners: 10)
    }
  }

  mutating func roundedRectangle(left: Float, top: Float, right: Float, bottom: Float, radius: Float) {
    var outline: [(x: Float, y: Float)] = []
    let centres: [(x: Float, y: Float, turn: Float)] = [
      (right - radius, bottom - radius, 0), (left + radius, bottom - radius, 0.5), (left + radius, top + radius, 1),
      (right - radius, top + radius, 1.5),
    ]
    for centre in centres {
      for step in 0...6 {
        let (sine, cosine) = Outline.sineAndCosine((centre.turn + Float(step) / 12) * .pi)
        outline.append((centre.x + cosine * radius, centre.y + sine * radius))
      }
    }
    polygon(outline)
  }

  /// Returns sine and cosine without a mathematics library: the angle is reduced to a quarter turn, then series to the ninth order.
  static func sineAndCosine(_ angle: Float) -> (sine: Float, cosine: Float) {
    let quarter = Float.pi / 2
    let turns = (angle / quarter).rounded()
    let rest = angle - turns * quarter
    let square = rest * rest
    let sine = rest * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72))))
    let cosine = 1 - square / 2 * (1 - square / 12 * (1 - square / 30 * (1 - square / 56)))
    switch Int(turns) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }
}
