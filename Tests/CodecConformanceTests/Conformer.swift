import BuiltIns
import ImageCore
import TestSupport
import Testing

/// A codec of the program, as the argument of a test.
struct Conformer: Sendable, CustomTestStringConvertible {
  let codec: any ImageCodec

  static let all = BuiltIns.codecs.map(Conformer.init)
  static let encoders = all.filter { $0.codec.format.can(.encode) }
  /// Those that tell what stands beside a picture in their files.
  static let tellers = encoders.filter(\.tellsAncillaryBlocks)

  /// Whether its codec tells what stands beside a picture of its own; files of one that does not are never sent as they are.
  var tellsAncillaryBlocks: Bool {
    do {
      let bytes = try codec.encode(TestPictures.gradient(PixelSize(4, 4)), metadata: .none, settings: codec.encodeSettings(for: Fidelity()))
      return codec.ancillaryBlocks(in: bytes.span) != nil
    } catch {
      return false
    }
  }

  var testDescription: String { id.rawValue }
  var id: FormatID { codec.format.id }

  func recognizes(_ bytes: some Collection<UInt8>) -> Bool {
    let bytes = Array(bytes)
    return codec.recognizes(bytes.span)
  }

  /// Reads with this codec alone.
  func reader(limits: DecodeLimits = .standard) -> ImageReader {
    ImageReader(codecs: CodecRegistry([codec]), limits: limits)
  }

  func read(_ bytes: [UInt8], limits: DecodeLimits = .standard) throws(CodecError) -> Raster {
    try reader(limits: limits).open(bytes).decode().raster
  }

  func header(of bytes: [UInt8], limits: DecodeLimits = .standard) throws(CodecError) -> ImageHeader {
    try reader(limits: limits).open(bytes).header
  }

  /// Whether a file ends before its format's end, be it so early that it cannot be opened.
  func isCutShort(_ bytes: [UInt8]) -> Bool {
    do throws(CodecError) {
      return try codec.open(bytes.span, limits: .standard).isCutShort(bytes.span)
    } catch {
      return error.kind == .truncated
    }
  }

  /// Decodes straight into a buffer that was filled with `filler`, at the size the codec answers for `target`.
  func decode(_ bytes: [UInt8], over filler: UInt8, fitting target: PixelSize? = nil) throws -> Raster {
    let container = try codec.open(bytes.span, limits: .standard)
    let header = container.header
    let size = target.map { codec.decodedSize(for: header, fitting: $0) } ?? header.size
    let layout = try #require(RasterLayout(size: size, format: .rgba8))
    var pixels = [UInt8](repeating: filler, count: layout.byteCount)
    var span = pixels.mutableSpan
    try container.decode(bytes.span, as: layout, into: &span)
    return Raster(layout: layout, pixels: pixels)
  }

  /// Whether the pixels are the same whatever was in the buffer before, except where a picture with alpha has nothing: there a
  /// codec may leave the zeros that its caller put.
  func writesEveryPixel(of bytes: [UInt8]) throws -> Bool {
    let overZero = try decode(bytes, over: 0).pixels
    let overOther = try decode(bytes, over: 0xA5).pixels
    let hasAlpha = try header(of: bytes).hasAlpha
    for start in stride(from: 0, to: overZero.count, by: 4) where overZero[start..<start + 4] != overOther[start..<start + 4] {
      guard hasAlpha, overZero[start..<start + 4].allSatisfy({ $0 == 0 }) else { return false }
    }
    return true
  }

  func valid() throws -> [PictureFixture] { try PictureFixture.valid(id) }
  func invalid() throws -> [PictureFixture] { try PictureFixture.invalid(id) }
}

/// Why `body` failed, or nil where it did not.
func failure(_ body: () throws(CodecError) -> Void) -> CodecError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
