/// A glob without slashes, compiled so that matching takes time proportional to pattern and text, whatever the pattern.
///
/// It compares characters by canonical equivalence: a letter with an accent matches whether it was written as one scalar or as two. All
/// places in the pattern that the text so far can lead to are followed in parallel, without backtracking.
struct GlobProgram: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    /// Folded if letter case does not count.
    case literal(Character)
    /// `?`, and each turn of `*`.
    case any
    case set([ClosedRange<Character>], isNegated: Bool)
    /// Goes on at each of these places.
    case branch([Int])
  }

  private(set) var steps: [Step] = []
  let ignoresCase: Bool
  /// Indicates whether a dot at the beginning of the text must stand in the pattern.
  let hidesDots: Bool

  init(ignoresCase: Bool, hidesDots: Bool) {
    self.ignoresCase = ignoresCase
    self.hidesDots = hidesDots
  }

  mutating func append(_ step: Step) {
    if case .literal(let character) = step, ignoresCase {
      steps.append(.literal(Self.folded(character)))
    } else {
      steps.append(step)
    }
  }

  /// Appends a `*`: any text, also none.
  mutating func appendStar() {
    let start = steps.count
    steps.append(.branch([start + 1, start + 3]))
    steps.append(.any)
    steps.append(.branch([start]))
  }

  mutating func appendAlternatives(_ alternatives: [GlobProgram]) {
    let start = steps.count
    steps.append(.branch([]))
    var entries: [Int] = []
    var exits: [Int] = []
    for alternative in alternatives {
      let offset = steps.count
      entries.append(offset)
      steps += alternative.steps.map { step in
        if case .branch(let targets) = step { .branch(targets.map { $0 + offset }) } else { step }
      }
      exits.append(steps.count)
      steps.append(.branch([]))
    }
    steps[start] = .branch(entries)
    for exit in exits { steps[exit] = .branch([steps.count]) }
  }

  // MARK: matching

  func matches(_ text: String) -> Bool {
    var reached = Places(count: steps.count)
    reached.add(0, following: steps)
    var next = Places(count: steps.count)
    var isFirst = true
    for character in text {
      next.removeAll()
      let folded = ignoresCase ? Self.folded(character) : character
      for place in reached.places where place < steps.count && accepts(steps[place], character, folded, isFirst: isFirst) {
        next.add(place + 1, following: steps)
      }
      swap(&reached, &next)
      if reached.places.isEmpty { return false }
      isFirst = false
    }
    return reached.contains(steps.count)
  }

  private func accepts(_ step: Step, _ character: Character, _ folded: Character, isFirst: Bool) -> Bool {
    // The first byte decides whether a name is hidden, whatever mark may follow the dot.
    let isHidden = hidesDots && isFirst && character.unicodeScalars.first == "."
    switch step {
    case .literal(let wanted): return wanted == folded
    case .any: return !isHidden
    case .set(let ranges, let isNegated):
      let isMember = ranges.contains { range in
        range.contains(character) || ignoresCase && (range.contains(folded) || range.contains(Self.raised(character)))
      }
      return isMember != isNegated && !isHidden
    case .branch: return false
    }
  }

  /// The places that can be reached, each once.
  private struct Places {
    private(set) var places: [Int] = []
    private var isMember: [Bool]

    init(count: Int) { isMember = Array(repeating: false, count: count + 1) }

    func contains(_ place: Int) -> Bool { isMember[place] }

    mutating func removeAll() {
      for place in places { isMember[place] = false }
      places.removeAll(keepingCapacity: true)
    }

    mutating func add(_ place: Int, following steps: [Step]) {
      var pending = [place]
      while let place = pending.popLast() {
        if isMember[place] { continue }
        isMember[place] = true
        places.append(place)
        if place < steps.count, case .branch(let targets) = steps[place] { pending += targets }
      }
    }
  }

  // MARK: letter case

  /// Returns one character for all cases of a letter, by the Unicode mappings that give a single character.
  static func folded(_ character: Character) -> Character {
    if let byte = character.asciiValue {
      return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? Character(Unicode.Scalar(byte + 32)) : character
    }
    return single(raised(character).lowercased()) ?? character
  }

  private static func raised(_ character: Character) -> Character { single(character.uppercased()) ?? character }

  private static func single(_ text: String) -> Character? { text.count == 1 ? text.first : nil }
}
