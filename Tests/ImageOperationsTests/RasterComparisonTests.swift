import ImageCore
import Testing

@testable import ImageOperations

@Suite struct RasterComparisonTests {
  @Test func `a picture equals itself`() throws {
    let picture = try noise(9, 5)
    let comparison = try #require(RasterComparison(picture, picture))
    #expect(comparison.maximumError == 0)
    #expect(comparison.meanAbsoluteError == 0)
    #expect(comparison.peakSignalToNoiseRatio == .infinity)
  }

  @Test func `errors are in levels`() throws {
    let first = try drawn(2, 1) { x, _ in [100, 100, 100, 255] }
    let second = try drawn(2, 1) { x, _ in [x == 0 ? 104 : 100, 100, 100, 255] }
    let comparison = try #require(RasterComparison(first, second))
    #expect(comparison.maximumError == 4)
    #expect(comparison.meanAbsoluteError == 0.5)
    // Mean square 2: 10 log10(65025 / 2).
    #expect(abs(comparison.peakSignalToNoiseRatio - 45.1205) < 0.001)
  }

  @Test func `hidden colours are equal`() throws {
    let first = try drawn(1, 1) { _, _ in [255, 255, 255, 0] }
    let second = try drawn(1, 1) { _, _ in [0, 0, 0, 0] }
    #expect(try #require(RasterComparison(first, second)).maximumError == 0)
  }

  @Test func `other sizes cannot be compared`() throws {
    #expect(RasterComparison(try noise(2, 3), try noise(3, 2)) == nil)
  }
}
