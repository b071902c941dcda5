import Diagnostics

/// Decodes the bytes of a file into a text that YAML can be read from, or throws the one diagnostic that forbids it.
enum TextDecoder {
  static func decode(_ bytes: [UInt8]) throws(DiagnosticError) -> String {
    guard bytes.count <= YAMLReader.sizeLimit else {
      throw DiagnosticError([.fileTooLarge(bytes.count)])
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw DiagnosticError([.utf16]) }
    // The mark is no column of the first line.
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    try check(content)
    return String(decoding: content, as: UTF8.self)
  }

  /// Validates that every byte is UTF-8 and every scalar printable; throws a diagnostic at the first that is not.
  private static func check(_ bytes: ArraySlice<UInt8>) throws(DiagnosticError) {
    var position = SourcePosition(line: 1, column: 1)
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var previous: Unicode.Scalar = " "
    var isEmpty = true
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput:
        if isEmpty { throw DiagnosticError([.emptyFile]) }
        return
      case .error: throw DiagnosticError([.notUTF8(at: position)])
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        switch scalar {
        case "\n" where previous == "\r": break
        case "\n", "\r": position = SourcePosition(line: position.line + 1, column: 1)
        default:
          if scalar == "\u{FEFF}" { throw DiagnosticError([.byteOrderMark(at: position)]) }
          if isForbidden(scalar) { throw DiagnosticError([.controlCharacter(scalar, at: position)]) }
          if !scalar.isBlank { isEmpty = false }
          position = position.advanced(by: 1)
        }
        previous = scalar
      }
    }
  }

  /// Returns whether a scalar is forbidden: control characters, the two non-characters that YAML has no place for, and the line ends that
  /// YAML counts but editors do not.
  static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}

extension Diagnostic {
  fileprivate static func fileTooLarge(_ count: Int) -> Diagnostic {
    Diagnostic("file-too-large", "the file has \(count) bytes; expected at most \(YAMLReader.sizeLimit)")
  }

  fileprivate static let utf16 = Diagnostic("not-utf8", "the file is UTF-16; expected UTF-8")

  fileprivate static func notUTF8(at position: SourcePosition) -> Diagnostic {
    Diagnostic("not-utf8", "this byte is not UTF-8; the file must be UTF-8 throughout", at: position)
  }

  fileprivate static let emptyFile = Diagnostic(
    "empty-file", "the file is empty; expected a mapping that begins with 'version: 1'", at: SourcePosition(line: 1, column: 1))

  fileprivate static func byteOrderMark(at position: SourcePosition) -> Diagnostic {
    Diagnostic(
      .invisibleCharacter, "a byte order mark (U+FEFF) stands here, which nobody sees", at: position,
      notes: [Note("delete it; it comes along where files are joined, and may only be the first character of the file")])
  }

  static func controlCharacter(_ scalar: Unicode.Scalar, at position: SourcePosition) -> Diagnostic {
    Diagnostic("control-character", "the character \(InvisibleCharacter.code(scalar)) may not stand in a pipeline file", at: position)
  }
}
