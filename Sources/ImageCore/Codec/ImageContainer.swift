/// A file whose structure a codec has read: what it says of itself, and the way to its pixels.
///
/// It holds places in the file and not the file: every call is given the bytes that it was opened with, which ``OpenedPicture`` sees to.
package protocol ImageContainer: Sendable {
  var header: ImageHeader { get }

  /// Reads the profile and metadata blocks, as stored and bounded by the limits that the file was opened with.
  func readMetadata(of data: Span<UInt8>) throws(CodecError) -> ImageMetadata

  /// Fills `pixels`, whose count is exactly `layout.byteCount` and which the caller zeroed.
  func decode(_ data: Span<UInt8>, as layout: RasterLayout, into pixels: inout MutableSpan<UInt8>) throws(CodecError)

  /// Returns the same pixels.
  func pixels(of data: Span<UInt8>, as layout: RasterLayout) throws(CodecError) -> [UInt8]

  /// Hands the same rows over from the top, some whole ones at a time, to a codec's ability without ever holding all of them.
  ///
  /// `take` answers whether it wants more; the first `false` ends the work without an error. Where bytes are damaged, rows may have been
  /// handed over before that is found.
  func decodeRows(_ data: Span<UInt8>, as layout: RasterLayout, take: (Span<UInt8>) -> Bool) throws(CodecError)

  /// Tells whether the file stops before the place that its format calls its end, though all pixels may be there: a file that is still
  /// being written. Bytes behind the end do not matter, nor does damage before it.
  func isCutShort(_ data: Span<UInt8>) -> Bool

  /// Decodes the picture and tells whether its compressed data hold bytes that no pixel comes from.
  ///
  /// - Throws: what ``decode(_:as:into:)`` would throw.
  func hasIdleBytes(in data: Span<UInt8>) throws(CodecError) -> Bool
}

extension ImageContainer {
  package func pixels(of data: Span<UInt8>, as layout: RasterLayout) throws(CodecError) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: layout.byteCount)
    var span = pixels.mutableSpan
    try decode(data, as: layout, into: &span)
    return pixels
  }

  package func decodeRows(_ data: Span<UInt8>, as layout: RasterLayout, take: (Span<UInt8>) -> Bool) throws(CodecError) {
    try decodeWhole(data, as: layout, take: take)
  }

  package func hasIdleBytes(in data: Span<UInt8>) throws(CodecError) -> Bool {
    guard let layout = RasterLayout(size: header.size, format: .rgba8) else {
      throw CodecError(format: header.format, kind: .unsupported("a picture of this size"))
    }
    try decodeRows(data, as: layout) { _ in true }
    return false
  }

  /// Does what ``decodeRows(_:as:take:)`` does for pictures whose rows do not come one after the other.
  package func decodeWhole(_ data: Span<UInt8>, as layout: RasterLayout, take: (Span<UInt8>) -> Bool) throws(CodecError) {
    let pixels = try pixels(of: data, as: layout)
    _ = take(pixels.span)
  }
}
