import CTerminalLibrary
import Glibc

/// The cells that text takes on a terminal, as wcwidth(3) counts them.
enum TerminalWidth {
  /// Has the C library count the characters of Unicode; called once, where the program starts and nothing else runs.
  static func prepare() {
    // The name is a literal and the result, a pointer into the library, is not kept.
    _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
  }

  /// Returns the cells of a line. What ``TerminalText`` has marked as the program's own control sequence takes none.
  static func of(_ text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    var width = 0
    var isMarked = false
    for character in text {
      if character == TerminalText.openingMark { isMarked = true }
      if !isMarked { width += of(character) }
      if character == TerminalText.closingMark { isMarked = false }
    }
    return width
  }

  /// Returns the beginning of a text that takes no more cells.
  static func prefix(of text: String, cells: Int) -> Substring {
    var width = 0
    for index in text.indices {
      width += of(text[index])
      if width > cells { return text[..<index] }
    }
    return text[...]
  }

  /// Returns the text with spaces behind it up to so many cells.
  static func padded(_ text: String, to cells: Int) -> String { text + String(repeating: " ", count: max(0, cells - of(text))) }

  /// Returns the text cut to so many cells, with an ellipsis where something is missing.
  static func cut(_ text: String, to cells: Int) -> String { of(text) <= cells ? text : prefix(of: text, cells: cells - 1) + "…" }

  /// Returns the text on as many lines as it needs, broken at spaces, the further ones indented.
  static func wrapped(_ text: String, cells: Int, indentation: Int) -> [String] {
    guard of(text) > cells else { return [text] }
    // Far in, a column would be too narrow to read.
    let margin = String(repeating: " ", count: indentation * 2 > cells ? min(indentation, 10) : indentation)
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var gap = ""
    for word in text.drop(while: { $0 == " " }).split(separator: " ", omittingEmptySubsequences: false) {
      // Columns are set apart by several spaces.
      if word.isEmpty {
        gap += " "
      } else if line.allSatisfy({ $0 == " " }) {
        line += word
        gap = " "
      } else if of(line) + of(gap) + of(word) <= cells {
        line += "\(gap)\(word)"
        gap = " "
      } else {
        lines.append(line)
        line = "\(margin)\(word)"
        gap = " "
      }
    }
    return lines + [line]
  }

  /// A pictograph of several scalars, or one with marks, takes no more than the two cells of the widest.
  private static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // What cannot be printed is shown by its number later; wcwidth says -1.
      width += scalar.isASCII ? 1 : max(0, Int(wcwidth(wchar_t(bitPattern: scalar.value))))
    }
    return min(2, width)
  }
}
