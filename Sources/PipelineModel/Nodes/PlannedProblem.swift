package import Diagnostics
package import Storage

/// Why an asset is known to fail before anything runs.
package struct PlannedProblem: Hashable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// A file that it is made of cannot be used: its path as the file has it, and what is wrong.
    case source(path: String, complaint: String)
    /// A call is in doubt; someone has to decide.
    case unknownExchange(ExchangeID)
    /// The answer that it is bound to is not in this store.
    case boundAnswerMissing(ExchangeID)
    /// The bytes of the answer that it is bound to are not there.
    case originalMissing(ExchangeID)
    /// The call that its present file was made by, as the manifest says, is not in this store.
    case publishedCallMissing(ExchangeID)
    /// Somebody decided to do without the answer of a call in doubt.
    case lossAccepted(ExchangeID)
    /// What stands where one of its files belongs is not ours; its absolute path.
    case foreignFile(String)
  }

  package let cause: Cause
  /// The stage that it concerns, where that is known.
  package let position: SourcePosition?

  package init(_ cause: Cause, at position: SourcePosition? = nil) {
    self.cause = cause
    self.position = position
  }

  /// Whether somebody has to decide about a call.
  package var isUndecided: Bool { if case .unknownExchange = cause { true } else { false } }

  /// Whether a file that is not ours is in the way.
  package var isForeignFile: Bool { if case .foreignFile = cause { true } else { false } }

  package var message: String {
    switch cause {
    case .source(let path, let complaint): "'\(path)' \(complaint)"
    case .unknownExchange(let id): "call \(id) may have been billed without an answer; decide with 'aquatint ledger resolve'"
    case .boundAnswerMissing(let id):
      "the answer \(id) that it is bound to is not in this store; import it, or ask again with --refresh"
    case .originalMissing(let id): "the stored original of call \(id) is missing; import it, or ask again with --refresh"
    case .publishedCallMissing(let id):
      "the call \(id) that its file goes back to is not in this store; import it, or ask again with --refresh"
    case .foreignFile(let path):
      "'\(path)' is there and was not written by this program; move it away, or let --overwrite replace it"
    case .lossAccepted(let id): "the loss of call \(id) was accepted; ask again with --refresh"
    }
  }

  /// Returns the same problem at a place, unless it has one.
  package func at(_ position: SourcePosition) -> PlannedProblem { PlannedProblem(cause, at: self.position ?? position) }
}
