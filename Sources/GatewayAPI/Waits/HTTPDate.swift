/// Reads dates as HTTP writes them (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7): the fixed form, that of RFC 850 and that of asctime.
enum HTTPDate {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Returns seconds since 1970, or `nil` for a text that is no such date.
  static func seconds(_ text: String) -> Int? {
    guard text.utf8.count <= 64 else { return nil }
    let words = text.lowercased().split { $0 == " " || $0 == "," || $0 == "-" || $0 == "\t" }
    guard let monthPlace = words.firstIndex(where: { months.contains(String($0)) }),
      let month = months.firstIndex(of: String(words[monthPlace])),
      let timePlace = words.firstIndex(where: { $0.contains(":") }), let time = time(words[timePlace])
    else { return nil }
    let numbers = words.enumerated().filter { $0.offset != timePlace && $0.element.allSatisfy { $0.isASCII && $0.isNumber } }
    guard numbers.count == 2, let day = Int(numbers[0].element), let given = Int(numbers[1].element), (1...31).contains(day),
      numbers[0].element.count <= 2, numbers[1].element.count == 2 || numbers[1].element.count == 4
    else { return nil }
    // Two digits are a year of this century up to 50 years ahead, else of the last; no gateway is that old.
    let year = numbers[1].element.count == 2 ? (given < 70 ? 2_000 + given : 1_900 + given) : given
    guard (1_970...9_999).contains(year) else { return nil }
    return days(year: year, month: month + 1, day: day) * 86_400 + time
  }

  private static func time(_ text: Substring) -> Int? {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard fields.count == 3, let hours = fields[0], let minutes = fields[1], let seconds = fields[2], (0...23).contains(hours),
      (0...59).contains(minutes), (0...60).contains(seconds)
    else { return nil }
    return hours * 3_600 + minutes * 60 + seconds
  }

  /// Counts days since 1970 in the Gregorian calendar, with years that begin in March.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
