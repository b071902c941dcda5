package import Diagnostics

/// A selector of `--only`, `--skip`, `--refresh` and `accept`: a name, or a pattern that must match the whole name. Letter case counts, and
/// `*` is any text.
///
/// The existing names decide whether it is a name or a pattern: see ``NameSelection``.
package struct GlobText: Hashable, Sendable {
  package let text: String
  /// The compiled pattern, or `nil` if the text is no pattern, though it may be a name.
  private let program: GlobProgram?
  /// The reason why it is no pattern; without a position.
  package let problem: Diagnostic?

  package init(_ text: String) {
    self.text = text
    do throws(GlobError) {
      guard !text.isEmpty else { throw GlobError(reason: .empty, offset: 0) }
      guard text.unicodeScalars.count <= GlobParser.lengthLimit else { throw GlobError(reason: .tooLong, offset: 0) }
      var parser = GlobParser(text.unicodeScalars, ignoresCase: false, hidesDots: false)
      program = try parser.parse()
      problem = nil
    } catch {
      program = nil
      problem = .invalidPattern(error, text: text, at: nil)
    }
  }

  fileprivate var isSpecial: Bool { text.unicodeScalars.contains { "*?[{".unicodeScalars.contains($0) } }

  fileprivate func matches(_ name: String) -> Bool { program?.matches(name) ?? false }
}

/// The names that selectors choose among the names that there are. Each selector means the name that it spells if there is one, and only that;
/// all others are patterns.
package struct NameSelection: Sendable {
  private let names: Set<String>
  /// Those that choose no name, in their order.
  package let unmatched: [GlobText]
  package let isEmpty: Bool

  /// - Parameter all: every name that there is, not only those that a command selects from.
  package init(_ selectors: [GlobText], among all: Set<String>) {
    var chosen: Set<String> = []
    var unmatched: [GlobText] = []
    for selector in selectors {
      if all.contains(selector.text) {
        chosen.insert(selector.text)
        continue
      }
      let matching = selector.isSpecial ? all.filter(selector.matches) : []
      if matching.isEmpty { unmatched.append(selector) } else { chosen.formUnion(matching) }
    }
    names = chosen
    self.unmatched = unmatched
    isEmpty = selectors.isEmpty
  }

  /// Indicates whether no name is chosen at all.
  package var choosesNothing: Bool { names.isEmpty }

  package func contains(_ name: String) -> Bool { names.contains(name) }
}
