package import ImageCore

extension Raster {
  /// Indicates whether no pixel along the picture's edges lets anything through.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package var borderIsOpaque: Bool {
    precondition(isWorkable, "operations work on RGBA")
    let bytes = format.bytesPerPixel
    func isOpaque(_ x: Int, _ y: Int) -> Bool {
      let pixel = y * layout.bytesPerRow + x * bytes
      return (bytes / 4 * 3..<bytes).allSatisfy { pixels[pixel + $0] == 255 }
    }
    return (0..<size.width).allSatisfy { isOpaque($0, 0) && isOpaque($0, size.height - 1) }
      && (0..<size.height).allSatisfy { isOpaque(0, $0) && isOpaque(size.width - 1, $0) }
  }
}
