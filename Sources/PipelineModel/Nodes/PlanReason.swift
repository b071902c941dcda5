package import Storage

/// The reason why a node will run, or not, and why a file is written, or not.
package enum PlanReason: Hashable, Sendable {
  /// Nothing is to be done.
  case upToDate
  /// There is no result yet.
  case new
  /// The request differs from the one whose answer was bound; the fields may be unknown.
  case requestChanged([PlannedChange])
  /// A person requested it again.
  case refreshed
  /// A person decided that a call in doubt is made once more.
  case resendDecided
  /// An existing unbound answer is used; carries its outcome, unless that is a picture.
  case answeredBefore(AnswerOutcome?)
  /// An answer without a picture is there, and the file allows another call.
  case askingAgain(AnswerOutcome)
  /// An answer that was made for another node is used, because the request is the same.
  case adopted
  /// The emulator's answer is gone, and is requested again.
  case storedAnswerGone
  /// A gateway has the request as an item of a job.
  case submitted
  /// The answer that it is made of is on its way.
  case inputOnItsWay
  /// A person has to decide or provide something first.
  case problem(PlannedProblem)
  case inputMissing
  /// A node that uses its result runs.
  case neededByOthers
  /// Another node of the asset has a problem.
  case assetBlocked
  /// No judgement over the present answer is on record.
  case notJudged
  case inputWillBeNew
  case anotherAnswer([PlannedChange])
  case outputMissing
  /// The file is not the one that was written.
  case outputChanged
  case anotherStage(PlannedChange)
  /// The revision of the stage's output has changed.
  case revision(PlannedChange)
  case settingsChanged([PlannedChange])
  case inputChanged(PlannedChange)
  case anotherLibrary

  /// The differences from before, if there are any.
  package var changes: [PlannedChange] {
    switch self {
    case .requestChanged(let changes), .settingsChanged(let changes), .anotherAnswer(let changes): changes
    case .anotherStage(let change), .revision(let change), .inputChanged(let change): [change]
    default: []
    }
  }

  /// The text for people and for `why` in JSON; its only place.
  package var text: String {
    switch self {
    case .upToDate: "up to date"
    case .new: "new"
    case .requestChanged(let changes): changes.isEmpty ? "request changed" : "request changed: \(changes.fields)"
    case .refreshed: "asked for again"
    case .resendDecided: "to be sent again, as decided"
    case .answeredBefore(nil): "answered before"
    case .answeredBefore(let outcome?): "answered before: \(outcome.displayName)"
    case .askingAgain(let outcome): "answered before: \(outcome.displayName); asking once more"
    case .adopted: "adopted: the same request was answered before"
    case .storedAnswerGone: "the stored answer is gone"
    case .submitted: "on its way; 'collect' fetches it"
    case .inputOnItsWay: "its input is on its way"
    case .problem(let problem): problem.message
    case .inputMissing: "its input is missing"
    case .neededByOthers: "its output is needed"
    case .assetBlocked: "the asset cannot be made"
    case .notJudged: "not judged yet"
    case .inputWillBeNew: "its input will be new"
    case .anotherAnswer: "another answer"
    case .outputMissing: "output missing"
    case .outputChanged: "output was changed by hand"
    case .anotherStage: "made by another stage"
    case .revision: "stage revision"
    case .settingsChanged(let changes): "settings changed: \(changes.fields)"
    case .inputChanged: "input changed"
    case .anotherLibrary: "another version of a library"
    }
  }
}

/// The outcome of a call, as far as the ledger has it.
package struct AnswerOutcome: Hashable, Sendable {
  package let state: ExchangeState
  /// Its stable name, or `nil` if the answer was not read.
  package let outcome: String?

  package init(_ exchange: Exchange) {
    state = exchange.state
    outcome = exchange.outcome
  }
}

/// A field in which the present request or result differs from the earlier one.
package struct PlannedChange: Hashable, Sendable {
  /// Its display name: a setting's key, or `source`.
  package let field: String
  /// The earlier value, or `nil` if the field was not given. Files are represented by their SHA-256 in hexadecimal.
  package let before: String?
  package let after: String?

  package init(_ field: String, before: String?, after: String?) {
    self.field = field
    self.before = before
    self.after = after
  }
}

extension [PlannedChange] {
  /// The names of the fields, for a sentence.
  var fields: String { map(\.field).joined(separator: ", ") }

  /// Creates a change for each name whose values differ, sorted.
  package init(from before: [String: String], to after: [String: String], displayName: (String) -> String = { $0 }) {
    self = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().map { name in
      PlannedChange(displayName(name), before: before[name], after: after[name])
    }
  }
}
