/// Packs rectangles into one page with maximal free rectangles, as Jukka Jylänki describes in "A Thousand Ways to Pack the Bin" (2010).
///
/// Deterministic: the same rectangles in the same order give the same places.
struct MaximalRectangles {
  struct Box: Hashable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    var right: Int { x + width }
    var bottom: Int { y + height }

    func overlaps(_ other: Box) -> Bool { x < other.right && other.x < right && y < other.bottom && other.y < bottom }

    func contains(_ other: Box) -> Bool {
      x <= other.x && y <= other.y && right >= other.right && bottom >= other.bottom
    }
  }

  /// What makes a place good; the smaller number wins, then the second.
  enum Rule: CaseIterable {
    /// The side that is left over is short.
    case bestShortSide
    /// What is placed ends as high up as possible.
    case bottomLeft
    /// The area that is left over is small.
    case bestArea
  }

  private let rule: Rule
  private var free: [Box]

  init(width: Int, height: Int, rule: Rule) {
    self.rule = rule
    free = [Box(x: 0, y: 0, width: width, height: height)]
  }

  /// Places a rectangle.
  /// - Returns: where its top left corner lies, or `nil` where it does not fit any more.
  mutating func place(width: Int, height: Int) -> (x: Int, y: Int)? {
    var best: (score: (Int, Int), box: Box)?
    for box in free where box.width >= width && box.height >= height {
      let score = score(box, width, height)
      if best.map({ score < $0.score }) ?? true { best = (score, Box(x: box.x, y: box.y, width: width, height: height)) }
    }
    guard let used = best?.box else { return nil }
    split(around: used)
    return (used.x, used.y)
  }

  private func score(_ box: Box, _ width: Int, _ height: Int) -> (Int, Int) {
    let (across, down) = (box.width - width, box.height - height)
    switch rule {
    case .bestShortSide: return (min(across, down), max(across, down))
    case .bottomLeft: return (box.y + height, box.x)
    case .bestArea: return (box.width * box.height - width * height, min(across, down))
    }
  }

  private mutating func split(around used: Box) {
    var parts: [Box] = []
    var rest: [Box] = []
    for box in free {
      guard box.overlaps(used) else {
        rest.append(box)
        continue
      }
      if used.x > box.x { parts.append(Box(x: box.x, y: box.y, width: used.x - box.x, height: box.height)) }
      if used.right < box.right { parts.append(Box(x: used.right, y: box.y, width: box.right - used.right, height: box.height)) }
      if used.y > box.y { parts.append(Box(x: box.x, y: box.y, width: box.width, height: used.y - box.y)) }
      if used.bottom < box.bottom { parts.append(Box(x: box.x, y: used.bottom, width: box.width, height: box.bottom - used.bottom)) }
    }
    // Old ones do not contain each other, so only new ones can be superfluous.
    for (index, part) in parts.enumerated() {
      let isInside =
        rest.contains { $0.contains(part) }
        || parts.enumerated().contains { $0.offset != index && $0.element.contains(part) && ($0.element != part || $0.offset < index) }
      if !isInside { rest.append(part) }
    }
    free = rest
  }
}
