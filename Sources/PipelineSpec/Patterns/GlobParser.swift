/// The reason why a glob cannot be read, and its place: `offset` counts Unicode scalars of the text.
struct GlobError: Error {
  enum Reason {
    case empty
    case tooLong
    case unclosedBracket
    case unclosedBrace
    case reversedRange(String)
    case slashInBracket
    case nestedTooDeep
    case tooManyAlternatives
    case partialFolders
    case parentAfterWildcard
    case namesFolder
    case template
  }

  let reason: Reason
  let offset: Int
}

/// Reads one component of a pattern, or a whole name pattern.
struct GlobParser {
  /// Scalars of a whole pattern.
  static let lengthLimit = 4_096
  private static let depthLimit = 32

  private let characters: [Character]
  /// The number of scalars of the text before each of them.
  private let scalarsBefore: [Int]
  private let ignoresCase: Bool
  private let hidesDots: Bool
  /// The place of the first scalar in the text that errors refer to.
  private let offset: Int
  private var index = 0

  init(_ scalars: some Collection<Unicode.Scalar>, offset: Int = 0, ignoresCase: Bool, hidesDots: Bool) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    characters = Array(String(view))
    var before = [0]
    for character in characters { before.append((before.last ?? 0) + character.unicodeScalars.count) }
    scalarsBefore = before
    self.offset = offset
    self.ignoresCase = ignoresCase
    self.hidesDots = hidesDots
  }

  mutating func parse() throws(GlobError) -> GlobProgram { try sequence(depth: 0) }

  private mutating func sequence(depth: Int) throws(GlobError) -> GlobProgram {
    var program = GlobProgram(ignoresCase: ignoresCase, hidesDots: hidesDots)
    var previousWasStar = false
    while index < characters.count {
      let character = characters[index]
      if depth > 0, character == "," || character == "}" { break }
      if character == "*" {
        if !previousWasStar { program.appendStar() }
        previousWasStar = true
        index += 1
        continue
      }
      previousWasStar = false
      switch character {
      case "?":
        program.append(.any)
        index += 1
      case "[": program.append(try set())
      case "{": program.appendAlternatives(try alternatives(depth: depth))
      default:
        program.append(.literal(character))
        index += 1
      }
    }
    return program
  }

  private mutating func alternatives(depth: Int) throws(GlobError) -> [GlobProgram] {
    let start = index
    guard depth < Self.depthLimit else { throw error(.nestedTooDeep, at: start) }
    var result: [GlobProgram] = []
    repeat {
      index += 1
      result.append(try sequence(depth: depth + 1))
    } while index < characters.count && characters[index] == ","
    guard index < characters.count else { throw error(.unclosedBrace, at: start) }
    index += 1
    return result
  }

  private mutating func set() throws(GlobError) -> GlobProgram.Step {
    let start = index
    index += 1
    let isNegated = index < characters.count && (characters[index] == "!" || characters[index] == "^")
    if isNegated { index += 1 }
    var ranges: [ClosedRange<Character>] = []
    let first = index
    while true {
      guard index < characters.count else { throw error(.unclosedBracket, at: start) }
      let lower = characters[index]
      if lower == "]", index > first { break }
      if lower == "/" { throw error(.slashInBracket, at: index) }
      guard index + 2 < characters.count, characters[index + 1] == "-", characters[index + 2] != "]" else {
        ranges.append(lower...lower)
        index += 1
        continue
      }
      let upper = characters[index + 2]
      guard lower <= upper else {
        throw error(.reversedRange(String(characters[index..<(index + 3)])), at: index)
      }
      ranges.append(lower...upper)
      index += 3
    }
    index += 1
    return .set(ranges, isNegated: isNegated)
  }

  private func error(_ reason: GlobError.Reason, at index: Int) -> GlobError {
    GlobError(reason: reason, offset: offset + scalarsBefore[index])
  }

  /// Returns the end of a `[…]` that begins at `start`: the index behind its `]`, or `nil` if it has none.
  static func endOfSet(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
    var index = start + 1
    if index < scalars.count, scalars[index] == "!" || scalars[index] == "^" { index += 1 }
    return scalars.indices.contains(index + 1) ? scalars[(index + 1)...].firstIndex(of: "]").map { $0 + 1 } : nil
  }
}
