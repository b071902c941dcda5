/// Writes what was measured.
enum Decimals {
  /// Returns a number with so many decimals.
  static func text(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "unknown" }
    var unit = 1
    for _ in 0..<decimals { unit *= 10 }
    let scaled = Int((abs(value) * Double(unit)).rounded())
    let whole = "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / unit)"
    guard decimals > 0 else { return whole }
    let part = "\(scaled % unit)"
    return "\(whole).\(String(repeating: "0", count: decimals - part.count))\(part)"
  }
}
