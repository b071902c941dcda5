import CImageKernels
import ImageCore
import ImageOperations
import TestSupport
import Testing

@Suite struct PictureMeasuresTests {
  /// Pairs of Sharma, Wu and Dalal's test data: https://hajim.rochester.edu/ece/sites/gsharma/ciede2000/dataNprograms/ciede2000testdata.txt
  @Test(
    arguments: [
      ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425), ([50, 0, 0], [50, -1, 2], 2.3669),
      ([50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792), ([50, 2.5, 0], [73, 25, -18], 27.1492),
      ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
      ([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082),
    ] as [([Double], [Double], Double)])
  func `differences of colours are those of the published table`(_ first: [Double], _ second: [Double], _ expected: Double) {
    // Both have three numbers.
    let (there, back) = unsafe (colour_difference(first, second), colour_difference(second, first))
    #expect(abs(there - expected) < 0.0001)
    #expect(abs(back - expected) < 0.0001)
  }

  @Test func `bars end in a straight edge, and a subject before a ground is none`() {
    let noise = TestPictures.noise(PixelSize(80, 60), seed: 4)
    let framed = TestPictures.raster(PixelSize(80, 60)) { x, y in (8..<50).contains(y) ? noise.pixel(x, y) : [0, 0, 0, 255] }
    #expect(PictureMeasures(of: framed, isFull: true).bars == [8, 10, 0, 0])
    let product = TestPictures.raster(PixelSize(80, 60)) { x, y in
      (x - 40) * (x - 40) + (y - 30) * (y - 30) < 300 ? [200, 20, 20, 255] : [255, 255, 255, 255]
    }
    #expect(PictureMeasures(of: product, isFull: true).bars == [0, 0, 0, 0])
    #expect(PictureMeasures(of: noise, isFull: true).bars == [0, 0, 0, 0])
  }

  @Test func `a blurred edge rises slowly`() {
    func edge(_ width: Double) -> Double {
      let picture = TestPictures.raster(PixelSize(80, 60)) { x, _ in
        let level = UInt8(max(0, min(255, 127 + (Double(x) + 0.5 - 40) * 200 / width)))
        return [level, level, level, 255]
      }
      return PictureMeasures(of: picture, isFull: true).sharpness
    }
    #expect(edge(0.5) > 0.9)
    #expect(edge(12) < 0.36)
  }

  @Test(arguments: [28, 60, 110]) func `the sharp outline of a subject before a flat ground is sharp`(_ radius: Int) {
    let picture = TestPictures.raster(PixelSize(300, 300)) { x, y in
      (x - 150) * (x - 150) + (y - 150) * (y - 150) < radius * radius ? [220, 40, 40, 255] : [0, 177, 64, 255]
    }
    #expect(PictureMeasures(of: picture, isFull: true).sharpness > 0.9)
  }

  @Test func `what is transparent or clipped is counted`() {
    let picture = TestPictures.raster(PixelSize(10, 10)) { x, y in
      x < 2 ? [9, 9, 9, 127] : x < 5 ? [255, 255, 255, 255] : [100, 20, 30, 128]
    }
    let found = PictureMeasures(of: picture, isFull: false)
    #expect(abs(found.transparent - 0.2) < 1e-6 && abs(found.clipped - 0.3) < 1e-6)
    #expect(PictureMeasures(of: TestPictures.raster(PixelSize(1, 1)) { _, _ in [7, 7, 7, 255] }, isFull: true).range == 0)
  }
}
