import ImageCore
import Testing

@testable import ImageOperations

@Suite struct FitPlanTests {
  @Test(arguments: [
    (PixelSize(4000, 3000), 256, PixelSize(256, 192)), (PixelSize(3000, 4000), 256, PixelSize(192, 256)),
    (PixelSize(3840, 2160), 256, PixelSize(256, 144)), (PixelSize(1000, 333), 100, PixelSize(100, 33)),
    // 5 * 50 / 100 = 2.5 is rounded up.
    (PixelSize(100, 5), 50, PixelSize(50, 3)), (PixelSize(5000, 1), 100, PixelSize(100, 1)), (PixelSize(7, 7), 7, PixelSize(7, 7)),
  ])
  func `the longest side decides the other`(_ source: PixelSize, _ side: Int, _ expected: PixelSize) {
    let plan = FitPlan(source: source, target: .longest(side), enlarge: false)
    #expect(plan.outputSize == expected)
    #expect(plan.crop == PixelRectangle(whole: source))
    #expect(plan.placement == nil)
    #expect(!plan.keptSmaller)
  }

  @Test(arguments: [FitTarget.longest(100), .width(100), .height(100), .box(PixelSize(100, 100), .inside)])
  func `without enlarge a small picture stays as it is`(_ target: FitTarget) {
    let source = PixelSize(40, 30)
    let plan = FitPlan(source: source, target: target, enlarge: false)
    #expect(plan.outputSize == source)
    #expect(plan.keptSmaller)
    let enlarged = FitPlan(source: source, target: target, enlarge: true)
    #expect(enlarged.outputSize == (target == .height(100) ? PixelSize(133, 100) : PixelSize(100, 75)))
    #expect(!enlarged.keptSmaller)
  }

  @Test func `one side alone decides the other`() {
    #expect(FitPlan(source: PixelSize(1000, 500), target: .width(300), enlarge: false).outputSize == PixelSize(300, 150))
    #expect(FitPlan(source: PixelSize(1000, 500), target: .height(300), enlarge: false).outputSize == PixelSize(600, 300))
  }

  @Test func `inside fits both sides`() {
    let box = PixelSize(640, 360)
    #expect(FitPlan(source: PixelSize(4000, 3000), target: .box(box, .inside), enlarge: false).outputSize == PixelSize(480, 360))
    #expect(FitPlan(source: PixelSize(4000, 1000), target: .box(box, .inside), enlarge: false).outputSize == PixelSize(640, 160))
    // Only one side is larger than the box.
    #expect(FitPlan(source: PixelSize(100, 720), target: .box(box, .inside), enlarge: false).outputSize == PixelSize(50, 360))
  }

  @Test func `inside is never larger than the box and never stretched beyond rounding`() {
    for width in stride(from: 1, through: 97, by: 4) {
      for height in stride(from: 1, through: 97, by: 6) {
        let source = PixelSize(width, height)
        for box in [PixelSize(10, 10), PixelSize(64, 36), PixelSize(1, 50), PixelSize(200, 150)] {
          let size = FitPlan(source: source, target: .box(box, .inside), enlarge: true).outputSize
          #expect(box.covers(size))
          #expect(size.width == box.width || size.height == box.height)
          let scale = size.width == box.width && width * box.height >= height * box.width ? (box.width, width) : (box.height, height)
          #expect(abs(size.width * scale.1 - width * scale.0) * 2 <= scale.1 || size.width == 1)
          #expect(abs(size.height * scale.1 - height * scale.0) * 2 <= scale.1 || size.height == 1)
        }
      }
    }
  }

  @Test func `cover cuts the middle out and has the exact size`() {
    let plan = FitPlan(source: PixelSize(4000, 3000), target: .box(PixelSize(640, 360), .cover), enlarge: false)
    #expect(plan.crop == PixelRectangle(x: 0, y: 375, size: PixelSize(4000, 2250)))
    #expect(plan.outputSize == PixelSize(640, 360))
    let tall = FitPlan(source: PixelSize(4000, 3000), target: .box(PixelSize(100, 300), .cover), enlarge: false)
    #expect(tall.crop == PixelRectangle(x: 1500, y: 0, size: PixelSize(1000, 3000)))
    #expect(tall.outputSize == PixelSize(100, 300))
  }

  @Test func `cover without enlarge gives the largest crop of the ratio`() {
    let plan = FitPlan(source: PixelSize(400, 300), target: .box(PixelSize(640, 360), .cover), enlarge: false)
    #expect(plan.outputSize == PixelSize(400, 225))
    #expect(plan.crop == PixelRectangle(x: 0, y: 37, size: PixelSize(400, 225)))
    #expect(plan.keptSmaller)
    let enlarged = FitPlan(source: PixelSize(400, 300), target: .box(PixelSize(640, 360), .cover), enlarge: true)
    #expect(enlarged.outputSize == PixelSize(640, 360))
    #expect(!enlarged.keptSmaller)
    let exact = FitPlan(source: PixelSize(640, 500), target: .box(PixelSize(640, 360), .cover), enlarge: false)
    #expect(exact.outputSize == PixelSize(640, 360))
    #expect(!exact.keptSmaller)
  }

  @Test func `pad centres the picture on the exact canvas`() {
    let plan = FitPlan(source: PixelSize(4000, 3000), target: .box(PixelSize(641, 361), .pad), enlarge: false)
    #expect(plan.scaled == PixelSize(481, 361))
    #expect(plan.outputSize == PixelSize(641, 361))
    #expect(plan.placement?.x == 80)
    #expect(plan.placement?.y == 0)
    #expect(!plan.keptSmaller)
  }

  @Test func `pad without enlarge keeps the picture unscaled`() {
    let plan = FitPlan(source: PixelSize(40, 30), target: .box(PixelSize(100, 100), .pad), enlarge: false)
    #expect(plan.scaled == PixelSize(40, 30))
    #expect(plan.outputSize == PixelSize(100, 100))
    #expect(plan.placement == CanvasPlacement(centring: PixelSize(40, 30), on: PixelSize(100, 100)))
    #expect(plan.keptSmaller)
    #expect(!FitPlan(source: PixelSize(100, 30), target: .box(PixelSize(100, 100), .pad), enlarge: false).keptSmaller)
  }

  @Test func `a plan is carried out to the pixel`() throws {
    let picture = try drawn(40, 30) { x, _ in x < 20 ? [255, 0, 0, 255] : [0, 0, 255, 255] }
    for target in [
      FitTarget.longest(8), .width(9), .box(PixelSize(8, 3), .cover), .box(PixelSize(9, 9), .pad), .box(PixelSize(99, 99), .pad),
    ] {
      let plan = FitPlan(source: picture.size, target: target, enlarge: false)
      #expect(try picture.fitted(plan, background: .white).size == plan.outputSize)
    }
    let plan = FitPlan(source: picture.size, target: .box(PixelSize(50, 30), .pad), enlarge: false)
    let padded = try picture.fitted(plan, background: .black)
    #expect(padded.pixel(4, 0) == [0, 0, 0, 255])
    #expect(padded.pixel(5, 0) == [255, 0, 0, 255])
  }

  @Test func `what cover cuts off has no influence`() throws {
    let grey: [UInt8] = [90, 90, 90, 255]
    let picture = try drawn(90, 30) { x, y in (30..<60).contains(x) ? grey : [255, UInt8(y), 0, 255] }
    let plan = FitPlan(source: picture.size, target: .box(PixelSize(10, 10), .cover), enlarge: false)
    let square = try picture.fitted(plan, background: .white)
    #expect(square.pixels == Array(repeating: grey, count: 100).flatMap(\.self))
  }
}
