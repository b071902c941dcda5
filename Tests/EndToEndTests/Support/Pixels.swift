import BuiltIns
import ImageCore
import TestSupport
import Testing

private let codecs = CodecRegistry(BuiltIns.codecs)

func header(_ bytes: [UInt8]) throws -> ImageHeader { try ImageReader(codecs: codecs).open(bytes).header }

/// What stands beside the pixels of an encoded picture.
func metadata(_ bytes: [UInt8]) throws -> ImageMetadata { try ImageReader(codecs: codecs).open(bytes).metadata() }

/// The pixels of an encoded picture, as they stand in the file.
func pixels(_ bytes: [UInt8]) throws -> Raster { try ImageReader(codecs: codecs).open(bytes).decode().raster }

func encoded(_ raster: Raster, as format: FormatID) throws -> [UInt8] {
  try ImageWriter(codecs: codecs).write(raster, as: format, fidelity: Fidelity(quality: try #require(Quality(95))))
}

/// The colour around a place given as shares of width and height: the mean of 5 x 5 pixels.
func colour(_ raster: Raster, at x: Double, _ y: Double) -> [Int] {
  let column = min(max(2, Int(Double(raster.size.width) * x)), raster.size.width - 3)
  let row = min(max(2, Int(Double(raster.size.height) * y)), raster.size.height - 3)
  var sums = [0, 0, 0]
  for line in row - 2...row + 2 {
    for place in column - 2...column + 2 {
      for (channel, value) in raster.pixel(place, line).prefix(3).enumerated() { sums[channel] += Int(value) }
    }
  }
  return sums.map { $0 / 25 }
}

func expectColour(
  _ found: [Int], _ wanted: [Int], within levels: Int = 8, _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = zip(found, wanted).map { abs($0 - $1) }.max() ?? 255
  #expect(difference <= levels, "\(what): \(found) instead of \(wanted)", sourceLocation: sourceLocation)
}
