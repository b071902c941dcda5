import ImageCore

/// The tracks of pictures in a movie box (ISO/IEC 14496-12, 8.3 to 8.7; ISO/IEC 23008-12, 7). Sequences are only reported, not decoded.
enum SequenceTracks {
  /// Returns the pictures of the longest track; 0 if there is none. Alpha and video have handlers of their own and are not among them.
  ///
  /// A track whose pictures are described in fragments, which may lie anywhere, has at least two.
  static func frameCount(in boxes: [Box], of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> Int {
    var longest = 0
    for movie in boxes where movie.kind == "moov" {
      let parts = try Box.children(in: movie.content, of: data, limits: limits)
      let isFragmented = parts.contains { $0.kind == "mvex" }
      for track in parts where track.kind == "trak" {
        guard let count = try sampleCount(of: track, in: data, limits: limits) else { continue }
        longest = max(longest, count == 0 && isFragmented ? 2 : count)
      }
    }
    return longest
  }

  /// Returns the pictures of a track, or `nil` if it is not one of pictures.
  private static func sampleCount(of track: Box, in data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> Int? {
    guard let media = try child("mdia", of: track, in: data, limits: limits),
      let handler = try child("hdlr", of: media, in: data, limits: limits)
    else { return nil }
    var handlerFields = ByteCursor(handler.content)
    try handlerFields.skip(4 + 4)
    guard try handlerFields.fourCC(data) == "pict" else { return nil }
    guard let information = try child("minf", of: media, in: data, limits: limits),
      let table = try child("stbl", of: information, in: data, limits: limits)
    else { return 0 }
    let tables = try Box.children(in: table.content, of: data, limits: limits)
    guard let sizes = tables.first(where: { $0.kind == "stsz" || $0.kind == "stz2" }) else { return 0 }
    // Version and flags, the size that all samples have or the width of those that follow, their number.
    var fields = ByteCursor(sizes.content)
    try fields.skip(4 + 4)
    return try fields.integer(data, bytes: 4)
  }

  private static func child(_ kind: FourCC, of box: Box, in data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> Box? {
    try Box.children(in: box.content, of: data, limits: limits).only(kind)
  }
}
