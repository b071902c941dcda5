import FoundationEssentials
import GatewayAPI
import SystemPackage

/// What the process finds around it, looked at in one place.
struct Surroundings: Sendable {
  let environment: [String: String]
  let currentFolder: FilePath
  let cores: Int
  let today: CalendarDate

  static func current() -> Surroundings {
    let seconds = Int(Date().timeIntervalSince1970.rounded(.down))
    return Surroundings(
      environment: ProcessInfo.processInfo.environment,
      currentFolder: FilePath(FileManager.default.currentDirectoryPath), cores: max(1, ProcessInfo.processInfo.activeProcessorCount),
      today: CalendarDate(secondsSince1970: seconds))
  }

  func variable(_ name: String) -> String? {
    guard let value = environment[name], !value.isEmpty else { return nil }
    return value
  }

  /// Whether colours and cursor movements may be used on a terminal: https://no-color.org
  var allowsColour: Bool { variable("NO_COLOR") == nil && environment["TERM"] != "dumb" }
}

extension CalendarDate {
  /// The day in UTC, by the proleptic Gregorian calendar.
  init(secondsSince1970 seconds: Int) {
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
