import Glibc

/// How much of each pixel an area covers, 0 to 1, inside a rectangle; 0 outside of it.
struct Mask {
  let left: Int
  let top: Int
  let width: Int
  let height: Int
  private var values: [Float]

  private init(left: Int, top: Int, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = max(0, width)
    self.height = max(0, height)
    values = [Float](repeating: 0, count: self.width * self.height)
  }

  subscript(x: Int, y: Int) -> Float {
    let (column, row) = (x - left, y - top)
    guard column >= 0, column < width, row >= 0, row < height else { return 0 }
    return values[row * width + column]
  }

  /// The exact share of every pixel inside the closed path: the signed areas right of each edge, summed along the row.
  init(_ path: Path) {
    let points = path.points
    let xs = points.map(\.x)
    let ys = points.map(\.y)
    let left = Int(floor(xs.min() ?? 0))
    let top = Int(floor(ys.min() ?? 0))
    self.init(left: left, top: top, width: Int(ceil(xs.max() ?? 0)) - left + 2, height: Int(ceil(ys.max() ?? 0)) - top + 1)
    let origin = Point(Float(left), Float(top))
    for (index, point) in points.enumerated() { addEdge(point - origin, points[(index + 1) % points.count] - origin) }
    for row in 0..<height {
      var sum: Float = 0
      for index in row * width..<(row + 1) * width {
        sum += values[index]
        values[index] = min(1, abs(sum))
      }
    }
  }

  private mutating func addEdge(_ start: Point, _ end: Point) {
    guard start.y != end.y else { return }
    let direction: Float = start.y < end.y ? 1 : -1
    let (upper, lower) = start.y < end.y ? (start, end) : (end, start)
    let slope = (lower.x - upper.x) / (lower.y - upper.y)
    var x = upper.x
    for row in Int(upper.y)..<Int(ceil(lower.y)) {
      let share = min(Float(row + 1), lower.y) - max(Float(row), upper.y)
      let next = x + slope * share
      addSpan(from: min(x, next), to: max(x, next), area: share * direction, row: row)
      x = next
    }
  }

  /// Spreads the area of an edge that crosses one row between two places, pixel by pixel.
  private mutating func addSpan(from start: Float, to end: Float, area: Float, row: Int) {
    let first = Int(start)
    let last = max(first, Int(ceil(end)) - 1)
    var before: Float = 0
    for column in first...last {
      // What lies right of the edge in this pixel: whole where the edge has passed, half of the way where it passes.
      let (entry, exit) = (max(start, Float(column)), min(end, Float(column + 1)))
      let passed = end > start ? (exit - start) / (end - start) : 1
      let entered = end > start ? (entry - start) / (end - start) : 0
      let inside = (passed - entered) * (Float(column + 1) - (entry + exit) / 2)
      let covered = entered + inside
      values[row * width + column] += area * (covered - before)
      before = covered
    }
    values[row * width + last + 1] += area * (1 - before)
  }

  /// A line of one thickness with round ends.
  init(line path: Path, thickness: Float) {
    let radius = thickness / 2
    let xs = path.points.map(\.x)
    let ys = path.points.map(\.y)
    let left = Int(floor((xs.min() ?? 0) - radius)) - 1
    let top = Int(floor((ys.min() ?? 0) - radius)) - 1
    self.init(
      left: left, top: top, width: Int(ceil((xs.max() ?? 0) + radius)) + 1 - left,
      height: Int(ceil((ys.max() ?? 0) + radius)) + 1 - top)
    for (start, end) in zip(path.points, path.points.dropFirst()) { addSegment(start, end, radius: radius) }
  }

  private mutating func addSegment(_ start: Point, _ end: Point, radius: Float) {
    let span = end - start
    let length = max(span.dot(span), 1e-6)
    let columns = Int(min(start.x, end.x) - radius - 1) - left...Int(max(start.x, end.x) + radius + 1) - left
    let rows = Int(min(start.y, end.y) - radius - 1) - top...Int(max(start.y, end.y) + radius + 1) - top
    for row in rows.clamped(to: 0...height - 1) {
      for column in columns.clamped(to: 0...width - 1) {
        let offset = Point(Float(left + column) + 0.5, Float(top + row) + 0.5) - start
        let nearest = offset - span * min(1, max(0, offset.dot(span) / length))
        let coverage = min(1, max(0, radius + 0.5 - nearest.dot(nearest).squareRoot()))
        values[row * width + column] = max(values[row * width + column], coverage)
      }
    }
  }
}

extension Mask {
  /// The area where both are.
  func clipped(to other: Mask) -> Mask { combined(with: other, growing: false) { $0 * $1 } }

  func subtracting(_ other: Mask) -> Mask { combined(with: other, growing: false) { $0 * (1 - $1) } }

  func joined(with other: Mask) -> Mask { combined(with: other, growing: true) { max($0, $1) } }

  private func combined(with other: Mask, growing: Bool, _ combine: (Float, Float) -> Float) -> Mask {
    let newLeft = growing ? min(left, other.left) : left
    let newTop = growing ? min(top, other.top) : top
    let right = growing ? max(left + width, other.left + other.width) : left + width
    let bottom = growing ? max(top + height, other.top + other.height) : top + height
    var result = Mask(left: newLeft, top: newTop, width: right - newLeft, height: bottom - newTop)
    for row in 0..<result.height {
      for column in 0..<result.width {
        let (x, y) = (newLeft + column, newTop + row)
        result.values[row * result.width + column] = combine(self[x, y], other[x, y])
      }
    }
    return result
  }

  /// Three running means one after another, close to a Gaussian whose standard deviation is `radius` pixels.
  func blurred(_ radius: Float) -> Mask {
    let reach = max(1, Int((radius * radius + 0.25).squareRoot() + 0.5))
    let margin = 3 * reach
    var result = Mask(left: left - margin, top: top - margin, width: width + 2 * margin, height: height + 2 * margin)
    for row in 0..<height {
      for column in 0..<width { result.values[(row + margin) * result.width + column + margin] = values[row * width + column] }
    }
    for _ in 0..<3 {
      result.average(count: result.width, step: 1, lines: result.height, between: result.width, reach: reach)
      result.average(count: result.height, step: result.width, lines: result.width, between: 1, reach: reach)
    }
    return result
  }

  private mutating func average(count: Int, step: Int, lines: Int, between: Int, reach: Int) {
    let share = 1 / Float(2 * reach + 1)
    var line = [Float](repeating: 0, count: count)
    for number in 0..<lines {
      let base = number * between
      for index in 0..<count { line[index] = values[base + index * step] }
      var sum: Float = 0
      for index in 0..<min(reach, count) { sum += line[index] }
      for index in 0..<count {
        if index + reach < count { sum += line[index + reach] }
        if index > reach { sum -= line[index - reach - 1] }
        values[base + index * step] = max(0, sum * share)
      }
    }
  }
}
