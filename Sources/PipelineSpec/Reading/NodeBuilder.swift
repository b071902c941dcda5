import Diagnostics
import Yams

/// Turns the nodes of the YAML library into values with positions: aliases and merge keys expanded, within limits.
struct NodeBuilder {
  private let raw: RawText
  private let keyTexts: [SourcePosition: String]
  private var remaining = YAMLReader.nodeLimit
  private var remainingText = YAMLReader.textLimit
  private var aliasNames: Set<String>
  private(set) var diagnostics: [Diagnostic] = []

  init(raw: RawText, keyTexts: [SourcePosition: String]) {
    self.raw = raw
    self.keyTexts = keyTexts
    self.aliasNames = Self.aliasNames(in: raw)
  }

  mutating func build(_ document: ComposedDocument) throws(DiagnosticError) -> Diagnostics.Node {
    let node = try build(document.root, key: nil, depth: 0)
    // An anchor that several aliases repeat would report each mistake several times.
    diagnostics = diagnostics.sortedAndUnique
    return withExtendedLifetime(document.parser) { node }
  }

  /// Builds a value; `key` is the key under which it stands, however deep in lists.
  private mutating func build(_ node: Yams.Node, key: String?, depth: Int) throws(DiagnosticError) -> Diagnostics.Node {
    let position = Self.position(of: node)
    remaining -= 1
    if remaining < 0 { throw DiagnosticError([.tooManyValues(at: position)]) }
    if depth > YAMLReader.depthLimit { throw DiagnosticError([.tooDeep(at: position)]) }
    checkTag(node, at: position)
    switch node {
    case .scalar(let scalar):
      remainingText -= scalar.string.utf8.count
      if remainingText < 0 { throw DiagnosticError([.tooMuchText(at: position)]) }
      return .scalar(build(scalar, key: key, at: position))
    case .sequence(let sequence):
      var items: [Diagnostics.Node] = []
      items.reserveCapacity(sequence.count)
      for item in sequence { items.append(try build(item, key: key, depth: depth + 1)) }
      return .sequence(items, position)
    case .mapping(let mapping): return .mapping(try entries(of: mapping, inBraces: raw[position] == "{", depth: depth), position)
    case .alias(let alias): throw DiagnosticError([.unexpandedAlias(alias.anchor.rawValue, at: position)])
    }
  }

  // MARK: mappings

  private mutating func entries(
    of mapping: Yams.Node.Mapping, inBraces: Bool, depth: Int
  ) throws(DiagnosticError) -> [Diagnostics.Node.Entry] {
    var entries: [Diagnostics.Node.Entry] = []
    var places: [String: SourcePosition] = [:]
    var merged: [Diagnostics.Node] = []
    for (key, value) in mapping {
      let keyPosition = Self.position(of: key)
      remaining -= 1
      guard case .scalar(let keyScalar) = key else {
        diagnostics.append(.complexKey(at: keyPosition))
        continue
      }
      checkTag(key, at: keyPosition)
      var text = keyTexts[keyPosition] ?? keyScalar.string
      if let offset = text.unicodeScalars.firstOffset(where: InvisibleSpace.contains), keyScalar.style == .plain {
        let scalar = text.unicodeScalars[text.unicodeScalars.index(text.unicodeScalars.startIndex, offsetBy: offset)]
        diagnostics.append(.invisibleSpace(scalar, "in the key '\(text.unicodeScalars.quotable)'", at: keyPosition.advanced(by: offset)))
        text = InvisibleSpace.trimmed(text)
      }
      if inBraces, let last = entries.last, case .scalar(let cut) = last.value, cut.style == .plain, !cut.text.isEmpty,
        isBare(keyScalar, value, at: keyPosition)
      {
        diagnostics.append(.cutByComma(text, last.key.text, cut.text, at: keyPosition))
        continue
      }
      let built = try build(value, key: text, depth: depth + 1)
      if text == "<<", keyScalar.style == .plain {
        merged.append(built)
        continue
      }
      if let first = places[text] {
        diagnostics.append(.duplicateKey(text, at: keyPosition, first: first))
        continue
      }
      places[text] = keyPosition
      entries.append(
        Diagnostics.Node.Entry(key: Diagnostics.Node.Scalar(text, at: keyPosition, style: Self.style(keyScalar)), value: built))
    }
    for node in merged { merge(node, into: &entries, places: &places) }
    return entries
  }

  /// Returns whether a key in braces has no value and no colon.
  private func isBare(_ key: Yams.Node.Scalar, _ value: Yams.Node, at position: SourcePosition) -> Bool {
    guard Self.style(key) == .plain, case .scalar(let scalar) = value, scalar.string.isEmpty, Self.style(scalar) == .plain else {
      return false
    }
    let next = raw.from(position).dropFirst(key.string.unicodeScalars.count).first { !$0.isBlank }
    return next == "," || next == "}" || next == nil
  }

  /// Merges the entries of `node`. The mapping's own entries take precedence over merged ones, and those merged first over later ones.
  private mutating func merge(
    _ node: Diagnostics.Node, into entries: inout [Diagnostics.Node.Entry], places: inout [String: SourcePosition]
  ) {
    switch node {
    case .mapping(let added, _):
      for entry in added where places[entry.key.text] == nil {
        places[entry.key.text] = entry.key.position
        entries.append(entry)
      }
    case .sequence(let items, _) where items.allSatisfy({ if case .mapping = $0 { true } else { false } }):
      for item in items { merge(item, into: &entries, places: &places) }
    default: diagnostics.append(.wrongMerge(node))
    }
  }

  // MARK: scalars

  private mutating func build(_ scalar: Yams.Node.Scalar, key: String?, at position: SourcePosition) -> Diagnostics.Node.Scalar {
    let style = Self.style(scalar)
    if let control = scalar.string.unicodeScalars.first(where: { $0 != "\n" && TextDecoder.isForbidden($0) }) {
      diagnostics.append(.controlCharacter(control, at: position))
    }
    if let anchor = scalar.anchor?.rawValue, style == .plain, !aliasNames.contains(anchor) {
      diagnostics.append(.unusedAnchor(anchor, at: position))
    }
    checkEdges(scalar, at: position)
    let spelling = ScalarSpelling(scalar.string, style: scalar.style, at: position, in: raw)
    if style == .plain, let comment = spelling.comment { checkComment(comment, after: scalar.string, key: key) }
    return Diagnostics.Node.Scalar(scalar.string, at: position, style: style, runs: spelling.runs)
  }

  /// Reports invisible characters at the beginning or the end of a value, and a path in quotes in which a backslash begins an escape.
  private mutating func checkEdges(_ scalar: Yams.Node.Scalar, at position: SourcePosition) {
    if scalar.style == .plain || scalar.style == .any {
      let scalars = scalar.string.unicodeScalars
      if scalars.first == "-", let second = scalars.dropFirst().first, InvisibleSpace.contains(second) {
        diagnostics.append(.invisibleSpace(second, "behind '-', which begins no item of a list so", at: position.advanced(by: 1)))
      } else if let first = scalars.first, InvisibleSpace.contains(first) {
        diagnostics.append(.invisibleSpace(first, "at the beginning of the value", at: position, severity: .warning))
      } else if let last = scalars.last, InvisibleSpace.contains(last) {
        diagnostics.append(.invisibleSpace(last, "at the end of the value", at: position, severity: .warning))
      }
    }
    guard scalar.style == .doubleQuoted else { return }
    let written = Array(raw.from(position).prefix(4))
    guard written.count == 4, written[0] == "\"", written[1].properties.isAlphabetic, written[2] == ":", written[3] == "\\" else { return }
    diagnostics.append(.escapedPath(raw.from(position.advanced(by: 3)).prefix(2).quotable, at: position.advanced(by: 3)))
  }

  /// Reports a `#` after a blank, which begins a comment, where a text or a colour was probably meant.
  private mutating func checkComment(_ position: SourcePosition, after text: String, key: String?) {
    let comment = raw.from(position)
    let word = comment.dropFirst().prefix { !$0.isBlank && $0 != "," && $0 != "]" && $0 != "}" }
    if [3, 4, 6, 8].contains(word.count), word.allSatisfy({ $0.properties.isASCIIHexDigit }), Self.isColour(text, key: key) {
      diagnostics.append(.commentCutsColour(word.quotable, at: position))
      return
    }
    guard let key, key == "prompt" || key == "systemInstruction", !text.isEmpty else { return }
    let blanks = raw.before(position).reversed().prefix { $0.isBlank }.count
    if blanks < 2 || comment.dropFirst().first?.isBlank != true {
      diagnostics.append(.commentCutsText(comment.quotable, at: position))
    }
  }

  /// Returns whether a colour could follow the text before the comment: nothing, or the word that takes one.
  private static func isColour(_ text: String, key: String?) -> Bool {
    text.isEmpty || text == "pad" || key == "background"
  }

  private mutating func checkTag(_ node: Yams.Node, at position: SourcePosition) {
    let tag = node.tag.rawValue
    let standard = "tag:yaml.org,2002:"
    // The library hides a lone `!` before a text.
    if case .scalar = node, raw[position] == "!", raw[position.advanced(by: 1)]?.isBlank != false {
      diagnostics.append(.unknownTag("!", at: position))
      return
    }
    switch (node, tag) {
    case (_, ""), (.scalar, standard + "str"), (.sequence, standard + "seq"), (.mapping, standard + "map"): return
    default:
      let shown = tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
      diagnostics.append(.unknownTag(shown, at: position))
    }
  }

  // MARK: parts

  private static func position(of node: Yams.Node) -> SourcePosition {
    SourcePosition(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private static func style(_ scalar: Yams.Node.Scalar) -> Diagnostics.Node.Scalar.Style {
    switch scalar.style {
    case .any, .plain: .plain
    case .singleQuoted, .doubleQuoted: .quoted
    case .literal, .folded: .block
    }
  }

  /// Returns every name that could be an alias anywhere in the file.
  private static func aliasNames(in raw: RawText) -> Set<String> {
    var names: Set<String> = []
    for line in raw.lines {
      for column in line.indices where line[column] == "*" {
        let name = line[(column + 1)...].prefix { $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "-" }
        if !name.isEmpty { names.insert(String(String.UnicodeScalarView(name))) }
      }
    }
    return names
  }
}

extension Diagnostic {
  fileprivate static func tooManyValues(at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "alias-expansion", "the file has more than \(YAMLReader.nodeLimit) values once its aliases are expanded", at: position)
  }

  fileprivate static func tooMuchText(at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "alias-expansion", "the file has more than \(YAMLReader.textLimit) bytes of values once its aliases are expanded", at: position)
  }

  fileprivate static func unexpandedAlias(_ name: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic("yaml-syntax", "the alias '*\(name)' cannot be expanded", at: position)
  }

  static func complexKey(at position: SourcePosition) -> Diagnostic {
    Diagnostic("wrong-type", "a list or a mapping cannot be a key; expected a single word", at: position)
  }

  fileprivate static func duplicateKey(_ key: String, at position: SourcePosition, first: SourcePosition) -> Diagnostic {
    Diagnostic(
      "duplicate-key", "the key '\(key)' stands more than once in this mapping", at: position,
      notes: [Note("'\(key)' stands here first", at: first)])
  }

  /// `{season: spring, winter}`.
  fileprivate static func cutByComma(_ word: String, _ key: String, _ value: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "list-without-brackets", "'\(word)' has no value: in braces a comma ends the value before it", at: position,
      notes: [Note("for a list write \(key): [\(value), \(word)]; one value with a comma in it stands in quotes")])
  }

  fileprivate static func wrongMerge(_ node: Diagnostics.Node) -> Diagnostic {
    Diagnostic("wrong-type", "'<<' merges a mapping or a list of mappings, not \(node.kindName)", at: node.position)
  }

  fileprivate static func unusedAnchor(_ name: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "unused-anchor", "'&\(name)' names an anchor that nothing refers to, and is not part of the value", severity: .warning,
      at: position, notes: [Note("if it is text, put the whole value in quotes")])
  }

  fileprivate static func commentCutsColour(_ colour: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "comment-cuts-value", "'#\(colour)' is read as a comment, not as a colour", severity: .warning, at: position,
      notes: [Note("write the colour without '#': \(colour)")])
  }

  fileprivate static func commentCutsText(_ comment: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "comment-cuts-value", "'\(comment)' is read as a comment and cut from the text", severity: .warning, at: position,
      notes: [Note("put the whole text in quotes, or write it as a block after '|'")])
  }

  fileprivate static func escapedPath(_ escape: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "escaped-path", "'\(escape)' is an escape here: in double quotes a backslash does not stand for itself", severity: .warning,
      at: position, notes: [Note("write the path in single quotes, or with slashes")])
  }

  fileprivate static func unknownTag(_ tag: String, at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      "unknown-tag", "the tag '\(tag)' is not known; every value is read as it is written", at: position,
      notes: [Note("if it is text, put the whole value in quotes")])
  }
}
