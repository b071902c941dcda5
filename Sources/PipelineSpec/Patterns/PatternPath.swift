/// A pattern cut at its slashes.
struct PatternPath {
  struct Component {
    let scalars: ArraySlice<Unicode.Scalar>
    /// The place in the text that the user wrote at which it begins, in Unicode scalars.
    let offset: Int

    var text: String { String(String.UnicodeScalarView(scalars)) }
    var isSpecial: Bool { scalars.contains { "*?[{".unicodeScalars.contains($0) } }

    /// The place at which `**` stands beside something else, or `nil` if there is none.
    var partialFolders: Int? {
      guard scalars.count > 2 else { return nil }
      var index = scalars.startIndex
      let all = Array(scalars)
      while index < scalars.endIndex {
        if scalars[index] == "[", let end = GlobParser.endOfSet(all, from: index - scalars.startIndex) {
          index = scalars.startIndex + end
          continue
        }
        if scalars[index] == "*", index + 1 < scalars.endIndex, scalars[index + 1] == "*" {
          return offset + index - scalars.startIndex
        }
        index += 1
      }
      return nil
    }
  }

  /// Paths that one pattern may stand for.
  private static let alternativeLimit = 256

  let isAbsolute: Bool
  /// Indicates whether it begins with `~/`.
  let isInHome: Bool
  let components: [Component]

  /// Returns the paths in `text`: one, unless braces that hold a slash make several.
  static func paths(in text: String) throws(GlobError) -> [PatternPath] {
    let scalars = Array(text.unicodeScalars)
    guard !scalars.isEmpty else { throw GlobError(reason: .empty, offset: 0) }
    guard scalars.count <= GlobParser.lengthLimit else { throw GlobError(reason: .tooLong, offset: 0) }
    if let dollar = scalars.indices.first(where: { scalars[$0] == "$" && $0 + 1 < scalars.count && scalars[$0 + 1] == "{" }) {
      throw GlobError(reason: .template, offset: dollar)
    }
    var finished: [[Unicode.Scalar]] = []
    var pending = [scalars]
    while let next = pending.popLast() {
      guard let expanded = try expandFirstSlashBrace(next) else {
        finished.append(next)
        continue
      }
      pending += expanded.reversed()
      if pending.count + finished.count > alternativeLimit { throw GlobError(reason: .tooManyAlternatives, offset: 0) }
    }
    var paths: [PatternPath] = []
    // Behind an expanded brace offsets no longer are those of the text; then mistakes are shown at its beginning.
    for path in finished { paths.append(try PatternPath(path, isVerbatim: path == scalars)) }
    return paths
  }

  private init(_ scalars: [Unicode.Scalar], isVerbatim: Bool) throws(GlobError) {
    isAbsolute = scalars.first == "/"
    isInHome = scalars.starts(with: "~/".unicodeScalars)
    var components: [Component] = []
    var start = isInHome ? 2 : 0
    var index = start
    func add(_ range: Range<Int>) {
      if range.isEmpty || scalars[range].elementsEqual([Unicode.Scalar(".")]) { return }
      components.append(Component(scalars: scalars[range], offset: isVerbatim ? range.lowerBound : 0))
    }
    while index < scalars.count {
      // A slash inside `[…]` is a mistake that the component's parser reports.
      if scalars[index] == "[", let end = GlobParser.endOfSet(scalars, from: index) {
        index = end
        continue
      }
      if scalars[index] == "/" {
        add(start..<index)
        start = index + 1
      }
      index += 1
    }
    add(start..<scalars.count)
    self.components = components
    let last = scalars[start...]
    if last.isEmpty || last.elementsEqual([Unicode.Scalar(".")]) || last.elementsEqual([Unicode.Scalar("."), Unicode.Scalar(".")]) {
      throw GlobError(reason: .namesFolder, offset: 0)
    }
  }

  /// Returns the texts that the first outermost brace with a slash in it stands for, or `nil` if there is none.
  private static func expandFirstSlashBrace(_ scalars: [Unicode.Scalar]) throws(GlobError) -> [[Unicode.Scalar]]? {
    var depth = 0
    var open = 0
    var commas: [Int] = []
    var hasSlash = false
    var index = 0
    while index < scalars.count {
      switch scalars[index] {
      case "[":
        if let end = GlobParser.endOfSet(scalars, from: index) {
          index = end
          continue
        }
      case "{":
        if depth == 0 { (open, commas, hasSlash) = (index, [], false) }
        depth += 1
      case ",": if depth == 1 { commas.append(index) }
      case "/": if depth > 0 { hasSlash = true }
      case "}" where depth > 0:
        depth -= 1
        guard depth == 0, hasSlash else { break }
        let ends = commas + [index]
        let starts = [open] + commas
        return zip(starts, ends).map { start, end in
          scalars[..<open] + scalars[(start + 1)..<end] + scalars[(index + 1)...]
        }.map(Array.init)
      default: break
      }
      index += 1
    }
    if depth > 0 { throw GlobError(reason: .unclosedBrace, offset: open) }
    return nil
  }
}
