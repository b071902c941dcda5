package import ImageCore

/// The classes of size that models answer in, distinguished by area.
package enum SizeClass: String, CaseIterable, Comparable, Hashable, Sendable {
  case half = "512"
  case one = "1K"
  case two = "2K"
  case four = "4K"

  /// Returns the class of a picture. The bounds lie far from every size the models document: 512 is about 0.26 to 0.3 megapixels, and each
  /// following class has four times the area of the one before.
  package init(area size: PixelSize) {
    switch size.pixelCount ?? .max {
    case ..<500_000: self = .half
    case ..<2_200_000: self = .one
    case ..<9_000_000: self = .two
    default: self = .four
    }
  }

  package static func < (left: SizeClass, right: SizeClass) -> Bool { left.order < right.order }

  private var order: Int {
    switch self {
    case .half: 0
    case .one: 1
    case .two: 2
    case .four: 3
    }
  }
}
