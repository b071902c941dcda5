import Glibc

/// A colour in Display P3 with the sRGB curve, 0 to 1, and its opacity.
struct Ink {
  var red: Float
  var green: Float
  var blue: Float
  var opacity: Float

  init(displayP3 red: Float, _ green: Float, _ blue: Float, opacity: Float = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// An sRGB colour, for example 0xFF8000.
  init(_ code: UInt32, opacity: Float = 1) {
    let encoded = [16, 8, 0].map { Float((code >> UInt32($0)) & 255) / 255 }
    let light = Ink.applied(Ink.toDisplayP3, encoded.map(Ink.light))
    self.init(displayP3: Ink.encoded(light[0]), Ink.encoded(light[1]), Ink.encoded(light[2]), opacity: opacity)
  }

  static func white(_ opacity: Float) -> Ink { Ink(displayP3: 1, 1, 1, opacity: opacity) }
  static func black(_ opacity: Float) -> Ink { Ink(displayP3: 0, 0, 0, opacity: opacity) }

  func faded(_ opacity: Float) -> Ink { Ink(displayP3: red, green, blue, opacity: self.opacity * opacity) }

  func mixed(with other: Ink, _ share: Float) -> Ink {
    let own = 1 - share
    return Ink(
      displayP3: red * own + other.red * share, green * own + other.green * share, blue * own + other.blue * share,
      opacity: opacity * own + other.opacity * share)
  }

  /// The nearest sRGB values, each cut at 0 and 1.
  static func sRGB(fromDisplayP3 encoded: [Float]) -> [Float] {
    applied(toSRGB, encoded.map(light)).map { Ink.encoded($0) }
  }

  // Between the primaries of IEC 61966-2-1 and of SMPTE EG 432-1, which share the white D65.
  private static let toDisplayP3: [[Float]] = [[0.822462, 0.177538, 0], [0.033194, 0.966806, 0], [0.017083, 0.072397, 0.910520]]
  private static let toSRGB: [[Float]] = [[1.224940, -0.224940, 0], [-0.042057, 1.042057, 0], [-0.019638, -0.078636, 1.098274]]

  private static func applied(_ matrix: [[Float]], _ light: [Float]) -> [Float] {
    matrix.map { $0[0] * light[0] + $0[1] * light[1] + $0[2] * light[2] }
  }

  private static func light(_ value: Float) -> Float { value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4) }

  private static func encoded(_ light: Float) -> Float {
    let light = min(1, max(0, light))
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
  }
}
