/// The bytes of a numeric address, in network order.
struct IPAddress: Hashable, Sendable {
  let bytes: [UInt8]

  /// Reads four decimal numbers with dots; nil for anything else, shortened and octal forms included.
  init?(v4 text: Substring) {
    let fields = text.split(separator: ".", omittingEmptySubsequences: false)
    guard fields.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for field in fields {
      guard (1...3).contains(field.utf8.count), field.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        !(field.hasPrefix("0") && field.utf8.count > 1), let byte = UInt8(field)
      else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }

  /// Reads groups of hexadecimal digits with at most one `::`; no zone, no embedded IPv4 form.
  init?(v6 text: Substring) {
    guard text.utf8.count <= 39, text.contains(":") else { return nil }
    let halves: [Substring]
    if let gap = text.firstRange(of: "::") {
      halves = [text[..<gap.lowerBound], text[gap.upperBound...]]
    } else {
      halves = [text]
    }
    var groups: [[UInt16]] = []
    for half in halves {
      var values: [UInt16] = []
      if !half.isEmpty {
        for field in half.split(separator: ":", omittingEmptySubsequences: false) {
          guard (1...4).contains(field.utf8.count), !field.hasPrefix("+"), let value = UInt16(field, radix: 16) else { return nil }
          values.append(value)
        }
      }
      groups.append(values)
    }
    let count = groups.reduce(0) { $0 + $1.count }
    guard halves.count == 1 ? count == 8 : count <= 7 else { return nil }
    let zeros = [UInt16](repeating: 0, count: 8 - count)
    let whole = halves.count == 1 ? groups[0] : groups[0] + zeros + groups[1]
    self.bytes = whole.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }

  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
  }
}
