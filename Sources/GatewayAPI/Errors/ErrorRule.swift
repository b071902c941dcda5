/// One row of the table of errors: the marks that identify an error, its consequence, and the source.
package struct ErrorRule: Hashable, Sendable {
  /// The place in an answer at which the marks of a row are looked for.
  package enum Place: String, CaseIterable, Hashable, Sendable {
    /// Google's `ErrorInfo.reason`.
    case reason
    /// The kind of quota that Google's `QuotaFailure` names.
    case quota
    /// `code`, `status` or `type` of the error, whatever its letter case.
    case code
    /// Fragments of the message, in lower case. One with ` * ` begins a sentence, and has any one word in that place.
    case words
    /// The status alone: of the answer, or the one that an error inside an answer stands for.
    case status
  }

  package let place: Place
  /// Any of these is enough; none for a row of ``Place/status``.
  package let marks: [String]
  /// The statuses to which the row applies; all if there are none.
  package let statuses: [ClosedRange<Int>]
  package let consequence: ErrorConsequence
  /// Indicates whether the row applies only if the answer names no wait, or one that is too long for a run.
  package let needsLongWait: Bool
  /// The page, file or thread that shows the error.
  package let source: String

  init(
    _ place: Place, _ marks: [String] = [], at statuses: [ClosedRange<Int>] = [], _ consequence: ErrorConsequence,
    needsLongWait: Bool = false, source: String
  ) {
    self.place = place
    self.marks = marks
    self.statuses = statuses
    self.consequence = consequence
    self.needsLongWait = needsLongWait
    self.source = source
  }

  /// Returns whether the row applies to this error.
  /// - Parameter status: the answer's own, or the one that the error inside it stands for, or `nil` if there is none.
  func matches(_ error: ProviderError?, status: Int?) -> Bool {
    if !statuses.isEmpty {
      guard let status, statuses.contains(where: { $0.contains(status) }) else { return false }
    }
    if needsLongWait, let delay = error?.retryDelay, delay <= Self.shortWait { return false }
    switch place {
    case .status: return true
    case .reason: return error?.reason.map { marks.contains($0.uppercased()) } ?? false
    case .quota: return error?.quotaKind.map { marks.contains($0.rawValue) } ?? false
    case .code:
      return [error?.code, error?.status, error?.type].contains { word in word.map { marks.contains($0.lowercased()) } ?? false }
    case .words:
      guard let message = error?.message else { return false }
      let text = Self.normalized(message)
      return marks.contains { Self.contains($0, in: text) }
    }
  }

  /// The longest that all waiting of one exchange may take.
  private static let shortWait = RetryLimits.maximumWait

  /// Returns the words in lower case with single spaces between them.
  private static func normalized(_ message: String) -> String {
    message.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Returns whether a fragment stands in the text. A fragment that ends with a digit does not match the beginning of a longer number.
  private static func contains(_ fragment: String, in text: String) -> Bool {
    if let gap = fragment.firstRange(of: " * ") {
      return hasSentence(fragment[..<gap.lowerBound] + " ", " " + fragment[gap.upperBound...], in: text)
    }
    guard fragment.last?.isNumber == true else { return text.contains(fragment) }
    return text.ranges(of: fragment).contains { range in
      let rest = text[range.upperBound...].utf8
      guard let next = rest.first else { return true }
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
      return !isDigit && !(next == UInt8(ascii: ".") && rest.dropFirst().first.map { (0x30...0x39).contains($0) } ?? false)
    }
  }

  /// Returns whether a sentence of the text begins with `head`, one word and `tail`. In the middle of a sentence the words may be about a setting.
  private static func hasSentence(_ head: Substring, _ tail: Substring, in text: String) -> Bool {
    text.ranges(of: head).contains { range in
      let before = text[..<range.lowerBound].last { $0 != " " }
      guard before.map({ !$0.isLetter && !$0.isNumber }) ?? true else { return false }
      return text[range.upperBound...].drop { $0 != " " }.hasPrefix(tail)
    }
  }
}
