package import Diagnostics

/// A pattern for names, as `--only` and `--skip` take them: it must match the whole name, letter case counts, and `*` is any text.
package struct GlobText: Hashable, Sendable {
  package let text: String
  private let program: GlobProgram

  /// Throws a diagnostic without a place where `text` is no pattern.
  package init(_ text: String) throws(DiagnosticError) {
    self.text = text
    do throws(GlobError) {
      guard !text.isEmpty else { throw GlobError(reason: .empty, offset: 0) }
      guard text.unicodeScalars.count <= GlobParser.lengthLimit else { throw GlobError(reason: .tooLong, offset: 0) }
      var parser = GlobParser(text.unicodeScalars, ignoresCase: false, hidesDots: false)
      program = try parser.parse()
    } catch {
      throw DiagnosticError([.invalidPattern(error, text: text, at: nil)])
    }
  }

  package func matches(_ name: String) -> Bool { program.matches(name) }
}
