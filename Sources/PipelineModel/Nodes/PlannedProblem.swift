package import Diagnostics
package import Storage

/// The reason why an asset is known to fail before anything runs.
package struct PlannedProblem: Hashable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// An input file cannot be used: its path as the file has it, and the reason.
    case source(path: String, complaint: String)
    /// The outcome of a call is in doubt; a person has to decide.
    case unknownExchange(ExchangeID)
    /// The answer that it is bound to is not in this store.
    case boundAnswerMissing(ExchangeID)
    /// The bytes of the answer that it is bound to are missing.
    case originalMissing(ExchangeID)
    /// The call of its present file, by the manifest, is not in this store.
    case publishedCallMissing(ExchangeID)
    /// A person decided to do without the answer of a call in doubt.
    case lossAccepted(ExchangeID)
    /// The file at the place of one of its outputs is not this program's; its absolute path.
    case foreignFile(String)
  }

  package let cause: Cause
  /// The stage that it concerns, if that is known.
  package let position: SourcePosition?

  package init(_ cause: Cause, at position: SourcePosition? = nil) {
    self.cause = cause
    self.position = position
  }

  /// Indicates whether a person has to decide about a call.
  package var isUndecided: Bool { if case .unknownExchange = cause { true } else { false } }

  /// Indicates whether another program's file is in the way.
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
