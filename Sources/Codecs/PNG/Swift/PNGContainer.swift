import ImageCore

/// The facts in IHDR and the chunks around the picture (PNG specification, 11.2.1), checked against the limits.
struct PNGContainer: ImageContainer {
  private enum ColourType: UInt8 {
    case grey = 0
    case rgb = 2
    case palette = 3
    case greyAlpha = 4
    case rgba = 6

    var bitDepths: Set<UInt8> {
      switch self {
      case .grey: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .greyAlpha, .rgba: [8, 16]
      }
    }

    var model: ImageHeader.ColourModel {
      switch self {
      case .grey, .greyAlpha: .grey
      case .rgb, .palette, .rgba: .rgb
      }
    }

    var channels: Int {
      switch self {
      case .grey, .palette: 1
      case .greyAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    var hasAlpha: Bool { self == .greyAlpha || self == .rgba }
  }

  let header: ImageHeader
  let limits: DecodeLimits
  let isInterlaced: Bool
  /// Bits of a pixel as stored.
  let bitsPerPixel: Int

  var size: PixelSize { header.size }

  init(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    guard hasPNGSignature(data) else { throw CodecError(png: .malformed, "no PNG signature") }
    self.limits = limits
    var chunks = PNGChunkCursor()
    guard let first = chunks.next(in: data) else { throw CodecError(png: .truncated, "IHDR is not whole") }
    let (size, type, bitDepth) = try PNGContainer.readIHDR(first, in: data)
    isInterlaced = data[first.body.lowerBound + 12] == 1
    bitsPerPixel = bitDepth * type.channels
    try limits.check(size, format: PNG.id)

    var hasTransparency = type.hasAlpha
    var frameCount = 1
    var orientation: Orientation?
    var isBeforePicture = true
    var textCount = 0
    var raw = PNGRawProfiles()
    while let chunk = chunks.next(in: data) {
      switch chunk.kind {
      case .text, .compressedText, .internationalText:
        textCount += 1
        guard textCount <= limits.textChunks else {
          throw CodecError(png: .limit(.textChunks, actual: textCount, allowed: limits.textChunks))
        }
        PNGContainer.add(chunk, to: &raw, of: data, limits: limits)
      case .imageData:
        isBeforePicture = false
      case .transparency where isBeforePicture:
        hasTransparency = true
      case .animationControl where isBeforePicture && chunk.isIntact(in: data):
        // An animation has at least one frame; other numbers make it a still picture.
        if let count = data.bigEndian32(at: chunk.body.lowerBound), chunk.body.count == 8, count > 0 { frameCount = count }
      case .exif where orientation == nil && chunk.isIntact(in: data):
        orientation = EXIF(data.extracting(chunk.exifBody(in: data))).orientation
      default:
        break
      }
    }
    if isBeforePicture {
      // A file may also end inside its only IDAT, which is then not a whole chunk.
      let kind: CodecError.Kind = chunks.isAtEnd ? .malformed : .truncated
      guard chunks.nextKind(in: data) == .imageData, !chunks.isAtEnd else { throw CodecError(png: kind, "no IDAT") }
    }
    if orientation == nil, let exif = raw.exif { orientation = EXIF(exif.span).orientation }
    header = ImageHeader(
      format: PNG.id, size: size, orientation: orientation ?? .upright, colourModel: type.model, bitDepth: bitDepth,
      hasAlpha: hasTransparency, frameCount: frameCount, hasPalette: type == .palette)
  }

  /// Adds a chunk to the raw profiles; one that is too long has no orientation here, and is reported when the metadata are read.
  private static func add(_ chunk: PNGChunk, to raw: inout PNGRawProfiles, of data: Span<UInt8>, limits: DecodeLimits) {
    do throws(CodecError) { try raw.add(chunk, of: data, limits: limits) } catch {}
  }

  private static func readIHDR(
    _ chunk: PNGChunk, in data: Span<UInt8>
  ) throws(CodecError) -> (PixelSize, ColourType, bitDepth: Int) {
    let start = chunk.body.lowerBound
    guard chunk.kind == .header, chunk.body.count == 13, chunk.isIntact(in: data),
      let width = data.bigEndian32(at: start), let height = data.bigEndian32(at: start + 4)
    else { throw CodecError(png: .malformed, "IHDR is damaged") }
    // The specification's largest number (7.1).
    let largest = Int(Int32.max)
    guard let size = PixelSize(checking: width, height), size.longestSide <= largest else {
      throw CodecError(png: .malformed, "a size of \(width)x\(height)")
    }
    let depth = data[start + 8]
    guard let type = ColourType(rawValue: data[start + 9]), type.bitDepths.contains(depth) else {
      throw CodecError(png: .malformed, "colour type \(data[start + 9]) with \(depth) bits")
    }
    guard data[start + 10] == 0, data[start + 11] == 0, data[start + 12] <= 1 else {
      throw CodecError(png: .malformed, "an unknown compression, filter or interlace method")
    }
    return (size, type, Int(depth))
  }
}

extension PNGContainer {
  /// Returns whether the file ends before the chunk IEND (PNG specification, 11.2.4); a library draws a picture without it all the same.
  func isCutShort(_ data: Span<UInt8>) -> Bool {
    var chunks = PNGChunkCursor()
    while chunks.next(in: data) != nil {}
    return !chunks.isAtEnd
  }
}
