import Diagnostics
import Yams

/// Explains to a person why a file is not YAML, and how to write the most likely intention.
struct SyntaxMistake {
  private let raw: RawText
  /// The YAML library's own words.
  private let problem: String
  /// The place where the library noticed the mistake; often behind it.
  private let place: SourcePosition
  private let context: String
  /// The beginning of the construct that the library was reading.
  private let start: SourcePosition?

  init(_ error: YamlError, raw: RawText) {
    self.raw = raw
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      self.problem = problem
      place = raw.clamped(SourcePosition(line: mark.line, column: mark.column))
      self.context = context?.text ?? ""
      start = context.map { raw.clamped(SourcePosition(line: $0.mark.line, column: $0.mark.column)) }
    default:
      if case .reader(let reason, _, _, _) = error { problem = reason } else { problem = "\(error)" }
      place = SourcePosition(line: 1, column: 1)
      context = ""
      start = nil
    }
  }

  var diagnostic: Diagnostic {
    if let space = invisibleSpace { return space }
    if problem.contains("nesting level") { return .tooDeep(at: place) }
    if problem.contains("another document") { return .severalDocuments(at: place) }
    if problem.contains("undefined alias") { return specialStart(at: place) }
    if context.contains("scanning an alias") || context.contains("scanning an anchor") || context.contains("tag"), let start {
      return specialStart(at: start)
    }
    if problem.contains("cannot start any token") { return raw[place] == "\t" ? .tab(at: place) : specialStart(at: place) }
    if problem.contains("violates indentation") { return .tab(at: place) }
    if raw.line(place.line).first == "%" { return specialStart(at: SourcePosition(line: place.line, column: 1)) }
    if context.contains("quoted scalar"), let start { return quotedScalar(from: start) }
    if context.contains("block scalar") { return .textAfterBlockMark(raw.from(place).quotable, at: place) }
    if context.contains("flow"), let start { return flow(from: start) }
    return block
  }

  /// A space that is none to YAML, at the place of the error or at the beginning of the construct.
  private var invisibleSpace: Diagnostic? {
    for number in [start?.line, place.line - 1, place.line].compactMap(\.self) {
      let line = raw.line(number)
      guard let index = InvisibleSpace.structural(in: line) else { continue }
      return .invisibleSpace(line[index], "where YAML needs an ordinary one", at: SourcePosition(line: number, column: index + 1))
    }
    return nil
  }

  // MARK: values

  /// Explains a value whose first character has another meaning in YAML.
  private func specialStart(at position: SourcePosition) -> Diagnostic {
    let value = value(at: position)
    let meaning =
      switch raw[position] {
      case "*": "a '*' at the beginning refers to an anchor"
      case "&": "a '&' at the beginning names an anchor"
      case "!": "a '!' at the beginning is a tag"
      case "@", "`": "'@' and '`' are reserved"
      case "%": "a '%' at the beginning is a directive"
      default: "a value cannot begin so"
      }
    return .unquoted(value, meaning, at: position)
  }

  private func quotedScalar(from start: SourcePosition) -> Diagnostic {
    if let escape = wrongEscape(from: start) { return .unknownEscape(raw.from(escape).prefix(2).quotable, at: escape) }
    if problem.contains("tab") { return .tab(at: place) }
    return .unclosed(raw.from(start).prefix(1).quotable, "quote", at: start)
  }

  /// Returns the place of the backslash at which the library failed: it knows no such escape, or digits are missing behind it.
  private func wrongEscape(from start: SourcePosition) -> SourcePosition? {
    guard ["escape", "hexdecimal", "hexadecimal", "Unicode character code"].contains(where: { problem.contains($0) }) else { return nil }
    let before = raw.before(place.advanced(by: 1))
    guard let column = before.lastIndex(of: "\\"), place.line > start.line || column >= start.column - 1 else { return place }
    return SourcePosition(line: place.line, column: column + 1)
  }

  // MARK: flow collections

  private func flow(from start: SourcePosition) -> Diagnostic {
    let before = SourcePosition(line: place.line, column: place.column - 1)
    if raw[place] == "{", raw[before] == "$" { return templateInFlow(at: before) }
    if let comment = commentWithBracket(from: start) ?? commentWithBracket(above: place) {
      return .commentHidesBracket(raw.from(comment).quotable, at: comment)
    }
    let isNode = context.contains("flow node")
    if isNode, let found = raw[place], ",]}:".unicodeScalars.contains(found) {
      return .noValue(before: String(Character(found)), at: place)
    }
    let isBracket = raw[start] == "[" || raw[start] == "{"
    let opener = isNode || !isBracket ? lastOpenBracket(before: place) ?? start : start
    if place.line > opener.line || raw[place] == nil {
      return .unclosed(raw.from(opener).prefix(1).quotable, "bracket", at: opener)
    }
    return .noSeparator(raw.from(place).quotable, closing: raw[start] == "{" ? "}" : "]", at: place)
  }

  /// Explains a `${`, which ends a plain scalar inside brackets. The whole value is quoted in the fix: from the separator before it to the
  /// one behind.
  private func templateInFlow(at dollar: SourcePosition) -> Diagnostic {
    let line = raw.line(dollar.line)
    var first = dollar.column - 1
    while first > 0, !"[{,".unicodeScalars.contains(line[first - 1]), !(line[first - 1].isBlank && first > 1 && line[first - 2] == ":") {
      first -= 1
    }
    var end = dollar.column - 1
    var depth = 0
    while end < line.count {
      if line[end] == "{" { depth += 1 }
      if line[end] == "}" {
        if depth == 0 { break }
        depth -= 1
      }
      if depth == 0, line[end] == "," || line[end] == "]" { break }
      end += 1
    }
    return .templateInFlow(line[first..<end].quotable, at: dollar)
  }

  /// Returns the place of a `#` between the bracket and the place where its end was missed, if the end stands behind the `#`.
  private func commentWithBracket(from start: SourcePosition, through last: Int? = nil) -> SourcePosition? {
    for number in start.line...max(start.line, min(last ?? place.line, raw.lines.count)) {
      let line = raw.line(number)
      var quote: Unicode.Scalar?
      let firstColumn = number == start.line ? start.column - 1 : 0
      for column in line.indices where column >= firstColumn {
        let scalar = line[column]
        if let open = quote {
          if scalar == open { quote = nil }
        } else if scalar == "\"" || scalar == "'" {
          quote = scalar
        } else if scalar == "#", column > 0, line[column - 1].isBlank {
          guard line[column...].contains(where: { $0 == "]" || $0 == "}" }) else { break }
          return SourcePosition(line: number, column: column + 1)
        }
      }
    }
    return nil
  }

  /// Returns the same if libYAML missed the end further down: the nearest line above that opens a bracket and hides the end behind a `#`.
  private func commentWithBracket(above position: SourcePosition) -> SourcePosition? {
    for number in stride(from: min(position.line, raw.lines.count), through: max(1, position.line - 20), by: -1) {
      guard let opener = raw.line(number).firstIndex(where: { $0 == "[" || $0 == "{" }) else { continue }
      let start = SourcePosition(line: number, column: opener + 1)
      if let comment = commentWithBracket(from: start, through: number) { return comment }
    }
    return nil
  }

  /// Returns the innermost bracket that is still open at `position`, as far as its line and those above show.
  private func lastOpenBracket(before position: SourcePosition) -> SourcePosition? {
    var closed = 0
    var number = min(position.line, raw.lines.count)
    while number > 0, position.line - number < 100 {
      let line = number == position.line ? Array(raw.before(position)) : raw.line(number)
      for column in line.indices.reversed() {
        if line[column] == "]" || line[column] == "}" { closed += 1 }
        if line[column] == "[" || line[column] == "{" {
          if closed == 0 { return SourcePosition(line: number, column: column + 1) }
          closed -= 1
        }
      }
      number -= 1
    }
    return nil
  }

  // MARK: block collections

  private var block: Diagnostic {
    if problem.contains("mapping values are not allowed") { return strayColon }
    if problem.contains("sequence entries are not allowed") {
      return .listOnKeyLine(at: place)
    }
    if problem.contains("expected ':'"), let start { return .noColon(raw.from(start).quotable, at: start) }
    if problem.contains("mapping keys are not allowed") || problem.contains("node content") {
      if raw[place] == "\t" { return .tab(at: place) }
      return .unquoted(value(at: place), "a value cannot begin so", at: place)
    }
    if problem.contains("did not find expected") { return unexpected }
    return .other(problem, at: place)
  }

  /// A diagnostic for a second `: ` on a line, which belongs to a text; the first one of a line is a key at the wrong depth.
  private var strayColon: Diagnostic {
    let before = Array(raw.before(place))
    let separator = before.indices.first { before[$0] == ":" && $0 + 1 < before.count && before[$0 + 1].isBlank }
    guard let separator else {
      return .strayKey(before.quotable, at: SourcePosition(line: place.line, column: before.prefix { $0.isBlank }.count + 1))
    }
    return .colonInText(raw.from(SourcePosition(line: place.line, column: separator + 2)).quotable, at: place)
  }

  /// The quote of a line above that has no other on its line, where what ends at `position` began there: its own end was forgotten, and the
  /// beginning of the next quoted text was taken for it.
  private func unclosedQuote(_ quote: Unicode.Scalar, above position: SourcePosition) -> SourcePosition? {
    guard quote == "\"" || quote == "'" else { return nil }
    // A line with both quotes of a text ends what was open before it.
    guard raw.before(position).count(where: { $0 == quote }) % 2 == 1 else { return nil }
    for number in stride(from: position.line - 1, through: max(1, position.line - 20), by: -1) {
      let line = raw.line(number)
      guard line.count(where: { $0 == quote }) % 2 == 1, let column = line.lastIndex(of: quote) else { continue }
      let isOpening = column == 0 || line[column - 1].isBlank || "[{,".unicodeScalars.contains(line[column - 1])
      return isOpening ? SourcePosition(line: number, column: column + 1) : nil
    }
    return nil
  }

  private var unexpected: Diagnostic {
    let before = raw.before(place)
    let lead = before.reversed().drop { $0.isBlank }
    if let last = lead.first, let opening = unclosedQuote(last, above: place) {
      return .unclosed(String(Character(last)), "quote", at: opening)
    }
    if let last = lead.first, "\"'".unicodeScalars.contains(last) || "]}".unicodeScalars.contains(last) {
      return .textAfter(String(Character(last)), raw.from(place).quotable, at: place)
    }
    // An alias or an anchor with more text behind it.
    if let column = before.indices.last(where: { "*&!".unicodeScalars.contains(before[$0]) && ($0 == 0 || before[$0 - 1].isBlank) }) {
      return specialStart(at: SourcePosition(line: place.line, column: column + 1))
    }
    if raw.from(place).first == "\t" || before.contains("\t") { return .tab(at: place) }
    return .misaligned(raw.from(place).quotable, at: place)
  }

  /// Returns the text from `position` on, without a comment; inside brackets only up to the end of the value.
  private func value(at position: SourcePosition) -> String {
    var scalars: [Unicode.Scalar] = []
    let isInFlow = context.contains("flow") || raw.before(position).contains { $0 == "[" || $0 == "{" }
    for scalar in raw.from(position) {
      if scalar == "#", scalars.last?.isBlank == true { break }
      if isInFlow, ",]}".unicodeScalars.contains(scalar) { break }
      scalars.append(scalar)
    }
    return scalars.quotable
  }
}
