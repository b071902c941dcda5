import ImageCore

enum PixelSizes {
  static let small = PixelSize(20, 20)
  static let other = PixelSize(24, 18)
}
