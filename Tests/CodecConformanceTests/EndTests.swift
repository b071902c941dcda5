import ImageCore
import TestSupport
import Testing

/// Whether a file goes on to its format's end.
@Suite struct EndTests {
  @Test(arguments: Conformer.all) func `whole files are whole, with whatever follows them`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let isCut = conformer.isCutShort(fixture.bytes)
      #expect(!isCut, "\(fixture)")
    }
  }

  @Test(arguments: Conformer.all) func `a file that lacks as little as its last byte is cut short`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() where !fixture.stem.contains("after-the-end") {
      let count = fixture.bytes.count
      // Each of the last, and some hundreds of the others.
      let lengths = Array(stride(from: 0, to: count, by: max(1, count / 300))) + Array(max(0, count - 40)..<count)
      for length in lengths {
        let part = Array(fixture.bytes.prefix(length))
        guard conformer.recognizes(part.prefix(CodecRegistry.prefixLength)) else { continue }
        let isCut = conformer.isCutShort(part)
        #expect(isCut, "\(fixture) cut to \(length) of \(count) bytes")
      }
    }
  }

  @Test(arguments: Conformer.all) func `bytes behind the end cut nothing short`(_ conformer: Conformer) throws {
    let fixture = try #require(try conformer.valid().first { $0.bytes.count > 100 })
    // A box of four bytes' content, so that it is one in a container of boxes too.
    let longer = fixture.bytes + [0, 0, 0, 12] + Array("free".utf8) + [1, 2, 3, 4]
    let isCut = conformer.isCutShort(longer)
    #expect(!isCut)
  }
}
