import Foundation
import ImageCore
import ImageOperations
import TestSupport

/// A subject with known alpha, which can be laid over any ground in linear light.
struct Composite {
  enum Subject: String, CaseIterable, Sendable {
    case text, holes, hair, shadow, soft, glass
  }

  static let side = 96
  private static let samples = 4

  let alpha: [Double]
  /// The light of the subject alone, where it has alpha.
  let front: [SIMD3<Double>]

  /// - Parameter colour: of the subject's surface; shadows are black, and glass is nearly white.
  init(_ subject: Subject, colour: Colour, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func number(_ low: Double, _ high: Double) -> Double { Double.random(in: low...high, using: &random) }
    let surface = Light.of(colour)
    let centre = SIMD2(number(44, 52), number(44, 52))
    switch subject {
    case .text:
      let strokes = (0..<7).map { _ in
        Stroke(from: SIMD2(number(18, 78), number(18, 78)), angle: number(0, 3.1), length: number(8, 18), width: number(0.8, 4), bend: 0)
      }
      let rings = (0..<4).map { _ in SIMD3(number(22, 74), number(22, 74), number(4, 8)) }
      alpha = Self.covered { point in
        strokes.contains { $0.covers(point) } || rings.contains { abs(length(point - SIMD2($0.x, $0.y)) - $0.z) < 0.9 }
      }
      front = Self.each { _ in surface }
    case .holes:
      let holes = (0..<8).map { _ in SIMD3(number(24, 72), number(24, 72), number(1.2, 4)) }
      alpha = Self.covered { point in
        length(point - centre) < 34 && !holes.contains { length(point - SIMD2($0.x, $0.y)) < $0.z }
      }
      front = Self.each { surface * (0.85 + 0.15 * sin($0.x / 20 + $0.y / 25)) }
    case .hair:
      let strands = (0..<40).map { _ in
        Stroke(from: centre, angle: number(-3.1, 3.1), length: number(22, 40), width: number(0.3, 1.2), bend: number(-0.01, 0.01))
      }
      alpha = Self.covered { point in length(point - centre) < 20 || strands.contains { $0.covers(point) } }
      front = Self.each { _ in surface }
    case .shadow:
      let (density, reach) = (number(0.3, 0.7), number(8, 14))
      let body = Self.covered { length($0 - centre + SIMD2(0, 8)) < 17 }
      let cast = Self.each { point in
        density * smooth((24 - length((point - centre - SIMD2(3, 12)) * SIMD2(0.8, 1.6))) / reach)
      }
      let both = zip(body, cast).map { $0 + (1 - $0) * $1 }
      alpha = both
      front = zip(body, both).map { $1 > 0 ? surface * ($0 / $1) : SIMD3() }
    case .soft:
      let reach = number(4, 14)
      alpha = Self.each { smooth((26 + reach / 2 - length($0 - centre)) / reach) }
      front = Self.each { _ in surface }
    case .glass:
      let (density, tint) = (number(0.2, 0.5), Light.of(Colour(red: 228, green: 238, blue: 245)))
      let pane = Self.covered { length($0 - centre) < 30 }
      let rim = Self.covered { abs(length($0 - centre) - 29) < 2 }
      alpha = zip(pane, rim).map { max($0 * density, $1 * 0.9) }
      front = Self.each { _ in tint }
    }
  }

  func over(_ ground: Colour) -> Raster {
    let light = Light.of(ground)
    return TestPictures.raster(PixelSize(Self.side, Self.side)) { x, y in
      let index = y * Self.side + x
      return Light.levels(front[index] * alpha[index] + light * (1 - alpha[index])) + [255]
    }
  }

  private static func each<Value>(_ value: (SIMD2<Double>) -> Value) -> [Value] {
    (0..<side * side).map { value(SIMD2(Double($0 % side) + 0.5, Double($0 / side) + 0.5)) }
  }

  private static func covered(_ isInside: (SIMD2<Double>) -> Bool) -> [Double] {
    each { middle in
      var inside = 0
      for sample in 0..<samples * samples {
        let offset = SIMD2(Double(sample % samples), Double(sample / samples)) + 0.5
        if isInside(middle - 0.5 + offset / Double(samples)) { inside += 1 }
      }
      return Double(inside) / Double(samples * samples)
    }
  }
}

/// A line from a point outward, bent by the square of the way.
private struct Stroke {
  let from: SIMD2<Double>
  let angle: Double
  let length: Double
  let width: Double
  let bend: Double

  func covers(_ point: SIMD2<Double>) -> Bool {
    let way = point - from
    let along = way.x * cos(angle) + way.y * sin(angle)
    let across = way.y * cos(angle) - way.x * sin(angle) - bend * along * along
    return along > 0 && along < length && abs(across) < width / 2
  }
}

private func length(_ vector: SIMD2<Double>) -> Double { (vector.x * vector.x + vector.y * vector.y).squareRoot() }

private func smooth(_ value: Double) -> Double {
  let part = max(0, min(1, value))
  return part * part * (3 - 2 * part)
}

/// The sRGB curve (IEC 61966-2-1), apart from the one that is tested.
enum Light {
  static func of(_ level: UInt8) -> Double {
    let encoded = Double(level) / 255
    return encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
  }

  static func of(_ colour: Colour) -> SIMD3<Double> { SIMD3(of(colour.red), of(colour.green), of(colour.blue)) }

  static func levels(_ light: SIMD3<Double>) -> [UInt8] {
    (0..<3).map { channel in
      let value = max(0, min(1, light[channel]))
      let encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
      return UInt8((encoded * 255).rounded())
    }
  }
}
