/// One image format: stateless, pure, and without policy.
///
/// Callers go through ``ImageReader`` and ``ImageWriter``, which sniff, check limits and allocate; a codec only knows its format.
/// Every call creates and destroys what the C library needs inside itself, so a codec is safe to call from any number of tasks.
///
/// What each conformer keeps, and the conformance suite tests:
/// 1. ``ImageHeader/size`` is what ``decode(_:as:limits:into:)`` yields; ``ImageHeader/orientation`` is what remains to be applied.
/// 2. Every codec decodes to ``PixelFormat/rgba8`` and to what ``nativeFormat(for:)`` answers, straight alpha, rows from the top, and
///    encodes from `rgba8`.
/// 3. ``decodedSize(for:fitting:)`` is never smaller than the target on either side (where the picture is not), never larger than the picture;
///    the full size is always a correct answer. A smaller one is the picture's size divided by a power of two, each side rounded up, and its
///    pixels stand for as many of the picture's, counted from the top left corner.
/// 4. Truncated or hostile bytes give a ``CodecError``: never a trap, a hang or unwritten pixels.
/// 5. ``encode(_:metadata:options:)`` is a pure function of its arguments for one version of the library.
/// 6. Nothing touches files, clocks, globals or logs.
package protocol ImageCodec: Sendable {
  var format: ImageFormat { get }

  /// Whether bytes that begin like this are this format's. `prefix` holds up to ``CodecRegistry/prefixLength`` bytes.
  func recognizes(_ prefix: Span<UInt8>) -> Bool

  /// Reads what the file says of itself; allocates no pixels.
  func readHeader(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageHeader

  /// The size nearest to `target` that can be decoded directly.
  func decodedSize(for header: ImageHeader, fitting target: PixelSize) -> PixelSize

  /// The pixel format that loses nothing of a picture: ``PixelFormat/rgba16`` above 8 bits, ``PixelFormat/cmyk8`` for inks, else
  /// ``PixelFormat/rgba8``.
  func nativeFormat(for header: ImageHeader) -> PixelFormat

  /// Fills `pixels`, whose count is exactly `layout.byteCount` and which the caller zeroed.
  func decode(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, into pixels: inout MutableSpan<UInt8>
  ) throws(CodecError)

  /// Hands the same rows over from the top, some whole ones at a time, to a codec's ability without ever holding all of them.
  ///
  /// `take` answers whether it wants more; the first `false` ends the work without an error. Where bytes are damaged, rows may have been
  /// handed over before that is found.
  func decodeRows(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, take: (Span<UInt8>) -> Bool
  ) throws(CodecError)

  /// The profile and metadata blocks, as stored and bounded by `limits.metadataBytes`.
  func readMetadata(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageMetadata

  /// The names of all that a file holds beside an ordinary picture: metadata, a profile, a palette, frames, bytes behind the end.
  ///
  /// Empty only where every byte belongs to a segment or chunk of a list of those that hold nothing but the picture, so that a kind nobody
  /// has heard of counts as something else; nil where the codec has no such list.
  func ancillaryBlocks(in data: Span<UInt8>) -> [String]?

  /// Whether the file stops before the place that its format calls its end, though all pixels may be there: a file that is still being
  /// written. Bytes behind the end do not matter, nor does damage before it.
  func isCutShort(_ data: Span<UInt8>, limits: DecodeLimits) -> Bool

  func encode(_ image: Raster, metadata: ImageMetadata, options: EncodeOptions) throws(CodecError) -> [UInt8]
}

extension ImageCodec {
  package func decodedSize(for header: ImageHeader, fitting target: PixelSize) -> PixelSize { header.size }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { .rgba8 }

  package func ancillaryBlocks(in data: Span<UInt8>) -> [String]? { nil }

  package func decodeRows(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, take: (Span<UInt8>) -> Bool
  ) throws(CodecError) {
    try decodeWhole(data, as: layout, limits: limits, take: take)
  }

  /// ``decodeRows(_:as:limits:take:)`` for pictures whose rows do not come one after the other.
  package func decodeWhole(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, take: (Span<UInt8>) -> Bool
  ) throws(CodecError) {
    var pixels = [UInt8](repeating: 0, count: layout.byteCount)
    var span = pixels.mutableSpan
    try decode(data, as: layout, limits: limits, into: &span)
    _ = take(pixels.span)
  }
}
