import CImageKernels
package import ImageCore

/// Makes several scaled pictures of one pass over the rows of a decoded one, which is never in memory as a whole.
///
/// Each is what resampling the whole picture gives; nothing is scaled from another result. Every row becomes light once for all of them.
package struct RowScaler {
  private let layout: RasterLayout
  private let fullSize: PixelSize
  private let orientation: Orientation
  private let colour: RowColour
  private let scalings: [PictureScaling]
  private var results: [ScaledRows]
  private let kernel = resampling_fastest_kernel()
  private var planes: [Float]
  private let planeStride: Int
  private var row = 0

  /// Nil where the pixels have to be in memory: for parts that keep their size, and for a change of colours that resampling cannot take along.
  ///
  /// - Parameters:
  ///   - scalings: in pixels of the upright picture in its own size; at least one.
  ///   - fullSize: the size of the upright picture.
  ///   - orientation: how it is stored.
  ///   - layout: what is decoded, in stored orientation.
  ///   - region: where the picture lies in it.
  package init?(
    _ scalings: [PictureScaling], of fullSize: PixelSize, orientation: Orientation, layout: RasterLayout, region: ReducedRaster.Region,
    colour: RowColour
  ) {
    guard !scalings.isEmpty, scalings.allSatisfy(\.resamples) else { return nil }
    guard colour.isIdentity || layout.format == .rgba8 && scalings.allSatisfy({ $0.light == .linear }) else { return nil }
    guard layout.format == .rgba8 || layout.format == .rgba16 else { return nil }
    self.scalings = scalings
    self.fullSize = fullSize
    self.orientation = orientation
    self.layout = layout
    self.colour = colour
    let storedSize = orientation.swapsAxes ? fullSize.transposed : fullSize
    let kernel = kernel
    results = scalings.map { scaling in
      let stored = scaling.part.stored(as: orientation, in: storedSize)
      return ScaledRows(
        part: ResampledPart(stored, of: storedSize, decodedTo: layout.size, region: region),
        target: orientation.swapsAxes ? scaling.size.transposed : scaling.size, colourSpace: colour.colourSpace, light: scaling.light,
        kernel: kernel, primaries: colour.primaries)
    }
    let group = Int(RESAMPLING_TAP_GROUP)
    planeStride = results.reduce((layout.size.width + group - 1) / group * group) { max($0, $1.planeLength) }
    planes = [Float](repeating: 0, count: 4 * planeStride)
  }

  /// Takes the next rows, whole ones, from the top.
  package mutating func take(_ rows: Span<UInt8>) {
    let count = rows.count / layout.bytesPerRow
    precondition(count * layout.bytesPerRow == rows.count && row + count <= layout.size.height, "rows are whole")
    for index in 0..<count {
      for light in ResamplingLight.allCases where results.contains(where: { $0.light == light }) {
        let isOpaque = unpack(rows, row: index, light: light)
        for result in results.indices where results[result].light == light {
          results[result].take(row, planes: planes, stride: planeStride, isOpaque: isOpaque)
        }
      }
      row += 1
    }
  }

  /// The pictures, upright.
  ///
  /// - Precondition: all rows were taken.
  package func finish() -> ScaledPictures {
    precondition(row == layout.size.height, "a picture is made of all its rows")
    let pictures = zip(scalings, results).map { ($0, $1.result.raster.upright(from: orientation)) }
    return ScaledPictures(fullSize: fullSize, rasters: Dictionary(pictures) { first, _ in first })
  }

  private mutating func unpack(_ rows: Span<UInt8>, row index: Int, light: ResamplingLight) -> Bool {
    let isLinear = light == .linear
    let tables: TransferTables = isLinear ? .linear : .encoded
    return unsafe rows.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return true }
      // The row lies inside the rows given; a plane is at least as long as a row in whole groups. The curves have 3 * 256 entries.
      let first = index * layout.size.width
      if layout.format == .rgba16 {
        return unsafe deep_pixels_unpack(
          start, first, layout.size.width, isLinear ? TransferTables.deepLevels : nil, &planes, planeStride)
      }
      if !colour.curves.isEmpty {
        return unsafe resampling_unpack_curves(start, first, layout.size.width, colour.curves, &planes, planeStride)
      }
      return unsafe resampling_unpack(kernel, start, first, layout.size.width, tables.levels, isLinear, &planes, planeStride)
    }
  }
}

extension PixelRectangle {
  /// Where a part of an upright picture lies in the stored one of size `size`; the opposite of what is done to pixels.
  fileprivate func stored(as orientation: Orientation, in storedSize: PixelSize) -> PixelRectangle {
    let turned = orientation.swapsAxes ? PixelRectangle(x: y, y: x, size: size.transposed) : self
    let (mirrorsColumns, mirrorsRows) = orientation.mirroring
    return PixelRectangle(
      x: mirrorsColumns ? storedSize.width - turned.x - turned.size.width : turned.x,
      y: mirrorsRows ? storedSize.height - turned.y - turned.size.height : turned.y, size: turned.size)
  }
}
