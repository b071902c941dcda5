import Synchronization

/// A picture whose file was read and whose structure was parsed once: header, metadata, completeness and pixels all come from it.
package struct OpenedPicture: Sendable {
  /// The whole file.
  package let bytes: [UInt8]
  package let header: ImageHeader
  private let codec: any ImageCodec
  private let container: any ImageContainer
  private let limits: DecodeLimits
  private let metadataOnce = MetadataOnce()

  /// Reads and checks the header; the picture that it describes may be decoded.
  init(_ bytes: [UInt8], codec: any ImageCodec, limits: DecodeLimits) throws(CodecError) {
    container = try codec.open(bytes.span, limits: limits)
    header = container.header
    self.bytes = bytes
    self.codec = codec
    self.limits = limits
    try limits.check(header.size, format: header.format)
    guard header.frameCount <= limits.frames else {
      throw CodecError(format: header.format, kind: .limit(.frames, actual: header.frameCount, allowed: limits.frames))
    }
    _ = try layout(size: header.size, as: .rgba8)
  }

  package var format: ImageFormat { codec.format }

  /// Indicates whether the file ends before its format's end; see ``ImageContainer/isCutShort(_:)``.
  package var isCutShort: Bool { container.isCutShort(bytes.span) }

  /// The content of the file beside an ordinary picture; see ``ImageCodec/ancillaryBlocks(in:)``.
  package var ancillaryBlocks: [String]? { codec.ancillaryBlocks(in: bytes.span) }

  /// Returns the metadata blocks of the file, bounded by the limits.
  package func metadata() throws(CodecError) -> ImageMetadata {
    try metadataOnce.get { () throws(CodecError) in try container.readMetadata(of: bytes.span) }
  }

  /// Decodes the picture and returns whether its compressed data hold bytes that no pixel comes from.
  package func hasIdleBytes() throws(CodecError) -> Bool { try container.hasIdleBytes(in: bytes.span) }

  /// Returns the plan of ``decode(fitting:natively:)``.
  package func plan(fitting target: PixelSize? = nil, natively: Bool = false) throws(CodecError) -> DecodingPlan {
    let size = target.map { codec.decodedSize(for: header, fitting: $0) } ?? header.size
    precondition(header.size.covers(size), "a codec answered more pixels than its picture has")
    let colourSpace = try metadata().colourSpace ?? .sRGB
    var format = natively ? codec.nativeFormat(for: header) : .rgba8
    // Only a profile defines the colours of inks; without one the codec's own conversion of them is as good.
    if format == .cmyk8, !colourSpace.isProfile { format = .rgba8 }
    return DecodingPlan(header: header, layout: try layout(size: size, as: format), colourSpace: colourSpace)
  }

  /// Decodes straight RGBA, 8 bits a sample, unoriented and in the file's own colour space.
  ///
  /// With a `target` (in stored orientation) the codec may return a smaller picture that still covers it. If read `natively`, samples
  /// deeper than 8 bits stay 16 bits, and inks that have a profile stay inks.
  package func decode(fitting target: PixelSize? = nil, natively: Bool = false) throws(CodecError) -> DecodedImage {
    try decode(by: plan(fitting: target, natively: natively))
  }

  /// Decodes the picture as planned.
  package func decode(by plan: DecodingPlan) throws(CodecError) -> DecodedImage {
    let pixels = try container.pixels(of: bytes.span, as: plan.layout)
    let raster = Raster(layout: plan.layout, pixels: pixels, colourSpace: plan.colourSpace)
    return DecodedImage(raster: raster, header: header, format: format)
  }

  /// Decodes the picture as planned, and passes the rows on as they come; see ``ImageContainer/decodeRows(_:as:take:)``.
  package func decodeRows(by plan: DecodingPlan, take: (Span<UInt8>) -> Bool) throws(CodecError) {
    try container.decodeRows(bytes.span, as: plan.layout, take: take)
  }

  /// Returns the layout of ``decode(fitting:natively:)`` for the picture in full size and read natively, from the header alone.
  package func nativeLayout() throws(CodecError) -> RasterLayout {
    guard let layout = RasterLayout(size: header.size, format: codec.nativeFormat(for: header)) else { throw tooManyBytes }
    return layout
  }

  private func layout(size: PixelSize, as format: PixelFormat) throws(CodecError) -> RasterLayout {
    guard let layout = RasterLayout(size: size, format: format) else { throw tooManyBytes }
    try limits.check(layout, from: bytes.count, format: header.format)
    return layout
  }

  private var tooManyBytes: CodecError {
    CodecError(format: header.format, kind: .limit(.decodedBytes, actual: .max, allowed: limits.decodedBytes))
  }
}

extension ColourSpace {
  fileprivate var isProfile: Bool {
    if case .profile = self { true } else { false }
  }
}

/// Metadata that are read on first use, because most questions need none; copies of a picture share them.
private final class MetadataOnce: Sendable {
  private let known = Mutex<Result<ImageMetadata, CodecError>?>(nil)

  func get(_ read: () throws(CodecError) -> ImageMetadata) throws(CodecError) -> ImageMetadata {
    let result = known.withLock { known in
      if let known { return known }
      let result = Result(catching: read)
      known = result
      return result
    }
    return try result.get()
  }
}
