/// Where sprites lie on the pages of an atlas.
struct AtlasPacking {
  struct Page: Hashable {
    var width: Int
    var height: Int
    /// By the sprites' positions in the input; the corner of the sprite with what surrounds it.
    var places: [(index: Int, x: Int, y: Int)]

    static func == (left: Page, right: Page) -> Bool {
      left.width == right.width && left.height == right.height
        && left.places.elementsEqual(right.places) { $0.index == $1.index && $0.x == $1.x && $0.y == $1.y }
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(width)
      hasher.combine(height)
      hasher.combine(places.count)
    }
  }

  enum PageSize: String, CaseIterable, Sendable {
    /// As small as it comes out.
    case free
    case powerOfTwo
  }

  /// Packs cells, each a sprite with its border, as tight as a few dozen attempts find.
  /// - Parameters:
  ///   - gap: pixels between two cells; there are none along the edges of a page.
  ///   - maximum: the longest side of a page.
  /// - Returns: `nil` where a cell is larger than a page.
  static func pages(_ cells: [(width: Int, height: Int)], gap: Int, size: PageSize, maximum: Int) -> [Page]? {
    // The gap is part of each cell, and the page is larger by one, so that there is none along its right and lower edge.
    let padded = cells.map { (width: $0.width + gap, height: $0.height + gap) }
    let room = longestSide(size, maximum: maximum) + gap
    guard padded.allSatisfy({ $0.width <= room && $0.height <= room }) else { return nil }
    var waiting = Array(padded.indices)
    var pages: [Page] = []
    while !waiting.isEmpty {
      var (page, rest) = best(waiting, of: padded, room: room, gap: gap, size: size)
      page.width = size == .free ? page.width : roundedUp(page.width)
      page.height = size == .free ? page.height : roundedUp(page.height)
      pages.append(page)
      waiting = rest
    }
    return pages
  }

  /// Returns the longest side that a page may have.
  static func longestSide(_ size: PageSize, maximum: Int) -> Int {
    size == .free ? maximum : roundedUp(maximum + 1) / 2
  }

  private static func best(
    _ waiting: [Int], of cells: [(width: Int, height: Int)], room: Int, gap: Int, size: PageSize
  ) -> (page: Page, rest: [Int]) {
    var found: (page: Page, area: Int)?
    let orders = orders(of: waiting, cells)
    let area = waiting.reduce(0) { $0 + cells[$1].width * cells[$1].height }
    for width in widths(waiting, cells, area: area, room: room, gap: gap, size: size) {
      for order in orders {
        for rule in [MaximalRectangles.Rule.bottomLeft, .bestShortSide] {
          // A tall page is left as it is filled from above; for the others a height has to be guessed.
          let heights = rule == .bottomLeft ? [room] : [1.01, 1.03, 1.06, 1.1, 1.2].map { min(room, Int(Double(area) * $0) / width + 1) }
          for height in heights {
            let (page, rest) = fill(order, of: cells, width: width, height: height, rule: rule, gap: gap)
            guard rest.isEmpty else { continue }
            let used = size == .free ? page.width * page.height : roundedUp(page.width) * roundedUp(page.height)
            if found.map({ used < $0.area }) ?? true { found = (page, used) }
            break
          }
        }
      }
    }
    if let page = found?.page { return (page, []) }
    // Not all fit on one page: it is filled as far as it goes.
    let (page, rest) = fill(orders[0], of: cells, width: room, height: room, rule: .bestShortSide, gap: gap)
    return (page, rest.sorted())
  }

  private static func fill(
    _ order: [Int], of cells: [(width: Int, height: Int)], width: Int, height: Int, rule: MaximalRectangles.Rule, gap: Int
  ) -> (page: Page, rest: [Int]) {
    var packer = MaximalRectangles(width: width, height: height, rule: rule)
    var page = Page(width: 1, height: 1, places: [])
    var rest: [Int] = []
    for index in order {
      let cell = cells[index]
      guard let place = packer.place(width: cell.width, height: cell.height) else {
        rest.append(index)
        continue
      }
      page.places.append((index, place.x, place.y))
      page.width = max(page.width, place.x + cell.width - gap)
      page.height = max(page.height, place.y + cell.height - gap)
    }
    page.places.sort { $0.index < $1.index }
    return (page, rest)
  }

  /// The orders in which cells are tried: large ones first, in two senses of that.
  private static func orders(of waiting: [Int], _ cells: [(width: Int, height: Int)]) -> [[Int]] {
    let measures: [(Int) -> (Int, Int)] = [
      { (max(cells[$0].width, cells[$0].height), min(cells[$0].width, cells[$0].height)) },
      { (cells[$0].height, cells[$0].width) },
      { (cells[$0].width * cells[$0].height, cells[$0].height) },
    ]
    return measures.map { measure in
      waiting.sorted { one, other in
        let (first, second) = (measure(one), measure(other))
        return first == second ? one < other : first > second
      }
    }
  }

  private static func widths(
    _ waiting: [Int], _ cells: [(width: Int, height: Int)], area: Int, room: Int, gap: Int, size: PageSize
  ) -> [Int] {
    let widest = waiting.reduce(1) { max($0, cells[$1].width) }
    switch size {
    case .powerOfTwo:
      return (0...16).map { (1 << $0) + gap }.filter { $0 >= widest && $0 <= room }
    case .free:
      let side = Double(area).squareRoot()
      let steps = [0.8, 0.9, 0.95, 1.0, 1.03, 1.06, 1.1, 1.15, 1.2, 1.3, 1.45, 1.6]
      return Set(steps.map { min(room, max(widest, Int((side * $0).rounded(.up)))) }).sorted()
    }
  }

  private static func roundedUp(_ side: Int) -> Int {
    var power = 1
    while power < side { power *= 2 }
    return power
  }
}
