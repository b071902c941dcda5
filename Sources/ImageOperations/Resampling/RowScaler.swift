import CImageKernels
package import ImageCore

/// Makes several scaled pictures in one pass over the rows of a decoded one, which is never in memory as a whole.
///
/// Each equals the result of resampling the whole picture; nothing is scaled from another result. Every row becomes light once for all of
/// them.
package struct RowScaler {
  private let layout: RasterLayout
  private let fullSize: PixelSize
  private let orientation: Orientation
  private let colour: RowColour
  private let scalings: [PictureScaling]
  private let lights: [ResamplingSpace]
  private var results: [ScaledRows]
  private var group: LightRows
  private var row = 0

  /// Creates a scaler, or returns `nil` if the pixels must be in memory: for parts that keep their size, and for a change of colours that
  /// resampling cannot include.
  ///
  /// - Parameters:
  ///   - scalings: in pixels of the upright picture in its own size; at least one.
  ///   - fullSize: the size of the upright picture.
  ///   - orientation: the orientation in which it is stored.
  ///   - layout: the layout that is decoded, in stored orientation.
  ///   - region: the picture's place in it.
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
    let kernel = resampling_fastest_kernel()
    let results = scalings.map { scaling in
      let stored = scaling.part.stored(as: orientation, in: storedSize)
      return ScaledRows(
        part: ResampledPart(stored, of: storedSize, decodedTo: layout.size, region: region),
        target: orientation.swapsAxes ? scaling.size.transposed : scaling.size, colourSpace: colour.colourSpace, light: scaling.light,
        kernel: kernel, primaries: colour.primaries, curves: colour.kept)
    }
    self.results = results
    lights = ResamplingSpace.allCases.filter { light in scalings.contains { $0.light == light } }
    group = LightRows(width: layout.size.width, stride: results.reduce(0) { max($0, $1.planeLength) }, kernel: kernel)
  }

  /// Takes the next rows, whole ones, from the top.
  package mutating func take(_ rows: Span<UInt8>) {
    let count = rows.count / layout.bytesPerRow
    precondition(count * layout.bytesPerRow == rows.count && row + count <= layout.size.height, "rows are whole")
    let curves = colour.light(for: layout.format)
    var taken = 0
    while taken < count {
      let part = min(LightRows.capacity, count - taken)
      for light in lights {
        group.begin(at: row + taken)
        for index in taken..<taken + part {
          group.append(
            rows, offset: index * layout.size.width, format: layout.format, light: light,
            curves: light == .linear ? curves : [])
        }
        for result in results.indices where scalings[result].light == light { results[result].take(group) }
      }
      taken += part
    }
    row += count
  }

  /// Returns the pictures, upright.
  ///
  /// - Precondition: all rows were taken.
  package func finish() -> ScaledPictures {
    precondition(row == layout.size.height, "a picture is made of all its rows")
    let pictures = zip(scalings, results).map { ($0, $1.result.raster.upright(from: orientation)) }
    return ScaledPictures(fullSize: fullSize, rasters: Dictionary(pictures) { first, _ in first })
  }
}

extension PixelRectangle {
  /// Returns the place of a part of an upright picture in the stored one of size `size`; the inverse of the pixels' transform.
  fileprivate func stored(as orientation: Orientation, in storedSize: PixelSize) -> PixelRectangle {
    let turned = orientation.swapsAxes ? PixelRectangle(x: y, y: x, size: size.transposed) : self
    let (mirrorsColumns, mirrorsRows) = orientation.mirroring
    return PixelRectangle(
      x: mirrorsColumns ? storedSize.width - turned.x - turned.size.width : turned.x,
      y: mirrorsRows ? storedSize.height - turned.y - turned.size.height : turned.y, size: turned.size)
  }
}
