import Testing

@testable import PipelineStages

@Suite struct AtlasPackingTests {
  private struct Numbers {
    var state: UInt64

    mutating func next(_ range: ClosedRange<Int>) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int(state >> 33) % range.count
    }
  }

  private func cells(_ count: Int, seed: UInt64) -> [(width: Int, height: Int)] {
    var numbers = Numbers(state: seed)
    return (0..<count).map { _ in (numbers.next(4...96), numbers.next(4...96)) }
  }

  @Test(arguments: [1, 2, 40, 120], AtlasPacking.PageSize.allCases)
  func `nothing overlaps, nothing leaves its page, and there is a gap between any two`(_ count: Int, _ size: AtlasPacking.PageSize) throws {
    let cells = cells(count, seed: UInt64(count))
    let pages = try #require(AtlasPacking.pages(cells, gap: 3, size: size, maximum: 512))
    #expect(pages.flatMap(\.places).map(\.index).sorted() == Array(0..<count))
    for page in pages {
      if size == .powerOfTwo { #expect(page.width.nonzeroBitCount == 1 && page.height.nonzeroBitCount == 1) }
      let boxes = page.places.map { place in
        MaximalRectangles.Box(x: place.x, y: place.y, width: cells[place.index].width, height: cells[place.index].height)
      }
      for (index, box) in boxes.enumerated() {
        #expect(box.x >= 0 && box.y >= 0 && box.right <= page.width && box.bottom <= page.height && max(page.width, page.height) <= 512)
        let grown = MaximalRectangles.Box(x: box.x - 3, y: box.y - 3, width: box.width + 6, height: box.height + 6)
        for other in boxes[(index + 1)...] { #expect(!grown.overlaps(other)) }
      }
    }
  }

  @Test(arguments: [100, 127, 128, 310]) func `a page of powers of two stays within the maximum too`(_ maximum: Int) throws {
    let pages = try #require(
      AtlasPacking.pages([(width: Int, height: Int)](repeating: (60, 50), count: 9), gap: 2, size: .powerOfTwo, maximum: maximum))
    #expect(pages.allSatisfy { max($0.width, $0.height) <= maximum }, "\(pages)")
    #expect(AtlasPacking.pages([(width: 65, height: 1)], gap: 0, size: .powerOfTwo, maximum: 100) == nil)
  }

  @Test func `the same sizes lie in the same places`() {
    let cells = cells(60, seed: 7)
    #expect(
      AtlasPacking.pages(cells, gap: 2, size: .free, maximum: 4_096) == AtlasPacking.pages(cells, gap: 2, size: .free, maximum: 4_096))
  }

  @Test func `pages are well filled`() throws {
    let cells = cells(150, seed: 11)
    let page = try #require(AtlasPacking.pages(cells, gap: 0, size: .free, maximum: 4_096)?.first)
    let used = cells.reduce(0) { $0 + $1.width * $1.height }
    #expect(Double(used) / Double(page.width * page.height) > 0.9)
  }

  @Test func `what is larger than a page is refused`() {
    #expect(AtlasPacking.pages([(65, 10)], gap: 2, size: .free, maximum: 64) == nil)
    #expect(AtlasPacking.pages([(64, 64)], gap: 2, size: .free, maximum: 64)?.count == 1)
  }

  @Test func `what does not fit one page goes to the next`() throws {
    let pages = try #require(AtlasPacking.pages(Array(repeating: (40, 40), count: 5), gap: 0, size: .free, maximum: 80))
    #expect(pages.map(\.places.count) == [4, 1])
  }
}
