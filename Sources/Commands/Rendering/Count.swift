/// Numbers with their nouns.
enum Count {
  static func of(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// `12.0 kB`, `5.5 MB`: thousands, as disks and gateways count them.
  static func bytes(_ count: Int) -> String {
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
}
