/// An amount of US dollars, counted in billionths so that sums are exact.
package struct Amount: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 10⁻⁹ USD.
  package let nanos: Int64

  package init(nanos: Int64) { self.nanos = nanos }

  package static let zero = Amount(nanos: 0)

  /// Reads `0.134`, `12`, `-0.5`: at most nine decimals; returns `nil` for anything else or an amount that does not fit.
  package init?(_ decimal: String) {
    var digits = Substring(decimal)
    let isNegative = digits.hasPrefix("-")
    if isNegative { digits = digits.dropFirst() }
    let halves = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, let whole = halves.first, let units = Self.number(whole, atMost: 10) else { return nil }
    var fraction: Int64 = 0
    if halves.count == 2 {
      guard let value = Self.number(halves[1], atMost: 9) else { return nil }
      fraction = value
      for _ in halves[1].utf8.count..<9 { fraction *= 10 }
    }
    let (scaled, overflow) = units.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, sumOverflow) = scaled.addingReportingOverflow(fraction)
    guard !overflow, !sumOverflow else { return nil }
    self.nanos = isNegative ? -sum : sum
  }

  private static func number(_ text: Substring, atMost digits: Int) -> Int64? {
    guard !text.isEmpty, text.utf8.count <= digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }

  /// Returns the sum, or `nil` if it does not fit.
  package func adding(_ other: Amount) -> Amount? {
    let (sum, overflow) = nanos.addingReportingOverflow(other.nanos)
    return overflow ? nil : Amount(nanos: sum)
  }

  /// Returns the amount `count` times, or `nil` if it does not fit.
  package func multiplied(by count: Int) -> Amount? {
    let (product, overflow) = nanos.multipliedReportingOverflow(by: Int64(count))
    return overflow ? nil : Amount(nanos: product)
  }

  package static func < (left: Amount, right: Amount) -> Bool { left.nanos < right.nanos }

  /// The decimal number without trailing zeros, such as `0.134`.
  package var description: String {
    let (units, rest) = nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    var text = (nanos < 0 ? "-" : "") + String(units)
    guard rest > 0 else { return text }
    var decimals = String(rest)
    decimals = String(repeating: "0", count: 9 - decimals.count) + decimals
    while decimals.hasSuffix("0") { decimals.removeLast() }
    text += "." + decimals
    return text
  }
}

/// The lowest and the highest cost.
package struct CostRange: Hashable, Sendable {
  package let low: Amount
  package let high: Amount

  /// - Precondition: `low` is not above `high`.
  package init(low: Amount, high: Amount) {
    precondition(low <= high, "a range runs upwards")
    self.low = low
    self.high = high
  }

  package static let zero = CostRange(low: .zero, high: .zero)

  /// Returns the sum, or `nil` if it does not fit.
  package func adding(_ other: CostRange) -> CostRange? {
    guard let low = low.adding(other.low), let high = high.adding(other.high) else { return nil }
    return CostRange(low: low, high: high)
  }

  /// Returns the range multiplied by `count`, which is at least 0, or `nil` if it does not fit.
  package func multiplied(by count: Int) -> CostRange? {
    guard count >= 0, let low = low.multiplied(by: count), let high = high.multiplied(by: count) else { return nil }
    return CostRange(low: low, high: high)
  }
}

/// What a gateway says that a call cost.
package struct ReportedCost: Hashable, Sendable {
  /// As it stands there.
  package let text: String
  /// Or `nil` where it is no finite amount of at least 0.
  package let amount: Amount?

  package init(_ text: String) {
    self.text = String(text.prefix(40))
    amount = Self.amount(text)
  }

  /// Reads a number as JSON writes it, with an exponent too, rounded up to whole billionths.
  private static func amount(_ text: String) -> Amount? {
    guard let number = NumberText(text), !number.text.hasPrefix("-") else { return nil }
    let halves = number.text.lowercased().split(separator: "e", maxSplits: 1)
    let parts = halves[0].split(separator: ".", maxSplits: 1)
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    guard let exponent = halves.count > 1 ? Int(halves[1].drop { $0 == "+" }) : 0, abs(exponent) <= 100 else { return nil }
    var digits = String(parts[0]) + fraction
    // The value is the digits times ten to the power of this, in billionths.
    var power = exponent - fraction.utf8.count + 9
    var isRounded = false
    while power < 0, !digits.isEmpty {
      if digits.removeLast() != "0" { isRounded = true }
      power += 1
    }
    guard !digits.isEmpty || power <= 0 else { return nil }
    digits = String(digits.drop { $0 == "0" })
    if !digits.isEmpty { digits += String(repeating: "0", count: max(0, power)) }
    guard digits.utf8.count <= 18, let nanos = digits.isEmpty ? 0 : Int64(digits) else { return nil }
    return Amount(nanos: nanos + (isRounded ? 1 : 0))
  }
}
