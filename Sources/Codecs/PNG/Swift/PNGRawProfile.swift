import ImageCore

/// A block as hexadecimal text under the keyword "Raw profile type …": ImageMagick, exiv2 and ExifTool put EXIF, XMP and profiles there
/// before PNG had chunks for them, and some do so still (https://exiftool.org/TagNames/PNG.html, TextualData).
struct PNGRawProfile {
  enum Kind {
    case exif
    case xmp
    case profile
  }

  /// A block with its kind, which its first bytes decide if its keyword leaves it open.
  struct Block {
    let kind: Kind
    let bytes: [UInt8]
  }

  private static let prefix = Array("Raw profile type ".utf8)
  /// In lower case: ImageMagick takes the keyword in any (https://github.com/ImageMagick/ImageMagick/blob/main/coders/png.c).
  private static let kinds: [String: Kind?] = ["exif": .exif, "app1": nil, "xmp": .xmp, "icc": .profile, "icm": .profile]
  /// Two digits for a byte, a line's end after every 36 bytes, and what stands before them.
  private static func textBytes(for count: Int) -> Int { count > Int.max / 4 ? count : 3 * count + 1024 }

  /// The keyword's last word.
  let name: String
  /// The kind, or `nil` for APP1, where JPEG has EXIF and XMP.
  private let kind: Kind?
  private let keywordEnd: Int
  private let chunk: PNGChunk

  /// Takes a chunk, or returns `nil` if it has another keyword.
  init?(_ chunk: PNGChunk, of data: Span<UInt8>) {
    guard [.text, .compressedText, .internationalText].contains(chunk.kind) else { return nil }
    let body = data.extracting(chunk.body)
    let prefix = PNGRawProfile.prefix
    guard body.count > prefix.count, prefix.indices.allSatisfy({ body[$0] == prefix[$0] }), let keyword = body.string(from: 0) else {
      return nil
    }
    var name = ""
    for index in prefix.count..<min(keyword.upperBound, prefix.count + 8) { name.unicodeScalars.append(Unicode.Scalar(body[index])) }
    guard let kind = PNGRawProfile.kinds[name.lowercased()] else { return nil }
    self.kind = kind
    self.name = name
    keywordEnd = keyword.upperBound
    self.chunk = chunk
  }

  /// Decodes the block from its text.
  ///
  /// - Returns: the block, or `nil` if the chunk or the text is damaged.
  /// - Throws: an error if the block is longer than allowed.
  func block(in data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> Block? {
    guard chunk.isIntact(in: data) else { return nil }
    let limit = kind == .profile ? limits.profileBytes : limits.metadataBytes
    let bytes = try text(in: data.extracting(chunk.body), limit: limit).flatMap { PNGRawProfile.decode($0.span) }
    guard let bytes else { return nil }
    guard bytes.count <= limit else {
      throw CodecError(png: .limit(kind == .profile ? .profileBytes : .metadataBytes, actual: bytes.count, allowed: limit))
    }
    let exif: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    // JPEG's name for XMP (XMP specification part 3, 1.1.3).
    let xmp = Array("http://ns.adobe.com/xap/1.0/".utf8) + [0]
    if bytes.starts(with: exif) { return kind == .profile ? nil : Block(kind: .exif, bytes: Array(bytes.dropFirst(exif.count))) }
    if bytes.starts(with: xmp) { return kind == .profile ? nil : Block(kind: .xmp, bytes: Array(bytes.dropFirst(xmp.count))) }
    return kind.map { Block(kind: $0, bytes: bytes) }
  }

  private func text(in body: Span<UInt8>, limit: Int) throws(CodecError) -> [UInt8]? {
    let start = keywordEnd + 1
    let kind: CodecError.Limit = kind == .profile ? .profileBytes : .metadataBytes
    let most = PNGRawProfile.textBytes(for: limit)
    switch chunk.kind {
    case .compressedText:
      guard start < body.count, body[start] == 0 else { return nil }
      return try inflate(body.extracting(droppingFirst: start + 1), as: kind, limit: most)
    case .internationalText:
      guard start + 2 <= body.count, let language = body.string(from: start + 2),
        let translated = body.string(from: language.upperBound + 1)
      else { return nil }
      let text = body.extracting(droppingFirst: translated.upperBound + 1)
      return body[start] == 0 ? text.copied() : body[start + 1] == 0 ? try inflate(text, as: kind, limit: most) : nil
    default:
      return body.extracting(droppingFirst: start).copied()
    }
  }

  /// Decodes a text: a line end, a name, a line end, spaces and the number of bytes, a line end, the digits in lines.
  private static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    var position = 0
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    while position < text.count, isSpace(text[position]) { position += 1 }
    while position < text.count, text[position] != 0x0A { position += 1 }
    while position < text.count, isSpace(text[position]) { position += 1 }
    var count = 0
    while position < text.count, (0x30...0x39).contains(text[position]) {
      count = count * 10 + Int(text[position] - 0x30)
      guard count <= text.count else { return nil }
      position += 1
    }
    guard position < text.count, isSpace(text[position]), count > 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var high: UInt8?
    while position < text.count, bytes.count < count {
      let byte = text[position]
      position += 1
      if isSpace(byte) { continue }
      guard let digit = digit(byte) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes.count == count ? bytes : nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}

/// The raw profiles of a file. Only the first of each kind is used, even if it is damaged, so that a file cannot have many inflated.
struct PNGRawProfiles {
  private var seen: Set<String> = []
  private(set) var exif: [UInt8]?
  private(set) var xmp: [UInt8]?
  private(set) var profile: [UInt8]?

  mutating func add(_ chunk: PNGChunk, of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    guard let raw = PNGRawProfile(chunk, of: data), seen.insert(raw.name).inserted, let block = try raw.block(in: data, limits: limits)
    else {
      return
    }
    switch block.kind {
    case .exif: exif = exif ?? block.bytes
    case .xmp: xmp = xmp ?? block.bytes
    case .profile: profile = profile ?? block.bytes
    }
  }
}
