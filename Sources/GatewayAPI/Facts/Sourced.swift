/// A fact from outside, with who said it and when that was looked up.
package struct Sourced<Value: Hashable & Sendable>: Hashable, Sendable {
  package let value: Value
  package let source: String
  package let verifiedOn: CalendarDate

  package init(_ value: Value, source: String, verifiedOn: CalendarDate) {
    self.value = value
    self.source = source
    self.verifiedOn = verifiedOn
  }
}

/// A day of the Gregorian calendar without a time zone.
package struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let year: Int
  package let month: Int
  package let day: Int

  /// - Precondition: month and day are ones that a calendar can have.
  package init(_ year: Int, _ month: Int, _ day: Int) {
    precondition((1...9999).contains(year) && (1...12).contains(month) && (1...31).contains(day), "not a date")
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `2026-11-21`; nil for anything else.
  package init?(_ text: String) {
    let fields = text.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.map(\.utf8.count) == [4, 2, 2], fields.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(fields[0]), let month = Int(fields[1]), let day = Int(fields[2]), year >= 1, (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    self.init(year, month, day)
  }

  /// Whole calendar months from one date's month to this one's; days do not count.
  package func monthsAfter(_ other: CalendarDate) -> Int { (year - other.year) * 12 + month - other.month }

  package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  package var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
