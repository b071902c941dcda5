import ImageCore

extension JPEGContainer {
  /// Returns whether the file ends before the marker EOI (ITU-T T.81, B.2.1) of the first picture; a library draws a picture without it all
  /// the same.
  func isCutShort(_ data: Span<UInt8>) -> Bool {
    var segments = JPEGSegmentCursor()
    do throws(CodecError) {
      // Entropy-coded data hold no marker that the cursor would stop at.
      while try segments.next(in: data) != nil {}
      return false
    } catch {
      return error.kind == .truncated
    }
  }
}
