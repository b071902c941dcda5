/// The colour of an area at each of its pixels.
struct Paint {
  let ink: (Point) -> Ink

  /// A colour at a place between 0 and 1 of a gradient.
  struct Stop {
    let place: Float
    let ink: Ink

    init(_ place: Float, _ ink: Ink) {
      self.place = place
      self.ink = ink
    }
  }

  static func flat(_ ink: Ink) -> Paint { Paint { _ in ink } }

  static func linear(from start: Point, to end: Point, _ stops: [Stop]) -> Paint {
    let span = end - start
    let length = max(span.dot(span), 1e-6)
    return Paint { colour(stops, at: ($0 - start).dot(span) / length) }
  }

  static func across(_ left: Float, _ right: Float, _ stops: [Stop]) -> Paint {
    linear(from: Point(left, 0), to: Point(right, 0), stops)
  }

  static func down(_ top: Float, _ bottom: Float, _ stops: [Stop]) -> Paint {
    linear(from: Point(0, top), to: Point(0, bottom), stops)
  }

  static func radial(_ centre: Point, _ radiusX: Float, _ radiusY: Float, _ stops: [Stop]) -> Paint {
    Paint { point in
      let offset = Point((point.x - centre.x) / radiusX, (point.y - centre.y) / radiusY)
      return colour(stops, at: offset.dot(offset).squareRoot())
    }
  }

  private static func colour(_ stops: [Stop], at place: Float) -> Ink {
    var previous = stops[0]
    for stop in stops {
      if place < stop.place {
        guard stop.place > previous.place else { return stop.ink }
        let share = (place - previous.place) / (stop.place - previous.place)
        // Eased, so that no edge of a gradient can be seen.
        return previous.ink.mixed(with: stop.ink, share * share * (3 - 2 * share))
      }
      previous = stop
    }
    return previous.ink
  }
}
