/// Finds the wait that a gateway asks for in the words of its message.
package enum WaitWords {
  /// Words after which a duration is a wait; a bare number after the last ones counts seconds.
  private static let before = [
    "retry in", "again in", "retry after", "again after", "reset after", "resets after", "reset in", "resets in", "available in",
    "wait for",
    "wait", "retrydelay", "quotaresetdelay", "等待", "请在", "請在",
  ]
  private static let beforeBareSeconds = ["retry_after_seconds", "retry_after", "retry-after", "retryafter"]
  /// Words that may stand between them and the duration.
  private static let fillers = ["about", "approximately", "at least", "another", "for", "\"", "'", ":", "=", "~", "\\"]
  /// The words that follow a duration which is a wait.
  private static let after = ["后", "後", "以后", "之后", "후"]

  /// Returns the longest wait that a text names, or `nil` if it names none. Only the first 4,000 characters are looked at.
  package static func longest(in message: String) -> Duration? {
    let text = message.prefix(4_000).lowercased()
    return
      (waits(in: text, after: before, bareUnit: nil) + waits(in: text, after: beforeBareSeconds, bareUnit: 1_000)
      + waitsBeforeWords(in: text))
      .max()
  }

  private static func waits(in text: String, after words: [String], bareUnit: Int?) -> [Duration] {
    words.flatMap { word in
      text.ranges(of: word).compactMap { range in
        DurationText.prefix(of: skippingFillers(text[range.upperBound...]), bareUnit: bareUnit)?.duration
      }
    }
  }

  private static func skippingFillers(_ text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    while let filler = fillers.first(where: { rest.hasPrefix($0) }) {
      rest = rest.dropFirst(filler.count).drop(while: \.isWhitespace)
    }
    return rest
  }

  /// Returns durations such as `9 秒后`, which stand before the word that makes them a wait.
  private static func waitsBeforeWords(in text: String) -> [Duration] {
    after.flatMap { word in
      text.ranges(of: word).compactMap { range -> Duration? in
        // The number begins where the last run of digits, points, units and spaces does.
        let head = text[..<range.lowerBound].suffix(24)
        let start = head.lastIndex { !($0.isNumber || $0.isWhitespace || ".秒钟分鐘小时時間초분시간".contains($0)) }
        let candidate = start.map { head[head.index(after: $0)...] } ?? head
        return DurationText.read(String(candidate.drop { !$0.isNumber }))
      }
    }
  }
}
