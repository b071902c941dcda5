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
    if let digits = Self.digits(text) {
      // A number of this size is a time in seconds or milliseconds since 1970, as limits of other kinds are written.
      guard let moment = Self.moment(digits) else { return DurationText.read(digits + "s") }
      return wait(until: moment, now: now)
    }
    if let wait = DurationText.read(text) { return wait }
    return HTTPDate.seconds(text).flatMap { wait(until: $0, now: now) }
  }

  /// The gateway's own clock decides where it is shown, because this machine's may differ from it.
  private func wait(until moment: Int, now: Int?) -> Duration? {
    guard let now = self["date"].flatMap(HTTPDate.seconds) ?? now else { return nil }
    return .seconds(max(0, min(moment - now, 86_400)))
  }

  /// Returns the seconds since 1970 that so many seconds or milliseconds are; nil for what is no time of this age.
  private static func moment(_ digits: String) -> Int? {
    guard let number = Int(digits.prefix { $0 != "." }) else { return nil }
    // From 2001 to 2286, written with ten digits in seconds.
    let times = 1_000_000_000...9_999_999_999
    return [number, number / 1_000].first { times.contains($0) }
  }

  private static func number(_ text: String, unit: String) -> Duration? { digits(text).flatMap { DurationText.read($0 + unit) } }

  /// Returns the text without white space where it is a number that is not negative.
  private static func digits(_ text: String) -> String? {
    let digits = text.filter { !$0.isWhitespace }
    return !digits.isEmpty && digits.allSatisfy { $0 == "." || ($0.isASCII && $0.isNumber) } ? digits : nil
  }
}
