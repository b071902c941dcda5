import ImageCore
import Testing

@testable import ImageOperations

@Suite struct UprightTests {
  /// The stored place of the pixel that an upright picture has at (x, y); `width` and `height` are the stored sides (CIPA DC-008, 4.6.4).
  private func storedPlace(_ x: Int, _ y: Int, _ orientation: Orientation, _ width: Int, _ height: Int) -> (x: Int, y: Int) {
    switch orientation {
    case .upright: (x, y)
    case .mirroredHorizontally: (width - 1 - x, y)
    case .rotated180: (width - 1 - x, height - 1 - y)
    case .mirroredVertically: (x, height - 1 - y)
    case .transposed: (y, x)
    case .rotatedClockwise: (y, height - 1 - x)
    case .transversed: (width - 1 - y, height - 1 - x)
    case .rotatedCounterClockwise: (width - 1 - y, x)
    }
  }

  @Test(arguments: Orientation.allCases, [PixelSize(3, 2), PixelSize(1, 5), PixelSize(70, 33), PixelSize(1, 1)])
  func `every pixel goes where EXIF says`(_ orientation: Orientation, _ size: PixelSize) throws {
    let stored = try noise(size.width, size.height)
    let upright = stored.upright(from: orientation)
    #expect(upright.size == orientation.uprightSize(of: size))
    var wrong = 0
    for y in 0..<upright.size.height {
      for x in 0..<upright.size.width {
        let place = storedPlace(x, y, orientation, size.width, size.height)
        if upright.pixel(x, y) != stored.pixel(place.x, place.y) { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }

  @Test(arguments: Orientation.allCases, Orientation.allCases)
  func `two orientations one after the other amount to one`(_ first: Orientation, _ second: Orientation) throws {
    let stored = try noise(3, 2)
    #expect(stored.upright(from: first).upright(from: second) == stored.upright(from: first.followed(by: second)))
  }

  @Test func `a clockwise turn puts the stored bottom left at the top left`() throws {
    let stored = try drawn(2, 3) { x, y in [UInt8(x), UInt8(y), 0, 255] }
    #expect(stored.upright(from: .rotatedClockwise).pixel(0, 0) == [0, 2, 0, 255])
  }

  @Test func `the profile is passed on`() throws {
    let stored = try drawn(2, 3, colourSpace: .profile([1, 2])) { _, _ in [0, 0, 0, 255] }
    #expect(stored.upright(from: .rotated180).colourSpace == .profile([1, 2]))
  }
}
