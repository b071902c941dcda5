/// Durations as gateways write them: `31s`, `34.07s`, `5h59m59.96s`, `9 seconds`, `1 minute 30 seconds`, `250ms`.
package enum DurationText {
  /// Longer times count as this one.
  package static let longest = Duration.seconds(86_400)
  /// Ten years in milliseconds: nobody means more, so that a number that comes to more says nothing.
  private static let absurd = 315_360_000_000

  private static let units: [(names: [String], milliseconds: Int)] = [
    (["hours", "hour", "hrs", "hr", "h", "小时", "小時", "時間", "시간"], 3_600_000),
    (["milliseconds", "millisecond", "millis", "msec", "ms", "毫秒", "ミリ秒", "밀리초"], 1),
    (["minutes", "minute", "mins", "min", "m", "分钟", "分鐘", "分", "분"], 60_000),
    (["seconds", "second", "secs", "sec", "s", "秒钟", "秒", "초"], 1_000),
  ]

  /// Reads a duration that is the whole text; a bare number is none.
  /// - Returns: the duration, at most ``longest``, or `nil` for anything else.
  package static func read(_ text: String) -> Duration? {
    guard let (duration, rest) = prefix(of: text[...], bareUnit: nil), rest.allSatisfy(\.isWhitespace) else { return nil }
    return duration
  }

  /// Reads the duration at the beginning of a text, and gives what follows it; `nil` where there is none, or one that nobody means.
  /// - Parameter bareUnit: milliseconds that a number without a unit counts; `nil` where such a number is no duration.
  static func prefix(of text: Substring, bareUnit: Int?) -> (duration: Duration, rest: Substring)? {
    var rest = text
    var total: Int?
    while true {
      let start = total == nil ? rest : rest.drop(while: \.isWhitespace)
      guard let (thousandths, afterNumber) = number(start) else { break }
      let unitText = afterNumber.drop(while: \.isWhitespace)
      let unit = unit(of: unitText)
      guard let size = unit?.milliseconds ?? (total == nil ? bareUnit : nil) else { break }
      let (product, overflow) = thousandths.multipliedReportingOverflow(by: size)
      guard !overflow, product / 1_000 < absurd else { return nil }
      total = min(86_400_000, (total ?? 0) + product / 1_000)
      guard let unit else { return (.milliseconds(total ?? 0), afterNumber) }
      rest = unitText.dropFirst(unit.count)
    }
    return total.map { (.milliseconds($0), rest) }
  }

  /// Reads a decimal number, in thousandths; digits beyond them are left out, and a number that does not fit is the largest there is.
  private static func number(_ text: Substring) -> (thousandths: Int, rest: Substring)? {
    let whole = text.prefix { $0.isASCII && $0.isNumber }
    guard !whole.isEmpty else { return nil }
    var rest = text[whole.endIndex...]
    var fraction = ""
    if rest.first == ".", let digit = rest.dropFirst().first, digit.isASCII, digit.isNumber {
      let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      fraction = String(digits.prefix(3))
      rest = rest[digits.endIndex...]
    }
    fraction += String(repeating: "0", count: 3 - fraction.count)
    guard whole.count <= 15, let units = Int(whole), let thousandths = Int(fraction) else { return (.max, rest) }
    return (units * 1_000 + thousandths, rest)
  }

  private static func unit(of text: Substring) -> (milliseconds: Int, count: Int)? {
    let word = text.prefix(16).lowercased()
    for unit in units {
      for name in unit.names where word.hasPrefix(name) {
        // `9 messages` are no minutes.
        guard let next = text.dropFirst(name.count).first, next.isASCII, next.isLetter else { return (unit.milliseconds, name.count) }
      }
    }
    return nil
  }
}
