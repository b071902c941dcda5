/// A share of a whole as an exact number of millionths, so that comparisons never go through a `Double`.
package struct Percent: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Parts per million: 3 % is 30,000.
  package let millionths: Int

  package init(millionths: Int) { self.millionths = millionths }

  /// The tolerance for a returned picture's aspect ratio unless set otherwise: wide enough for every correct answer (at most 2.857 %), and
  /// narrower than the distance between neighbouring ratios (from 3.571 %): https://ai.google.dev/gemini-api/docs/image-generation, the
  /// table of sizes.
  package static let ratioTolerance = Percent(millionths: 30_000)

  /// Reads `3`, `3%`, `2.5 %` (at most four decimals, 0 to 100), or returns `nil` for anything else.
  package init?(_ text: String) {
    var digits = Substring(text.trimmed)
    if digits.hasSuffix("%") { digits = Substring(String(digits.dropLast()).trimmed) }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, let units = Percent.digits(whole), units <= 100 else { return nil }
    var fraction = 0
    if parts.count == 2 {
      guard parts[1].utf8.count <= 4, let value = Percent.digits(parts[1]) else { return nil }
      fraction = value
      for _ in parts[1].utf8.count..<4 { fraction *= 10 }
    }
    let total = units * 10_000 + fraction
    guard total <= 1_000_000 else { return nil }
    self.millionths = total
  }

  /// Makes it of a share from 0 to 1, to a tenth of a percent.
  package init(tenthsOf share: Double) { millionths = Int((share * 1_000).rounded()) * 1_000 }

  private static func digits(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  package static func < (left: Percent, right: Percent) -> Bool { left.millionths < right.millionths }

  package var description: String {
    let whole = millionths / 10_000
    let rest = millionths % 10_000
    guard rest != 0 else { return "\(whole)%" }
    var decimals = String(rest)
    decimals = String(repeating: "0", count: 4 - decimals.count) + decimals
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(whole).\(decimals)%"
  }
}

extension String {
  fileprivate var trimmed: String {
    let kept = drop { $0 == " " || $0 == "\t" }
    guard let last = kept.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(kept[...last])
  }
}
