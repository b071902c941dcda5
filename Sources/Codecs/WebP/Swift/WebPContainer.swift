import ImageCore

/// The chunks of a WebP file, bounded and without a copy (RFC 9649, section 2).
struct WebPContainer {
  /// A frame of an animation, or the one picture.
  struct Frame {
    /// Pixels from the canvas's left and top.
    var origin: (x: Int, y: Int)
    /// As the frame's header declares it, or `nil` for the only picture, whose bitstream has it.
    var size: PixelSize?
    /// The bytes that libwebp decodes: the whole file, or the frame's own chunks.
    var image: Range<Int>
  }

  /// The canvas of an extended file.
  private(set) var canvas: PixelSize?
  /// Indicates whether the extended header announces transparency.
  private(set) var announcesAlpha = false
  private(set) var frameCount = 1
  private(set) var firstFrame: Frame
  private(set) var iccProfile: Range<Int>?
  private(set) var exif: Range<Int>?
  private(set) var xmp: Range<Int>?
  private(set) var hasContentCredentials = false

  static func hasSignature(_ data: Span<UInt8>) -> Bool {
    data.count >= 12 && name(in: data, at: 0) == "RIFF" && name(in: data, at: 8) == "WEBP"
  }

  init(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    guard data.count >= 12 else { throw WebP.error(data.count == 0 ? .empty : .truncated) }
    guard WebPContainer.hasSignature(data) else { throw WebP.error(.malformed, "no RIFF header") }
    let end = 8 + WebPContainer.integer(in: data, at: 4, bytes: 4)
    guard end <= data.count else { throw WebP.error(.truncated) }
    guard end >= 20 else { throw WebP.error(.malformed, "no chunk") }
    firstFrame = Frame(origin: (0, 0), size: nil, image: 0..<end)

    // A file without VP8X is one picture; whatever follows it has no meaning.
    let first = try WebPContainer.chunk(in: data, at: 12, end: end)
    guard first.name == "VP8X" else { return }
    guard first.content.count >= 10 else { throw WebP.error(.malformed, "a short VP8X chunk") }
    let start = first.content.lowerBound
    let flags = data[start]
    announcesAlpha = flags & 0x10 != 0
    let canvas = PixelSize(
      WebPContainer.integer(in: data, at: start + 4, bytes: 3) + 1, WebPContainer.integer(in: data, at: start + 7, bytes: 3) + 1)
    try limits.check(canvas, format: WebP.id)
    self.canvas = canvas
    let isAnimated = flags & 0x02 != 0
    try readChunks(of: data, from: first.next, to: end, isAnimated: isAnimated, canvas: canvas, limits: limits)
  }

  private mutating func readChunks(
    of data: Span<UInt8>, from start: Int, to end: Int, isAnimated: Bool, canvas: PixelSize, limits: DecodeLimits
  ) throws(CodecError) {
    var position = start
    var frames = 0
    while position < end {
      let chunk = try WebPContainer.chunk(in: data, at: position, end: end)
      position = chunk.next
      switch chunk.name {
      case "ICCP" where iccProfile == nil: iccProfile = chunk.content
      case "EXIF" where exif == nil: exif = chunk.content
      case "XMP " where xmp == nil: xmp = chunk.content
      case "C2PA": hasContentCredentials = true
      case "ANMF" where isAnimated:
        frames += 1
        guard frames <= limits.frames else { throw WebP.error(.limit(.frames, actual: frames, allowed: limits.frames)) }
        if frames == 1 { firstFrame = try WebPContainer.frame(chunk.content, of: data, canvas: canvas) }
      default: break
      }
    }
    if isAnimated {
      guard frames > 0 else { throw WebP.error(.malformed, "an animation without a frame") }
      frameCount = frames
    }
  }

  /// Reads a frame's header and the place of its picture: 16 bytes, then chunks (RFC 9649, section 2.7.1.1).
  private static func frame(_ content: Range<Int>, of data: Span<UInt8>, canvas: PixelSize) throws(CodecError) -> Frame {
    guard content.count >= 16 else { throw WebP.error(.malformed, "a short ANMF chunk") }
    let start = content.lowerBound
    let origin = (x: integer(in: data, at: start, bytes: 3) * 2, y: integer(in: data, at: start + 3, bytes: 3) * 2)
    let size = PixelSize(integer(in: data, at: start + 6, bytes: 3) + 1, integer(in: data, at: start + 9, bytes: 3) + 1)
    guard origin.x + size.width <= canvas.width, origin.y + size.height <= canvas.height else {
      throw WebP.error(.malformed, "a frame outside its canvas")
    }
    var position = start + 16
    while position < content.upperBound {
      let chunk = try chunk(in: data, at: position, end: content.upperBound)
      if ["ALPH", "VP8 ", "VP8L"].contains(chunk.name) {
        return Frame(origin: origin, size: size, image: position..<content.upperBound)
      }
      position = chunk.next
    }
    throw WebP.error(.malformed, "a frame without a picture")
  }

  private static func chunk(
    in data: Span<UInt8>, at position: Int, end: Int
  ) throws(CodecError) -> (name: String, content: Range<Int>, next: Int) {
    guard end - position >= 8 else { throw WebP.error(.malformed, "a cut chunk") }
    let count = integer(in: data, at: position + 4, bytes: 4)
    let start = position + 8
    guard count <= end - start else { throw WebP.error(.malformed, "a chunk longer than its file") }
    // Chunks are padded to an even length; the last one's padding is often missing.
    return (name(in: data, at: position), start..<(start + count), start + count + (count & 1))
  }

  /// Returns the block from its TIFF header on; some writers put JPEG's `Exif\0\0` before it.
  static func tiff(in data: Span<UInt8>, of block: Range<Int>) -> Range<Int> {
    guard block.count >= 6, name(in: data, at: block.lowerBound) == "Exif", data[block.lowerBound + 4] == 0,
      data[block.lowerBound + 5] == 0
    else { return block }
    return (block.lowerBound + 6)..<block.upperBound
  }

  /// Reads the name of a chunk.
  /// - Precondition: four bytes follow `position`.
  private static func name(in data: Span<UInt8>, at position: Int) -> String {
    var name = ""
    for index in position..<(position + 4) { name.unicodeScalars.append(Unicode.Scalar(data[index])) }
    return name
  }

  /// Reads a little-endian integer. Precondition: `bytes` (at most 4) follow `position`.
  private static func integer(in data: Span<UInt8>, at position: Int, bytes: Int) -> Int {
    var value = 0
    for index in 0..<bytes { value |= Int(data[position + index]) << (8 * index) }
    return value
  }
}

extension WebP {
  /// Returns all chunks but those of one picture, with or without its alpha (RFC 9649, section 2).
  package func ancillaryBlocks(in data: Span<UInt8>) -> [String]? {
    guard WebPContainer.hasSignature(data) else { return ["a broken structure"] }
    var names: [String] = []
    func add(_ name: String) {
      if !names.contains(name) { names.append(name) }
    }
    var pictures = 0
    var position = 12
    while data.count - position >= 8 {
      let name = WebPAncillary.name(in: data, at: position)
      let count = WebPAncillary.integer(in: data, at: position + 4)
      guard count <= data.count - position - 8 else { break }
      switch name {
      case "VP8 ", "VP8L": pictures += 1
      // A flag of VP8X has no chunk of its own; the chunk that it announces is named at its own place.
      case "ALPH": break
      case "VP8X" where count == 10: break
      case "ICCP": add("a colour profile")
      case "EXIF": add("EXIF")
      case "XMP ": add("XMP")
      case "ANIM", "ANMF": add("frames")
      case "C2PA": add("a C2PA manifest")
      default: add("an unknown chunk")
      }
      position += 8 + count
      // What fills a chunk up to an even length is 0 (RFC 9649, section 2.3).
      if count & 1 == 1 {
        if position < data.count, data[position] != 0 { add("bytes among its data that no pixel comes from") }
        position += 1
      }
    }
    if pictures > 1 { add("further pictures") }
    // The header counts everything behind itself.
    if position != data.count || WebPAncillary.integer(in: data, at: 4) + 8 != data.count { add("bytes behind the end") }
    return names
  }
}

private enum WebPAncillary {
  /// Reads the name of a chunk.
  /// - Precondition: four bytes follow `position`.
  static func name(in data: Span<UInt8>, at position: Int) -> String {
    var name = ""
    for index in position..<(position + 4) { name.unicodeScalars.append(Unicode.Scalar(data[index])) }
    return name
  }

  /// Reads a little-endian integer. Precondition: four bytes follow `position`.
  static func integer(in data: Span<UInt8>, at position: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(data[position + $1]) << (8 * $1) }
  }
}
