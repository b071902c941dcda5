import ImageCore
import TestSupport
import Testing

@Suite struct RowTests {
  private func layouts(of bytes: [UInt8], by conformer: Conformer) throws -> [RasterLayout] {
    let header = try conformer.header(of: bytes)
    let small = conformer.codec.decodedSize(for: header, fitting: PixelSize(1, 1))
    let formats = Set([PixelFormat.rgba8, conformer.codec.nativeFormat(for: header)])
    return formats.flatMap { format in Set([header.size, small]).compactMap { RasterLayout(size: $0, format: format) } }
  }

  /// The rows joined; nil where decoding fails.
  private func rows(_ bytes: [UInt8], as layout: RasterLayout, by conformer: Conformer) -> [UInt8]? {
    var joined: [UInt8] = []
    let error = failure { () throws(CodecError) in
      try conformer.codec.open(bytes.span, limits: .standard).decodeRows(bytes.span, as: layout) { rows in
        #expect(rows.count > 0 && rows.count % layout.bytesPerRow == 0)
        for index in rows.indices { joined.append(rows[index]) }
        return true
      }
    }
    return error == nil ? joined : nil
  }

  private func whole(_ bytes: [UInt8], as layout: RasterLayout, by conformer: Conformer) -> [UInt8]? {
    var pixels = [UInt8](repeating: 0, count: layout.byteCount)
    let error = failure { () throws(CodecError) in
      var span = pixels.mutableSpan
      try conformer.codec.open(bytes.span, limits: .standard).decode(bytes.span, as: layout, into: &span)
    }
    return error == nil ? pixels : nil
  }

  @Test(arguments: Conformer.all) func `rows are those of the whole picture, whole or damaged`(_ conformer: Conformer) throws {
    var generator = SeededGenerator(seed: 11)
    for fixture in try conformer.valid() {
      for layout in try layouts(of: fixture.bytes, by: conformer) {
        let pixels = try #require(whole(fixture.bytes, as: layout, by: conformer), "\(fixture)")
        #expect(rows(fixture.bytes, as: layout, by: conformer) == pixels, "\(fixture)")
        for _ in 0..<4 {
          var damaged = fixture.bytes
          damaged[Int.random(in: damaged.count / 2..<damaged.count, using: &generator)] ^= 0x10
          #expect(rows(damaged, as: layout, by: conformer) == whole(damaged, as: layout, by: conformer), "\(fixture)")
        }
      }
    }
  }

  @Test(arguments: Conformer.all) func `whoever wants no more rows gets none`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      for layout in try layouts(of: fixture.bytes, by: conformer) {
        var calls = 0
        try conformer.codec.open(fixture.bytes.span, limits: .standard).decodeRows(fixture.bytes.span, as: layout) { _ in
          calls += 1
          return false
        }
        #expect(calls == 1)
      }
    }
  }
}
