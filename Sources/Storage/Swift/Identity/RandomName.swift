enum RandomName {
  /// Returns 16 lowercase hexadecimal digits.
  static func next() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
