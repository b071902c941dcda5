/// A secret. It shows itself to nobody who prints, logs, dumps or interpolates it.
package struct APIKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let secret: String

  /// Takes what can stand in a header: printable ASCII without spaces, at most 4,096 characters; nil for anything else.
  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= 4_096, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    self.secret = text
  }

  /// Hands out the secret for the time of one call.
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

/// Where a gateway's key comes from.
package enum KeySource: Hashable, Sendable {
  case none
  /// Run only when a call is to be made.
  case command(KeyCommand)
  /// The first line of the file at this path, which may begin with `~/`.
  case file(String)
  /// The first of these variables that is set and not empty.
  case environment([String])
  /// Written into a file, which is warned about.
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

  /// The key; nil where none is set, what is set cannot be one, or a command has to be run or a file read for it.
  package func resolve(_ environment: (String) -> String?) -> APIKey? {
    switch self {
    case .none, .command, .file: return nil
    case .literal(let key): return key
    case .environment(let names):
      for name in names {
        guard let text = environment(name), !text.isEmpty else { continue }
        return APIKey(trimming: text)
      }
      return nil
    }
  }
}

extension APIKey {
  /// A key with white space around it, as files and commands give it; nil for what cannot be one.
  package init?(trimming text: String) {
    self.init(String(text.trimmingPrefix(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()))
  }
}
