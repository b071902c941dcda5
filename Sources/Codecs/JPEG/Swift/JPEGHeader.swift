import ImageCore

/// What the segments before the first scan say, checked against the limits.
struct JPEGHeader {
  let imageHeader: ImageHeader
  var size: PixelSize { imageHeader.size }

  init(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    guard data.bigEndian16(at: 0) == 0xFFD8 else { throw CodecError(jpeg: .malformed, "no start of image") }
    var segments = JPEGSegmentCursor()
    var frame: (size: PixelSize, components: Int, precision: Int)?
    var orientation: Orientation?
    var hasScan = false
    var metadataCount = 0
    while !hasScan, let segment = try segments.next(in: data) {
      if segment.isMetadata {
        metadataCount += 1
        guard metadataCount <= limits.textChunks else {
          throw CodecError(jpeg: .limit(.textChunks, actual: metadataCount, allowed: limits.textChunks))
        }
      }
      if segment.isFrameHeader, frame == nil {
        frame = try JPEGHeader.readFrame(segment, in: data)
      } else if segment.marker == 0xE1, orientation == nil, let block = data.range(segment.body, after: JPEGPrefix.exif) {
        orientation = EXIF(data.extracting(block)).orientation
      }
      hasScan = segment.isScanHeader
    }
    guard hasScan, let frame else { throw CodecError(jpeg: .malformed, "there is no picture") }
    try limits.check(frame.size, format: JPEG.id)
    let model: ImageHeader.ColourModel = frame.components == 1 ? .grey : frame.components == 3 ? .rgb : .cmyk
    imageHeader = ImageHeader(
      format: JPEG.id, size: frame.size, orientation: orientation ?? .upright, colourModel: model,
      bitDepth: frame.precision, hasAlpha: false)
  }

  /// Reads a frame header (ITU-T T.81, B.2.2) and refuses the kinds that the library does not decode.
  private static func readFrame(
    _ segment: JPEGSegment, in data: Span<UInt8>
  ) throws(CodecError) -> (size: PixelSize, components: Int, precision: Int) {
    let start = segment.body.lowerBound
    guard segment.body.count >= 6, let height = data.bigEndian16(at: start + 1), let width = data.bigEndian16(at: start + 3)
    else { throw CodecError(jpeg: .malformed, "the frame header is too short") }
    switch segment.marker {
    case 0xC0, 0xC1, 0xC2, 0xC9, 0xCA: break
    case 0xC3, 0xC7, 0xCB, 0xCF: throw CodecError(jpeg: .unsupported("lossless coding"))
    default: throw CodecError(jpeg: .unsupported("hierarchical coding"))
    }
    let precision = Int(data[start])
    guard precision == 8 else {
      guard precision == 12 else { throw CodecError(jpeg: .malformed, "samples of \(precision) bits") }
      throw CodecError(jpeg: .unsupported("a depth of 12 bits"))
    }
    guard width > 0 else { throw CodecError(jpeg: .malformed, "the width is 0") }
    guard height > 0 else { throw CodecError(jpeg: .unsupported("a height that is only given after the picture")) }
    let components = Int(data[start + 5])
    guard [1, 3, 4].contains(components) else {
      throw CodecError(jpeg: .unsupported("a picture of \(components) components"))
    }
    guard segment.body.count >= 6 + 3 * components else { throw CodecError(jpeg: .malformed, "the frame header is too short") }
    return (PixelSize(width, height), components, precision)
  }
}
