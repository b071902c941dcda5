import ImageCore

extension Raster {
  /// Whether operations take the picture: RGBA with 8 or 16 bits a sample.
  var isWorkable: Bool { format == .rgba8 || format == .rgba16 }
}
