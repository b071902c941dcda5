import ImageCore

/// The facts in the segments before the first scan, checked against the limits.
struct JPEGContainer: ImageContainer {
  private struct Frame {
    let size: PixelSize
    let components: Int
    let precision: Int
    /// Indicates whether one direction has at least four times as much colour as the other, as in 4:1:1. libjpeg scales both by the same
    /// number, and would keep only a quarter of the colour.
    let isUneven: Bool
  }

  let header: ImageHeader
  let limits: DecodeLimits

  var size: PixelSize { header.size }

  init(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    guard data.bigEndian16(at: 0) == 0xFFD8 else { throw CodecError(jpeg: .malformed, "no start of image") }
    self.limits = limits
    var segments = JPEGSegmentCursor()
    var frame: Frame?
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
        frame = try JPEGContainer.readFrame(segment, in: data)
      } else if segment.marker == 0xE1, orientation == nil, let block = data.range(segment.body, after: JPEGPrefix.exif) {
        orientation = EXIF(data.extracting(block)).orientation
      }
      hasScan = segment.isScanHeader
    }
    guard hasScan, let frame else { throw CodecError(jpeg: .malformed, "there is no picture") }
    try limits.check(frame.size, format: JPEG.id)
    let model: ImageHeader.ColourModel = frame.components == 1 ? .grey : frame.components == 3 ? .rgb : .cmyk
    header = ImageHeader(
      format: JPEG.id, size: frame.size, orientation: orientation ?? .upright, colourModel: model,
      bitDepth: frame.precision, hasAlpha: false, canBeReduced: !frame.isUneven)
  }

  /// Reads a frame header (ITU-T T.81, B.2.2) and refuses the kinds that the library does not decode.
  private static func readFrame(
    _ segment: JPEGSegment, in data: Span<UInt8>
  ) throws(CodecError) -> Frame {
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
    // Horizontal and vertical sampling, four bits each (B.2.2).
    let samplings = (0..<components).map { data[start + 7 + 3 * $0] }
    let (across, down) = (samplings.map { Int($0 >> 4) }, samplings.map { Int($0 & 15) })
    func ratio(_ factors: [Int]) -> Int { (factors.max() ?? 1) / max(1, factors.min() ?? 1) }
    return Frame(
      size: PixelSize(width, height), components: components, precision: precision,
      isUneven: max(ratio(across), ratio(down)) >= 4 * min(ratio(across), ratio(down)))
  }
}
