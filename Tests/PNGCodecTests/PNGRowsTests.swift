import CPNGShim
import TestSupport
import Testing

/// Our own reading of rows beside libpng's: the same pixels, or the same error.
@Suite struct PNGRowsTests {
  /// What became of reading a file: its pixels, or the error.
  private struct Reading: Equatable {
    let status: UInt32
    let message: [UInt8]
    let pixels: [UInt8]

    init(_ result: CPNGResult, _ pixels: [UInt8]) {
      status = result.status.rawValue
      // The shim ends the message with a zero.
      message = unsafe withUnsafeBytes(of: result.message) { bytes in unsafe Array(bytes.prefix { $0 != 0 }) }
      self.pixels = result.status == CPNGStatusDone ? pixels : []
    }
  }

  private struct Picture {
    let width: Int
    let height: Int
    let channels: Int
    /// The filter of each row and its bytes.
    var rows: [[UInt8]]

    init(_ width: Int, _ height: Int, channels: Int, seed: UInt64, filters: [UInt8]) {
      (self.width, self.height, self.channels) = (width, height, channels)
      var random = SeededGenerator(seed: seed)
      rows = (0..<height).map { row in
        [filters[row % filters.count]] + (0..<width * channels).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
    }

    func file(divided length: Int = .max, stream change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
      var stream = PNGBytes.storedStream(rows.flatMap(\.self))
      change(&stream)
      let header = PNGBytes.header(width: width, height: height, colourType: channels == 3 ? 2 : 6)
      let parts = Swift.stride(from: 0, to: stream.count, by: min(length, stream.count)).map { start in
        PNGBytes.chunk("IDAT", Array(stream[start..<min(start + min(length, stream.count), stream.count)]))
      }
      return PNGBytes.signature + PNGBytes.chunk("IHDR", header) + parts.flatMap(\.self) + PNGBytes.chunk("IEND", [])
    }
  }

  private func read(_ file: [UInt8], _ picture: Picture, isByLibrary: Bool, band: Int? = nil) -> Reading {
    let decoding = CPNGDecoding(
      width: UInt32(picture.width), height: UInt32(picture.height), sideLimit: 100_000, isDeep: 0, isByLibrary: isByLibrary ? 1 : 0)
    let stride = picture.width * 4
    var pixels = [UInt8](repeating: 0, count: picture.height * stride)
    guard let band else {
      // `pixels` has room for all rows.
      let result = unsafe CPNGDecode(file, file.count, decoding, &pixels)
      return Reading(result, pixels)
    }
    pixels = []
    let result = unsafe file.withUnsafeBufferPointer { input in
      var reader: OpaquePointer?
      var result = unsafe CPNGOpen(input.baseAddress, input.count, decoding, &reader)
      defer { unsafe CPNGClose(reader) }
      for row in Swift.stride(from: 0, to: picture.height, by: band) where result.status == CPNGStatusDone {
        let count = min(band, picture.height - row)
        var rows = [UInt8](repeating: 0, count: count * stride)
        // `rows` has room for `count` rows, and so many are left.
        result = unsafe CPNGReadRows(reader, UInt32(count), &rows)
        pixels += rows
      }
      return result
    }
    return Reading(result, pixels)
  }

  private func expectSame(_ file: [UInt8], _ picture: Picture, _ what: String) {
    let referee = read(file, picture, isByLibrary: true)
    #expect(read(file, picture, isByLibrary: false) == referee, "\(what)")
    for band in [1, 3, 8] { #expect(read(file, picture, isByLibrary: false, band: band) == referee, "\(what), bands of \(band)") }
  }

  @Test(arguments: [3, 4]) func `every filter, width and height gives libpng's pixels`(_ channels: Int) {
    let filters: [[UInt8]] = [[0], [1], [2], [3], [4], [4, 4, 4, 4, 1], [0, 1, 2, 3, 4], [3, 2, 4, 1]]
    for (number, filters) in filters.enumerated() {
      for width in [1, 15, 16, 17, 18, 19, 20, 21, 22, 23, 64, 101] {
        for height in [1, 2, 3, 4, 5, 8, 11] {
          let picture = Picture(width, height, channels: channels, seed: UInt64(width * 100 + height), filters: filters)
          let file = picture.file()
          let referee = read(file, picture, isByLibrary: true)
          #expect(referee.status == CPNGStatusDone.rawValue)
          #expect(read(file, picture, isByLibrary: false) == referee, "\(width)x\(height), filters \(number)")
        }
      }
    }
  }

  @Test(arguments: [3, 4]) func `rows longer than what is inflated at once, and data in chunks of any length`(_ channels: Int) {
    let wide = Picture(40_000, 6, channels: channels, seed: 5, filters: [4, 4, 4, 4, 2])
    expectSame(wide.file(), wide, "wide")
    expectSame(wide.file(divided: 9_000), wide, "wide, divided")
    let small = Picture(20, 9, channels: channels, seed: 6, filters: [4])
    for length in [2, 3, 7, 50, 181, 182, 183] { expectSame(small.file(divided: length), small, "chunks of \(length)") }
  }

  @Test(arguments: [3, 4]) func `what is damaged is refused as libpng refuses it`(_ channels: Int) {
    let picture = Picture(20, 9, channels: channels, seed: 7, filters: [4])
    for row in 0..<9 {
      for filter in [5, 6, 64, 255] as [UInt8] {
        var wrong = picture
        wrong.rows[row][0] = filter
        expectSame(wrong.file(), wrong, "filter \(filter) in row \(row)")
      }
      var short = picture
      short.rows[row].removeLast()
      expectSame(short.file(), short, "row \(row) is short")
      var long = picture
      long.rows[row].append(1)
      expectSame(long.file(), long, "row \(row) is long")
      expectSame(picture.file { $0.removeLast(4 + row * 60) }, picture, "the stream ends early")
      expectSame(Array(picture.file().dropLast(13 + row * 40)), picture, "the file ends early")
    }
    expectSame(picture.file { $0[$0.count - 1] ^= 1 }, picture, "a wrong Adler-32")
    expectSame(picture.file { $0 += [1, 2, 3] }, picture, "bytes behind the stream")
    expectSame(picture.file { $0[0] = 0x48 }, picture, "a smaller window")
    expectSame(picture.file { $0[1] ^= 0x20 }, picture, "a dictionary")
    var checksum = picture.file()
    // The last byte of the IDAT chunk's checksum, before an IEND chunk of 12 bytes.
    checksum[checksum.count - 13] ^= 1
    expectSame(checksum, picture, "a wrong checksum")
  }

  @Test(arguments: [3, 4]) func `every way of this processor gives the same bytes`(_ channels: Int) {
    for width in [16, 17, 18, 19, 33, 100] {
      for filters in [[0, 1, 2, 3], [4, 4, 4, 4], [4, 3, 2, 1], [2, 2, 0, 4]] as [[UInt8]] {
        let expected = reconstructed(CPNGReconstructionPortable, width, channels, filters)
        for way in [CPNGReconstructionSSE, CPNGReconstructionAVX2, CPNGReconstructionNEON] where CPNGReconstructionIsThere(way) != 0 {
          #expect(reconstructed(way, width, channels, filters) == expected, "way \(way.rawValue), width \(width), filters \(filters)")
        }
      }
    }
  }

  /// Four rows of noise below a row of noise.
  private func reconstructed(_ way: CPNGReconstruction, _ width: Int, _ channels: Int, _ filters: [UInt8]) -> [UInt8] {
    var random = SeededGenerator(seed: UInt64(width * channels))
    let margin = Int(CPNGRowMargin)
    let length = width * channels + 2 * margin
    let rows = (0..<4 * length).map { _ in UInt8.random(in: 0...255, using: &random) }
    let above = (0..<width * 4).map { _ in UInt8.random(in: 0...255, using: &random) }
    var target = [UInt8](repeating: 0, count: 4 * width * 4)
    unsafe rows.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      // Each row lies between two margins, inside the buffer of four such rows.
      let places: [UnsafePointer<UInt8>?] = unsafe (0..<4).map { unsafe start + $0 * length + margin }
      unsafe CPNGReconstructBy(way, places, filters, 4, above, width, channels, &target)
    }
    return target
  }
}
