/// A file whose structure a codec has read: its header, and the way to its pixels.
///
/// It holds places in the file and not the file: every call is given the bytes that it was opened with, which ``OpenedPicture`` ensures.
package protocol ImageContainer: Sendable {
  var header: ImageHeader { get }

  /// Reads the profile and metadata blocks, as stored and bounded by the limits that the file was opened with.
  func readMetadata(of data: Span<UInt8>) throws(CodecError) -> ImageMetadata

  /// Fills `pixels`, whose count is exactly `layout.byteCount` and which the caller zeroed.
  func decode(_ data: Span<UInt8>, as layout: RasterLayout, into pixels: inout MutableSpan<UInt8>) throws(CodecError)

  /// Returns the same pixels.
  func pixels(of data: Span<UInt8>, as layout: RasterLayout) throws(CodecError) -> [UInt8]

  /// Passes the same rows to `take` from the top, some whole ones at a time, without ever holding all of them if the codec can do that.
  ///
  /// `take` returns whether it wants more; the first `false` ends the work without an error. If bytes are damaged, rows may have been
  /// passed on before that is found.
  func decodeRows(_ data: Span<UInt8>, as layout: RasterLayout, take: (Span<UInt8>) -> Bool) throws(CodecError)

  /// Returns whether the file ends before its format's end marker, though all pixels may be there: a file that is still being written.
  /// Bytes behind the end do not matter, nor does damage before it.
  func isCutShort(_ data: Span<UInt8>) -> Bool

  /// Decodes the picture and returns whether its compressed data hold bytes that no pixel comes from.
  ///
  /// - Throws: the errors of ``decode(_:as:into:)``.
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
