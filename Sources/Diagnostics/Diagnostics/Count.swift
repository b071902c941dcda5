/// Numbers with their nouns.
package enum Count {
  package static func of(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// `12.0 kB`, `5.5 MB`: thousands, as disks and gateways count them.
  package static func bytes(_ count: Int) -> String {
    if count < 1_000 { return "\(count) bytes" }
    var unit = 1_000
    var names = ["kB", "MB", "GB", "TB"][...]
    while count >= unit * 1_000, names.count > 1 {
      unit *= 1_000
      names.removeFirst()
    }
    let tenths = (count * 10 + unit / 2) / unit
    return "\(tenths / 10).\(tenths % 10) \(names.first ?? "")"
  }

  /// To a tenth of a second; minutes from a minute on.
  package static func duration(milliseconds: Int64) -> String {
    let tenths = (milliseconds + 50) / 100
    if tenths < 600 { return tenths == 0 ? "\(milliseconds) ms" : "\(tenths / 10).\(tenths % 10) s" }
    let seconds = (milliseconds + 500) / 1000
    return "\(seconds / 60) min \(seconds % 60) s"
  }
}
