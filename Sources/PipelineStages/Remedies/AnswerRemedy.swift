import Diagnostics
import PipelineModel

/// What may be done about a picture that nothing can be done to: ask again, take it as it is, or give up. They are tried in the order of the file.
enum AnswerRemedy: Hashable, Sendable {
  /// This many further paid calls.
  case retry(Int)
  case accept
  case fail

  static let expected = "'retry N' (1 to 10), 'accept' or 'fail'"
  private static let maximumRetries = 10

  init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    switch (words.first, words.count) {
    case ("accept", 1): self = .accept
    case ("fail", 1): self = .fail
    case ("retry", 2):
      guard let count = Int(words[1]), (1...Self.maximumRetries).contains(count) else { return nil }
      self = .retry(count)
    default: return nil
    }
  }

  var text: String {
    switch self {
    case .retry(let count): "retry \(count)"
    case .accept: "accept"
    case .fail: "fail"
    }
  }
}

extension [AnswerRemedy] {
  /// How many further paid calls they allow.
  var retries: Int {
    reduce(0) { total, remedy in
      if case .retry(let count) = remedy { total + count } else { total }
    }
  }

  /// Returns what becomes of a picture that was turned down.
  ///
  /// - Parameter retriesDone: how many calls were made already because its predecessors were turned down.
  func verdict(on rejection: Rejection, retriesDone: Int) -> Judgement.Verdict {
    var retriesBefore = 0
    for remedy in self {
      switch remedy {
      case .accept: return .repaired(by: remedy.text, rejection)
      case .fail: return .rejected(rejection)
      case .retry(let count):
        if retriesDone < retriesBefore + count { return .retry(rejection) }
        retriesBefore += count
      }
    }
    return .rejected(rejection)
  }
}

extension Judgement {
  /// What a person is told who had a fault accepted; nothing for other verdicts.
  var acceptanceNotes: [String] {
    if case .repaired(_, let rejection) = verdict { ["accepted although \(rejection.message)"] } else { [] }
  }
}

extension Diagnostic.ID {
  static let nothingToRetry: Diagnostic.ID = "nothing-to-retry"
}
