extension AnswerHead {
  /// Returns the wait that the head asks for, the longest of those that it names, or `nil` if it names no valid one.
  ///
  /// `Retry-After` is a number of seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3); some gateways add
  /// `Retry-After-Ms` (https://learn.microsoft.com/azure/ai-services/openai/how-to/quota).
  /// - Parameter now: seconds since 1970, for a date if the answer does not state its own time.
  func namedWait(now: Int?) -> Duration? {
    [self["retry-after"].flatMap { retryAfter($0, now: now) }, self["retry-after-ms"].flatMap { Self.number($0, unit: "ms") }]
      .compactMap { $0 }.max()
  }

  private func retryAfter(_ text: String, now: Int?) -> Duration? {
    if let wait = Self.number(text, unit: "s") ?? DurationText.read(text) { return wait }
    // The gateway's own clock decides if it is stated, because this machine's may differ from it.
    guard let until = HTTPDate.seconds(text), let now = self["date"].flatMap(HTTPDate.seconds) ?? now else { return nil }
    return .seconds(max(0, min(until - now, 86_400)))
  }

  /// Reads a number that is not negative, of any length.
  private static func number(_ text: String, unit: String) -> Duration? {
    let digits = text.filter { !$0.isWhitespace }
    guard !digits.isEmpty, digits.allSatisfy({ $0 == "." || ($0.isASCII && $0.isNumber) }) else { return nil }
    return DurationText.read(digits + unit)
  }
}
