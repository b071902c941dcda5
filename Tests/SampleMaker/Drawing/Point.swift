/// A place on a picture, in pixels from its upper left corner.
struct Point {
  var x: Float
  var y: Float

  init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }

  static func + (left: Point, right: Point) -> Point { Point(left.x + right.x, left.y + right.y) }
  static func - (left: Point, right: Point) -> Point { Point(left.x - right.x, left.y - right.y) }
  static func * (left: Point, factor: Float) -> Point { Point(left.x * factor, left.y * factor) }

  func dot(_ other: Point) -> Float { x * other.x + y * other.y }
}
