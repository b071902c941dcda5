import Diagnostics

/// Spaces that look like a space, or like nothing, and are none to YAML: they come along when text is copied from a page or a chat.
enum InvisibleSpace {
  /// Returns whether a scalar is of the general category Zs, other than the space, or has no width
  /// (https://www.unicode.org/Public/UCD/latest/ucd/UnicodeData.txt).
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0, 0x1680, 0x2000...0x200B, 0x202F, 0x205F, 0x2060, 0x3000: true
    default: false
    }
  }

  /// Finds one in a place of YAML's structure: before the first word of the line, or behind the first colon or dash.
  /// - Returns: the index in the line.
  static func structural(in line: [Unicode.Scalar]) -> Int? {
    for (index, scalar) in line.enumerated() {
      if contains(scalar) {
        let before = line[..<index]
        let isAtBeginning = before.allSatisfy { $0.isBlank || $0 == "-" || $0 == "?" }
        return isAtBeginning || before.last == ":" ? index : nil
      }
      // From here on the line is a value.
      if scalar == ":", index + 1 < line.count, line[index + 1].isBlank { return nil }
    }
    return nil
  }

  /// Returns the text without those at its ends.
  static func trimmed(_ text: String) -> String {
    var scalars = Substring.UnicodeScalarView(Substring(text).unicodeScalars)
    while let first = scalars.first, contains(first) { scalars.removeFirst() }
    while let last = scalars.last, contains(last) { scalars.removeLast() }
    return String(scalars)
  }
}

extension Diagnostic {
  static func invisibleSpace(_ scalar: Unicode.Scalar, _ place: String, at position: SourcePosition, severity: Severity = .error)
    -> Diagnostic
  {
    let name = InvisibleCharacter.code(scalar)
    let kind = scalar.value == 0xA0 ? "a no-break space" : InvisibleCharacter.name(of: scalar) ?? "a space that is none to YAML"
    return Diagnostic(
      .invisibleCharacter, "the character \(name), \(kind), stands \(place)", severity: severity, at: position,
      notes: [Note("put an ordinary space in its place, or nothing")])
  }
}
