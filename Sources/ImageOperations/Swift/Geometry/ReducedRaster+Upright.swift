package import ImageCore

extension ReducedRaster {
  /// Returns the stored pixels upright; see ``ImageCore/Raster/upright(from:)``.
  package func upright(from orientation: Orientation) -> ReducedRaster {
    guard orientation != .upright else { return self }
    let right = Double(raster.size.width) - region.x - region.width
    let bottom = Double(raster.size.height) - region.y - region.height
    let (mirrorsColumns, mirrorsRows) = orientation.mirroring
    let x = max(0, mirrorsColumns ? right : region.x)
    let y = max(0, mirrorsRows ? bottom : region.y)
    let turned =
      orientation.swapsAxes
      ? Region(x: y, y: x, width: region.height, height: region.width) : Region(x: x, y: y, width: region.width, height: region.height)
    return ReducedRaster(raster: raster.upright(from: orientation), fullSize: orientation.uprightSize(of: fullSize), region: turned)
  }
}

extension Orientation {
  /// The directions that are mirrored before the axes are exchanged, as the values of EXIF tag 0x0112 describe it.
  var mirroring: (columns: Bool, rows: Bool) {
    switch self {
    case .upright, .transposed: (false, false)
    case .mirroredHorizontally, .rotatedCounterClockwise: (true, false)
    case .mirroredVertically, .rotatedClockwise: (false, true)
    case .rotated180, .transversed: (true, true)
    }
  }
}
