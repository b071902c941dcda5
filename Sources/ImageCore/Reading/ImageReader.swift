/// A decoded picture with what its file said of it.
package struct DecodedImage: Sendable {
  /// Stored orientation, the file's own colour space.
  package let raster: Raster
  package let header: ImageHeader
  package let format: ImageFormat

  /// Where the picture lies in the raster; all of it unless it was decoded to a smaller size.
  package var region: ReducedRaster.Region { ReducedRaster.Region(of: header.size, decodedTo: raster.size) }
}

/// What will be decoded of a file, after every check that can be made before.
package struct DecodingPlan: Sendable {
  package let header: ImageHeader
  /// The size and format of the pixels, in stored orientation.
  package let layout: RasterLayout
  /// The file's own.
  package let colourSpace: ColourSpace
  fileprivate let codec: any ImageCodec

  /// Where the picture lies in the pixels.
  package var region: ReducedRaster.Region { ReducedRaster.Region(of: header.size, decodedTo: layout.size) }
}

extension ReducedRaster.Region {
  /// What a codec's scaled decoding leaves of a picture.
  fileprivate init(of full: PixelSize, decodedTo size: PixelSize) {
    var divisor = 1
    while divisor < full.longestSide, full.dividedRoundingUp(by: divisor) != size { divisor *= 2 }
    self.init(
      x: 0, y: 0, width: min(Double(full.width) / Double(divisor), Double(size.width)),
      height: min(Double(full.height) / Double(divisor), Double(size.height)))
  }
}

/// The one way from bytes to pixels: sniff by content, check every limit, allocate once, decode.
package struct ImageReader: Sendable {
  package let codecs: CodecRegistry
  package let limits: DecodeLimits

  package init(codecs: CodecRegistry, limits: DecodeLimits = .standard) {
    self.codecs = codecs
    self.limits = limits
  }

  /// The codec that these bytes belong to, after the checks that need no codec.
  package func codec(for data: Span<UInt8>) throws(CodecError) -> any ImageCodec {
    guard data.count > 0 else { throw CodecError(format: nil, kind: .empty) }
    guard data.count <= limits.encodedBytes else {
      throw CodecError(format: nil, kind: .limit(.encodedBytes, actual: data.count, allowed: limits.encodedBytes))
    }
    guard let codec = codecs.codec(recognizing: data) else { throw CodecError(format: nil, kind: .unrecognized) }
    return codec
  }

  /// Reads and checks the header; the picture it describes may be decoded.
  package func readHeader(of data: Span<UInt8>) throws(CodecError) -> ImageHeader {
    try checkedHeader(of: data, with: codec(for: data))
  }

  /// Decodes straight RGBA, 8 bits a sample, unoriented and in the file's own colour space.
  ///
  /// With a `target` (in stored orientation) the codec may answer a smaller picture that still covers it. Read `natively`, samples deeper
  /// than 8 bits stay 16 bits, and inks that have a profile stay inks.
  package func read(
    _ data: Span<UInt8>, fitting target: PixelSize? = nil, natively: Bool = false
  ) throws(CodecError) -> DecodedImage {
    try read(data, by: plan(for: data, fitting: target, natively: natively))
  }

  /// What ``read(_:fitting:natively:)`` will decode.
  package func plan(
    for data: Span<UInt8>, fitting target: PixelSize? = nil, natively: Bool = false
  ) throws(CodecError) -> DecodingPlan {
    let codec = try codec(for: data)
    let header = try checkedHeader(of: data, with: codec)
    let size = target.map { codec.decodedSize(for: header, fitting: $0) } ?? header.size
    precondition(header.size.covers(size), "a codec answered more pixels than its picture has")
    let colourSpace = try codec.readMetadata(of: data, limits: limits).colourSpace ?? .sRGB
    var format = natively ? codec.nativeFormat(for: header) : .rgba8
    // Only a profile says what inks look like; without one the codec's own reading of them is as good.
    if format == .cmyk8, !colourSpace.isProfile { format = .rgba8 }
    let layout = try layout(size: size, as: format, of: header, encodedBytes: data.count)
    return DecodingPlan(header: header, layout: layout, colourSpace: colourSpace, codec: codec)
  }

  /// Decodes what was planned for the same bytes.
  package func read(_ data: Span<UInt8>, by plan: DecodingPlan) throws(CodecError) -> DecodedImage {
    var pixels = [UInt8](repeating: 0, count: plan.layout.byteCount)
    var span = pixels.mutableSpan
    try plan.codec.decode(data, as: plan.layout, limits: limits, into: &span)
    let raster = Raster(layout: plan.layout, pixels: pixels, colourSpace: plan.colourSpace)
    return DecodedImage(raster: raster, header: plan.header, format: plan.codec.format)
  }

  /// Decodes what was planned for the same bytes, and hands the rows over as they come; see ``ImageCodec/decodeRows(_:as:limits:take:)``.
  package func readRows(_ data: Span<UInt8>, by plan: DecodingPlan, take: (Span<UInt8>) -> Bool) throws(CodecError) {
    try plan.codec.decodeRows(data, as: plan.layout, limits: limits, take: take)
  }

  /// The metadata blocks of a file, bounded by the limits.
  package func readMetadata(of data: Span<UInt8>) throws(CodecError) -> ImageMetadata {
    try codec(for: data).readMetadata(of: data, limits: limits)
  }

  /// Whether the file stops before its format's end; see ``ImageCodec/isCutShort(_:limits:)``.
  package func isCutShort(_ data: Span<UInt8>) throws(CodecError) -> Bool {
    try codec(for: data).isCutShort(data, limits: limits)
  }

  private func checkedHeader(of data: Span<UInt8>, with codec: any ImageCodec) throws(CodecError) -> ImageHeader {
    let header = try codec.readHeader(of: data, limits: limits)
    try limits.check(header.size, format: header.format)
    guard header.frameCount <= limits.frames else {
      throw CodecError(
        format: header.format, kind: .limit(.frames, actual: header.frameCount, allowed: limits.frames))
    }
    _ = try layout(size: header.size, as: .rgba8, of: header, encodedBytes: data.count)
    return header
  }

  private func layout(
    size: PixelSize, as format: PixelFormat, of header: ImageHeader, encodedBytes: Int
  ) throws(CodecError) -> RasterLayout {
    guard let layout = RasterLayout(size: size, format: format) else {
      throw CodecError(format: header.format, kind: .limit(.decodedBytes, actual: .max, allowed: limits.decodedBytes))
    }
    try limits.check(layout, from: encodedBytes, format: header.format)
    return layout
  }
}

extension ColourSpace {
  fileprivate var isProfile: Bool {
    if case .profile = self { true } else { false }
  }
}
