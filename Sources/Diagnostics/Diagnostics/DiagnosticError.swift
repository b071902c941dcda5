/// Diagnostics that end an operation.
package struct DiagnosticError: Error, Sendable {
  package let diagnostics: [Diagnostic]
  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
