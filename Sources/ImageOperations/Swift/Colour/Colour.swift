/// An sRGB colour with straight alpha, 8 bits a channel, as settings name one.
package struct Colour: Hashable, Sendable, CustomStringConvertible {
  package let red: UInt8
  package let green: UInt8
  package let blue: UInt8
  package let alpha: UInt8

  package init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  package static let white = Colour(red: 255, green: 255, blue: 255)
  package static let black = Colour(red: 0, green: 0, blue: 0)
  package static let transparent = Colour(red: 0, green: 0, blue: 0, alpha: 0)

  /// Every name that can be written: the named colours of CSS and `transparent`, alphabetical.
  package static let names: [String] = (opaqueNames.map(\.key) + ["transparent"]).sorted()

  /// Reads a CSS name, or six (RRGGBB) or eight (RRGGBBAA) hexadecimal digits without `#`, in upper or lower case, or returns `nil` for
  /// anything else.
  package init?(_ text: String) {
    if let named = Colour(named: text.lowercased()) {
      self = named
      return
    }
    let digits = text.utf8
    guard digits.count == 6 || digits.count == 8, digits.allSatisfy(\.isHexadecimalDigit), let value = UInt32(text, radix: 16) else {
      return nil
    }
    self.init(opaque: digits.count == 6 ? value : value >> 8, alpha: digits.count == 6 ? 255 : UInt8(value & 255))
  }

  private init?(named name: String) {
    if name == "transparent" {
      self = .transparent
      return
    }
    guard let entry = Colour.opaqueNames.first(where: { $0.key == name }) else { return nil }
    self.init(opaque: entry.value, alpha: 255)
  }

  /// - Parameter opaque: 0xRRGGBB.
  package init(opaque: UInt32, alpha: UInt8 = 255) {
    self.init(red: UInt8(opaque >> 16 & 255), green: UInt8(opaque >> 8 & 255), blue: UInt8(opaque & 255), alpha: alpha)
  }

  package var isOpaque: Bool { alpha == 255 }

  /// Red, green, blue, alpha.
  var bytes: [UInt8] { [red, green, blue, alpha] }

  /// A name if the colour has one (the first of several), else its digits; readable by ``init(_:)``.
  package var description: String {
    if self == .transparent { return "transparent" }
    let value = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    if isOpaque, let entry = Colour.opaqueNames.first(where: { $0.value == value }) { return entry.key }
    return Self.digits(isOpaque ? [red, green, blue] : bytes)
  }

  /// Six hexadecimal digits, whatever the transparency.
  package var digits: String { Self.digits([red, green, blue]) }

  private static func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension UInt8 {
  fileprivate var isHexadecimalDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
    default: false
    }
  }
}
