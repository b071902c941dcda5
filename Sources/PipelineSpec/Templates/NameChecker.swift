import Diagnostics

/// Validates the names of axes and values: templates must be able to distinguish them.
struct NameChecker {
  static let reserved = ["source", "asset", "env", "include", "exclude"]

  private(set) var diagnostics: [Diagnostic] = []

  /// Returns whether the name is valid, and reports it if not; `subject` is its description in messages.
  mutating func accepts(_ name: Node.Scalar, as subject: String) -> Bool {
    if Self.reserved.contains(name.text) {
      diagnostics.append(.reservedName(name, subject))
      return false
    }
    guard Self.isName(name.text) else {
      diagnostics.append(.invalidName(name, subject))
      return false
    }
    return true
  }

  static func isName(_ text: String) -> Bool {
    for (index, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "a"..."z", "A"..."Z", "_": continue
      case "0"..."9", "-": if index == 0 { return false }
      default: return false
      }
    }
    return !text.isEmpty
  }
}

extension Diagnostic {
  fileprivate static func reservedName(_ name: Node.Scalar, _ subject: String) -> Diagnostic {
    Diagnostic(
      "reserved-name", "'\(name.text)' is reserved and cannot name \(subject)", at: name.position,
      notes: [Note("reserved are \(NameChecker.reserved.joined(separator: ", "))")])
  }

  fileprivate static func invalidName(_ name: Node.Scalar, _ subject: String) -> Diagnostic {
    Diagnostic(
      "invalid-name",
      "'\(name.text)' cannot name \(subject); expected a letter or '_', then letters, digits, '_' and '-'", at: name.position)
  }
}
