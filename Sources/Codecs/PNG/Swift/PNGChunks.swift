import CPNGShim
import ImageCore

private let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

func hasPNGSignature(_ data: Span<UInt8>) -> Bool {
  guard data.count >= signature.count else { return false }
  return signature.indices.allSatisfy { data[$0] == signature[$0] }
}

/// One chunk of a file, all of whose bytes are there.
struct PNGChunk {
  /// The four letters of the type, the first in the highest byte.
  struct Kind: Hashable {
    let code: UInt32

    init(code: UInt32) { self.code = code }

    private init(_ name: String) { code = name.utf8.reduce(0) { $0 << 8 | UInt32($1) } }

    static let header = Kind("IHDR")
    static let palette = Kind("PLTE")
    static let transparency = Kind("tRNS")
    static let imageData = Kind("IDAT")
    static let end = Kind("IEND")
    static let animationControl = Kind("acTL")
    static let exif = Kind("eXIf")
    static let profile = Kind("iCCP")
    static let internationalText = Kind("iTXt")
    static let text = Kind("tEXt")
    static let compressedText = Kind("zTXt")
    static let codePoints = Kind("cICP")
    static let standardColour = Kind("sRGB")
    static let gamma = Kind("gAMA")
    static let chromaticities = Kind("cHRM")
    static let contentCredentials = Kind("caBX")
  }

  let kind: Kind
  /// The place of the chunk's data in the file.
  let body: Range<Int>

  /// Returns whether the stored checksum over type and data is correct.
  func isIntact(in data: Span<UInt8>) -> Bool {
    guard let stored = data.bigEndian32(at: body.upperBound) else { return false }
    let covered = data.extracting(body.lowerBound - 4..<body.upperBound)
    let computed = unsafe covered.withUnsafeBufferPointer { bytes in
      // The count is that of the buffer, which is never empty: the type alone is four bytes.
      unsafe bytes.baseAddress.map { unsafe CPNGChecksum($0, bytes.count) }
    }
    return computed.map { Int($0) } == stored
  }

  /// Returns the block of an eXIf chunk; some writers put JPEG's `Exif\0\0` in front, which the chunk does not have.
  func exifBody(in data: Span<UInt8>) -> Range<Int> {
    let prefix: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    let hasPrefix = body.count >= prefix.count && prefix.indices.allSatisfy { data[body.lowerBound + $0] == prefix[$0] }
    return hasPrefix ? body.dropFirst(prefix.count) : body
  }
}

/// Steps through the chunks of a file; ends at the first that is not whole, and after IEND.
struct PNGChunkCursor {
  private var offset = 8
  private(set) var isAtEnd = false

  /// Returns the next chunk, or `nil` if there is no further whole chunk.
  mutating func next(in data: Span<UInt8>) -> PNGChunk? {
    guard !isAtEnd, let length = data.bigEndian32(at: offset), let code = data.bigEndian32(at: offset + 4),
      length <= data.count - offset - 12
    else { return nil }
    let start = offset + 8
    offset = start + length + 4
    let chunk = PNGChunk(kind: PNGChunk.Kind(code: UInt32(code)), body: start..<start + length)
    isAtEnd = chunk.kind == .end
    return chunk
  }

  /// Returns the type of the next chunk, even if it is not whole.
  func nextKind(in data: Span<UInt8>) -> PNGChunk.Kind? {
    data.bigEndian32(at: offset + 4).map { PNGChunk.Kind(code: UInt32($0)) }
  }
}

extension Span<UInt8> {
  /// Returns the four bytes at `offset` as a number, the first byte the highest, or `nil` if they are not all there.
  func bigEndian32(at offset: Int) -> Int? {
    guard offset >= 0, offset <= count - 4 else { return nil }
    return Int(self[offset]) << 24 | Int(self[offset + 1]) << 16 | Int(self[offset + 2]) << 8 | Int(self[offset + 3])
  }
}

extension PNGContainer {
  /// Decodes the picture, and then inflates it once more to find where its data end: libpng reads no further than it has to.
  func hasIdleBytes(in data: Span<UInt8>) throws(CodecError) -> Bool {
    guard let layout = RasterLayout(size: size, format: .rgba8) else {
      throw CodecError(png: .limit(.decodedBytes, actual: .max, allowed: limits.decodedBytes))
    }
    try decodeRows(data, as: layout) { _ in true }
    var found: Int32 = 0
    let result = unsafe data.withUnsafeBufferPointer { input in
      // The input's count is that of the buffer.
      unsafe CPNGFindIdleBytes(input.baseAddress, input.count, filteredBytes, &found)
    }
    if let error = CodecError(result) { throw error }
    return found != 0
  }

  /// Bytes of all rows with the number of each one's filter before it (PNG specification, 9.1); interlaced ones in seven passes (8.1).
  private var filteredBytes: Int {
    func bytes(_ width: Int, _ height: Int) -> Int { width > 0 && height > 0 ? height * (1 + (width * bitsPerPixel + 7) / 8) : 0 }
    guard isInterlaced else { return bytes(size.width, size.height) }
    let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    return passes.reduce(0) { total, pass in
      let (x, y, columns, rows) = pass
      return total + bytes((size.width - x + columns - 1) / columns, (size.height - y + rows - 1) / rows)
    }
  }
}
