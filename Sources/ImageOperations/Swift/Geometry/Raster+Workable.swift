import ImageCore

extension Raster {
  /// Indicates whether operations accept the picture: RGBA with 8 or 16 bits a sample.
  var isWorkable: Bool { format == .rgba8 || format == .rgba16 }
}
