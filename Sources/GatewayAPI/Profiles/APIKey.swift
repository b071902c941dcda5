import Diagnostics

/// A secret. It shows itself to nobody who prints, logs, dumps or interpolates it.
package struct APIKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let secret: String

  private static let longest = 4_096

  /// Takes a text that can stand in a header: printable ASCII without spaces, at most 4,096 characters; returns `nil` for anything else.
  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= Self.longest, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    self.secret = text
  }

  /// Returns the reason why a text cannot be sent as a key, in words that complete "it …", or `nil` if it can. White space around it does
  /// not count. Shows nothing of the text but the one invalid character, which no key has.
  package static func problem(of text: String) -> String? {
    let inner = trimmed(text)
    guard !inner.isEmpty else { return "holds nothing but white space" }
    guard inner.utf8.count <= longest else { return "is longer than \(longest) characters" }
    for (place, scalar) in inner.unicodeScalars.enumerated() where !(0x21...0x7E).contains(scalar.value) {
      let code = InvisibleCharacter.code(scalar)
      switch scalar {
      case _ where InvisibleCharacter.name(of: scalar) != nil:
        return "has \(InvisibleCharacter.name(of: scalar) ?? "") (\(code)) at place \(place + 1), which cannot be seen; "
          + "write the key without it"
      case " " where inner.lowercased().hasPrefix("bearer "): return "has a space inside; write the key alone, without 'Bearer'"
      case " ": return "has a space inside, at place \(place + 1); copy the key once more"
      case "\u{2022}", "\u{00B7}", "\u{2026}", "\u{25CF}", "\u{2219}":
        return "has a bullet (\(code)) at place \(place + 1), as pages that hide keys show; copy the key itself"
      case _ where scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x7F:
        return "has white space or a control character (\(code)) inside, at place \(place + 1); copy the key once more"
      default: return "has a character beyond ASCII (\(code)) at place \(place + 1); copy the key once more"
      }
    }
    return nil
  }

  /// Passes the secret to `use` for the time of one call.
  package func withSecret<Result>(_ use: (String) -> Result) -> Result { use(secret) }

  package var description: String { "[redacted]" }
  package var debugDescription: String { "[redacted]" }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// A command whose output is a key, such as a password manager's.
package enum KeyCommand: Hashable, Sendable {
  /// A line for `/bin/sh -c`.
  case shell(String)
  /// A program and its arguments, run as they are.
  case program([String])

  /// The program and its arguments.
  package var arguments: [String] {
    switch self {
    case .shell(let line): ["/bin/sh", "-c", line]
    case .program(let arguments): arguments
    }
  }
}

/// The source of a gateway's key.
package enum KeySource: Hashable, Sendable {
  case none
  /// Run only when a call is to be made.
  case command(KeyCommand)
  /// The first line of the file at this path, which may begin with `~/`.
  case file(String)
  /// The first of these variables that is set and not empty.
  case environment([String])
  /// Written into a file, which gives a warning.
  case literal(APIKey)

  package var isCommand: Bool {
    if case .command = self { true } else { false }
  }

  /// The path of the file that holds the key.
  package var file: String? {
    if case .file(let path) = self { path } else { nil }
  }

  /// The variables that can hold the key, in order.
  package var variables: [String] {
    if case .environment(let names) = self { names } else { [] }
  }

  /// Returns the key, or `nil` if none is set, if the variable's text is not a valid key, or if a command has to be run or a file read for
  /// it.
  package func resolve(_ environment: (String) -> String?) -> APIKey? {
    if case .literal(let key) = self { return key }
    return set(in: environment).flatMap { APIKey(trimming: $0.text) }
  }

  /// Returns the variable whose text cannot be sent, with the reason, or `nil` if there is none.
  package func unusable(_ environment: (String) -> String?) -> (variable: String, problem: String)? {
    guard let (variable, text) = set(in: environment) else { return nil }
    return APIKey.problem(of: text).map { (variable, $0) }
  }

  /// Returns the first variable that is set and not empty.
  private func set(in environment: (String) -> String?) -> (variable: String, text: String)? {
    for name in variables {
      if let text = environment(name), !text.isEmpty { return (name, text) }
    }
    return nil
  }
}

extension APIKey {
  /// Takes a key with white space around it, as files and commands give it; returns `nil` for a text that is no key.
  package init?(trimming text: String) { self.init(Self.trimmed(text)) }

  private static func trimmed(_ text: String) -> String {
    String(text.trimmingPrefix(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
