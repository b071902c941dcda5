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
