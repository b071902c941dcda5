import ImageCore
import TestSupport
import Testing

@Suite struct DecodedSizeTests {
  private func targets(for size: PixelSize) -> [PixelSize] {
    let widths = Set([1, 2, 3, 7, 8, 9, size.width / 4, size.width / 2, size.width - 1, size.width, size.width + 1, size.width * 3])
    let heights = Set([1, 2, 5, 8, size.height / 8, size.height / 2, size.height - 1, size.height, size.height + 1])
    return widths.sorted().flatMap { width in heights.sorted().compactMap { PixelSize(checking: width, $0) } }
  }

  @Test(arguments: Conformer.all) func `the size answered covers the target and stays within the picture`(
    _ conformer: Conformer
  ) throws {
    let sizes = [PixelSize(1, 1), PixelSize(1, 5000), PixelSize(4032, 3024), PixelSize(16_383, 3), PixelSize(45, 37)]
    for size in sizes {
      let header = ImageHeader(
        format: conformer.id, size: size, orientation: .upright, colourModel: .rgb, bitDepth: 8, hasAlpha: false)
      for target in targets(for: size) {
        let answer = conformer.codec.decodedSize(for: header, fitting: target)
        #expect(size.covers(answer), "\(size) to \(target): \(answer)")
        #expect(answer.width >= min(target.width, size.width), "\(size) to \(target): \(answer)")
        #expect(answer.height >= min(target.height, size.height), "\(size) to \(target): \(answer)")
      }
    }
  }

  @Test(arguments: Conformer.all) func `decoding at the size answered shows the same picture`(_ conformer: Conformer) throws {
    for fixture in try conformer.valid() {
      let header = try conformer.header(of: fixture.bytes)
      guard !header.hasAlpha else { continue }
      let full = try conformer.read(fixture.bytes)
      var seen: Set<PixelSize> = [header.size]
      for target in targets(for: header.size) {
        let size = conformer.codec.decodedSize(for: header, fitting: target)
        guard seen.insert(size).inserted else { continue }
        let scaled = try conformer.decode(fixture.bytes, over: 0xA5, fitting: target)
        #expect(scaled.size == size)
        for (mean, wanted) in zip(scaled.means, full.means) {
          #expect(abs(mean - wanted) < 14, "\(fixture) at \(size): mean \(mean), in full \(wanted)")
        }
      }
    }
  }

  @Test(arguments: Conformer.all) func `only formats that say so answer smaller sizes`(_ conformer: Conformer) throws {
    let header = ImageHeader(
      format: conformer.id, size: PixelSize(4000, 3000), orientation: .upright, colourModel: .rgb, bitDepth: 8, hasAlpha: false)
    let answer = conformer.codec.decodedSize(for: header, fitting: PixelSize(40, 30))
    #expect((answer != header.size) == conformer.codec.format.can(.scaledDecode))
  }
}
