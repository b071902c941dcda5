import JSON

/// Text from outside that goes to a terminal.
package enum PrintableText {
  /// In scalars.
  static let longestLine = 1_000

  /// Returns text on one line and without control characters, whatever it quotes, cut if it is very long.
  package static func line(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(longestLine) {
      if isControl(scalar) { result += escape(scalar) } else { result.unicodeScalars.append(scalar) }
    }
    return text.unicodeScalars.count > longestLine ? result + "…" : result
  }

  /// Returns how a control character is shown.
  package static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  /// Returns whether a scalar must not reach a terminal.
  package static func isControl(_ scalar: Unicode.Scalar) -> Bool { JSONEscapes.isControl(scalar) }
}

/// Names characters that nobody sees and that come along when text is copied from a page, a chat or an editor.
package enum InvisibleCharacter {
  /// What takes no room or shows nothing, without what writing needs: joiners of letters and emoji, and variation selectors
  /// (https://www.unicode.org/Public/UCD/latest/ucd/UnicodeData.txt, general category Cf; Default_Ignorable_Code_Point in
  /// https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt).
  package static func name(of scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0xAD: "a soft hyphen"
    case 0x34F: "a combining grapheme joiner"
    case 0x61C, 0x200E, 0x200F: scalar.value == 0x200E ? "a left-to-right mark" : "a right-to-left mark"
    case 0x115F, 0x1160, 0x3164, 0xFFA0: "a filler of Hangul"
    case 0x17B4, 0x17B5: "a vowel that is not shown"
    case 0x180E, 0x200B, 0xFEFF: scalar.value == 0xFEFF ? "a byte order mark" : "a zero-width space"
    case 0x202A...0x202E, 0x2066...0x2069: "a mark that turns the direction of text"
    case 0x2060: "a word joiner"
    case 0x2061...0x2064: "an operator that is not shown"
    case 0x206A...0x206F, 0xFFF9...0xFFFB: "a mark of formatting"
    case 0x2800: "a blank of Braille"
    case 0xE0000...0xE007F: "a tag"
    default: nil
    }
  }

  /// Returns the first of them in a text, with its place from 0 on, in Unicode scalars.
  package static func first(in text: String) -> (scalar: Unicode.Scalar, offset: Int)? {
    // Most texts have nothing beyond ASCII.
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
    for (offset, scalar) in text.unicodeScalars.enumerated() where name(of: scalar) != nil { return (scalar, offset) }
    return nil
  }

  /// Returns a scalar's number as people look it up: `U+200B`.
  package static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Returns words about the first one in a text, such as "a zero-width space (U+200B)"; nil where there is none.
  package static func displayName(for text: String) -> String? {
    guard let (scalar, _) = first(in: text), let name = name(of: scalar) else { return nil }
    return "\(name) (\(code(scalar)))"
  }
}

extension Diagnostic {
  /// Returns a warning where a value holds what nobody sees: it is taken as it is written, so that it names another thing than it seems to.
  package static func invisibleCharacter(in scalar: Node.Scalar, of key: String) -> Diagnostic? {
    guard let (found, offset) = InvisibleCharacter.first(in: scalar.text), let name = InvisibleCharacter.name(of: found) else { return nil }
    return Diagnostic(
      .invisibleCharacter, "'\(key)' holds \(name) (\(InvisibleCharacter.code(found))) at place \(offset + 1), which nobody sees",
      severity: .warning, at: scalar.position(at: offset), notes: [Note("write the value without it")])
  }

  /// The same for a value of the command line.
  package static func invisibleCharacter(in text: String, ofOption option: String) -> Diagnostic? {
    guard let (found, offset) = InvisibleCharacter.first(in: text), let name = InvisibleCharacter.name(of: found) else { return nil }
    return Diagnostic(
      .invisibleCharacter, "\(option) holds \(name) (\(InvisibleCharacter.code(found))) at place \(offset + 1), which nobody sees",
      severity: .warning, notes: [Note("write the value without it")])
  }
}

extension Diagnostic.ID {
  package static let invisibleCharacter: Diagnostic.ID = "invisible-character"
}
