/// Numbers with their nouns.
package enum Count {
  package static func of(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// Returns a size such as `12.0 kB` or `5.5 MB`, in powers of 1,000 as disks and gateways count.
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

  /// Returns a duration to a tenth of a second, from a minute on in minutes and seconds.
  package static func duration(milliseconds: Int64) -> String {
    let tenths = (milliseconds + 50) / 100
    if tenths < 600 { return tenths == 0 ? "\(milliseconds) ms" : "\(tenths / 10).\(tenths % 10) s" }
    let seconds = (milliseconds + 500) / 1000
    return "\(seconds / 60) min \(seconds % 60) s"
  }
}
