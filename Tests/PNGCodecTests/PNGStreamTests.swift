import ImageCore
import PNGCodec
import TestSupport
import Testing

/// The compressed data of a PNG: how they may be divided into chunks, and what is wrong with them.
@Suite struct PNGStreamTests {
  private let reader = ImageReader(codecs: CodecRegistry([PNG()]))
  private let rows: [UInt8] = (0..<6).flatMap { row in [0] + (0..<40).map { UInt8(row * 40 + $0) } }

  private func file(_ parts: [[UInt8]]) -> [UInt8] {
    PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: 10, height: 6))
      + parts.flatMap { PNGBytes.chunk("IDAT", $0) } + PNGBytes.chunk("IEND", [])
  }

  private func failure(of bytes: [UInt8]) -> CodecError.Kind? {
    do throws(CodecError) {
      _ = try reader.open(bytes).decode()
      return nil
    } catch {
      return error.kind
    }
  }

  @Test(arguments: [1, 2, 7, 100, 10_000]) func `chunks may end anywhere and be empty`(_ length: Int) throws {
    let stream = PNGBytes.storedStream(rows)
    let parts = stride(from: 0, to: stream.count, by: length).flatMap { start in
      [[], Array(stream[start..<min(start + length, stream.count)])]
    }
    // The first chunk is the one whose header says what the stream is.
    let read = try reader.open(file(Array(parts.dropFirst()))).decode().raster
    let pixels = rows.enumerated().filter { $0.offset % 41 != 0 }.map(\.element)
    #expect(read.pixels == pixels)
    #expect(try reader.open(file(parts)).decode().raster.pixels == pixels)
  }

  @Test func `a wrong checksum of the data or of a chunk is found`() throws {
    let stream = PNGBytes.storedStream(rows)
    var wrong = stream
    wrong[wrong.count - 1] ^= 1
    #expect(failure(of: file([wrong])) == .malformed)
    var chunk = file([stream])
    // The last byte of the IDAT chunk's checksum, before an IEND chunk of 12 bytes.
    chunk[chunk.count - 13] ^= 1
    #expect(failure(of: chunk) == .malformed)
    var first = file([Array(stream.prefix(100)), Array(stream.dropFirst(100))])
    // IHDR takes 33 bytes with the signature; then 8 of a chunk's header and 100 of its body.
    first[33 + 8 + 100] ^= 1
    #expect(failure(of: first) == .malformed)
  }

  @Test func `a stream without its checksum is damaged, a file without it is cut short`() throws {
    let stream = PNGBytes.storedStream(rows)
    #expect(failure(of: file([Array(stream.dropLast(4))])) == .malformed)
    let whole = file([stream])
    #expect(failure(of: Array(whole.dropLast(12 + 6))) == .truncated)
    // What follows the picture is not asked for.
    #expect(failure(of: Array(whole.dropLast(12))) == nil)
  }

  @Test func `bytes after the stream are passed over`() throws {
    let stream = PNGBytes.storedStream(rows)
    #expect(failure(of: file([stream + [1, 2, 3]])) == nil)
    #expect(failure(of: file([stream, [1, 2, 3]])) == nil)
  }

  @Test func `the header of the stream is judged`() throws {
    let stream = PNGBytes.storedStream(rows)
    for (method, flags) in [(UInt8(0x78), UInt8(0x02)), (0x79, 0x01), (0x88, 0x1C), (0x78, 0x20)] {
      #expect(failure(of: file([[method, flags] + stream.dropFirst(2)])) == .malformed, "\(method) \(flags)")
    }
  }

  @Test func `levels are written and read`() throws {
    let picture = TestPictures.gradient(PixelSize(120, 90))
    var sizes: [Int] = []
    for level in 0...9 {
      var settings = PNGSettings()
      settings.compressionLevel = level
      let bytes = try PNG().encode(picture, metadata: .none, settings: settings)
      #expect(try reader.open(bytes).decode().raster.pixels == picture.pixels)
      sizes.append(bytes.count)
    }
    #expect(sizes[0] > 120 * 90 * 3)
    #expect(sizes[9] <= sizes[1])
    #expect(sizes[1] < sizes[0])
  }
}
