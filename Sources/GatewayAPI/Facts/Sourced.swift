/// A fact from outside, with its source and the date of the lookup.
package struct Sourced<Value: Hashable & Sendable>: Hashable, Sendable {
  package let value: Value
  package let source: String
  package let verifiedOn: CalendarDate
  /// The first day on which it holds; `nil` where the source names none.
  package let holdsFrom: CalendarDate?

  package init(_ value: Value, source: String, verifiedOn: CalendarDate, holdsFrom: CalendarDate? = nil) {
    self.value = value
    self.source = source
    self.verifiedOn = verifiedOn
    self.holdsFrom = holdsFrom
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

  /// Reads a date such as `2026-11-21`, or returns `nil` for anything else.
  package init?(_ text: String) {
    let fields = text.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.map(\.utf8.count) == [4, 2, 2], fields.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(fields[0]), let month = Int(fields[1]), let day = Int(fields[2]), year >= 1, (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    self.init(year, month, day)
  }

  /// Returns the number of whole calendar months from one date's month to this one's; days do not count.
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

extension CalendarDate {
  /// Creates the day in UTC of so many seconds since 1970, by the proleptic Gregorian calendar.
  package init(secondsSince1970 seconds: Int) {
    // Days are counted from 1 March of year 0, so that a leap day is the last day of its year; 146,097 days are 400 years.
    let days = Int((Double(seconds) / 86_400).rounded(.down)) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    self.init(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

/// The origin of an entry of the user's own.
package struct EntryOrigin: Hashable, Sendable {
  /// The name of the file for people.
  package let name: String
  /// Indicates whether a key may come from a command: a pipeline file may come from anyone and cannot run one.
  package let allowsCommands: Bool
  /// The folder that the path of a key file is relative to; empty for the current one.
  package let folder: String
  /// The date of the entry's figures, if it does not state one.
  package let today: CalendarDate

  package static func pipelineFile(in folder: String = "", today: CalendarDate) -> EntryOrigin {
    EntryOrigin(name: "the pipeline file", allowsCommands: false, folder: folder, today: today)
  }

  package static func configuration(_ path: String, in folder: String, today: CalendarDate) -> EntryOrigin {
    EntryOrigin(name: path, allowsCommands: true, folder: folder, today: today)
  }
}
