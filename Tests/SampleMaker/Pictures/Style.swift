import Glibc
import TestSupport

/// A style to follow: evening over fields, in broad strokes of a dry brush. 960x720.
func style() -> Canvas {
  var canvas = Canvas(960, 720)
  canvas.fillAll(
    .down(
      0, 720,
      [
        .init(0, Ink(0x31466F)), .init(0.45, Ink(0xE9A06C)), .init(0.56, Ink(0xF7D191)), .init(0.62, Ink(0x5E7A5C)),
        .init(1, Ink(0x2C3F3A)),
      ]))
  var random = SeededGenerator(seed: 19)
  // From large strokes to small ones, as one paints.
  for layer in [
    StrokeLayer(count: 160, length: 260, thickness: 44), StrokeLayer(count: 320, length: 170, thickness: 26),
    StrokeLayer(count: 380, length: 96, thickness: 13),
  ] {
    for _ in 0..<layer.count {
      let start = Point(number(&random, -60, 960), number(&random, 0, 720))
      stroke(from: start, layer, &random, on: &canvas)
    }
  }
  return canvas
}

private struct StrokeLayer {
  let count: Int
  let length: Float
  let thickness: Float
}

private func number(_ random: inout SeededGenerator, _ low: Float, _ high: Float) -> Float {
  low + (high - low) * Float(random.next() >> 40) / Float(1 << 24)
}

/// A stroke of several bristles, along the land or the sky at its place.
private func stroke(from start: Point, _ layer: StrokeLayer, _ random: inout SeededGenerator, on canvas: inout Canvas) {
  let ink = colour(at: start + Point(layer.length / 2, 0), &random)
  let slope = direction(at: start) + number(&random, -0.08, 0.08)
  let curl = number(&random, -0.12, 0.12)
  let length = layer.length * number(&random, 0.7, 1.2)
  let bristles = max(3, Int(layer.thickness / 4))
  for bristle in 0..<bristles {
    let offset = (Float(bristle) / Float(bristles - 1) - 0.5) * layer.thickness
    let begin = start + Point(number(&random, -10, 10), offset)
    let end = begin + Point(length * number(&random, 0.9, 1.06), length * slope)
    let middle = (begin + end) * 0.5 + Point(0, curl * length)
    let shade = number(&random, -0.05, 0.05)
    let tinted = shade > 0 ? ink.mixed(with: Ink(0xFFF6DC), shade) : ink.mixed(with: Ink(0x14202E), -shade)
    canvas.fill(Mask(line: .through([begin, middle, end]), thickness: layer.thickness / Float(bristles) * 1.9), tinted.faded(0.9))
  }
}

/// Where the land begins at a column.
private func skyline(_ x: Float) -> Float { 400 + 34 * sin(x / 170) + 16 * sin(x / 61 + 1) }

private func direction(at point: Point) -> Float {
  point.y < skyline(point.x) ? 0.1 * sin(point.x / 210 + point.y / 160) : 0.2 * cos(point.x / 190) + (point.y - 420) / 2600
}

private func colour(at point: Point, _ random: inout SeededGenerator) -> Ink {
  let jitter = number(&random, -26, 26)
  let edge = skyline(point.x)
  let sun = Point(660, 330)
  let offset = point - sun
  let distance = offset.dot(offset).squareRoot()
  if distance < 62 { return Ink(0xFFF0C2) }
  let bands: [UInt32]
  let place: Float
  if point.y + jitter < edge {
    bands = [0x2B3F6B, 0x46598A, 0x8C6C93, 0xD0788A, 0xEE9A70, 0xF8C57E]
    place = max(0, (point.y + jitter) / edge)
  } else {
    bands = [0xC98F52, 0x8E9A56, 0x5C8558, 0x376650, 0x284D4A, 0x1D3640]
    place = min(1, max(0, (point.y + jitter - edge) / (720 - edge)))
  }
  let step = min(bands.count - 1, Int(place * Float(bands.count)))
  let ink = Ink(bands[step])
  return distance < 190 && point.y < edge ? ink.mixed(with: Ink(0xFFD98F), (190 - distance) / 190) : ink
}
