/// The bytes of a numeric address, in network order.
package struct IPAddress: Hashable, Sendable {
  package let bytes: [UInt8]

  /// Reads four decimal numbers with dots, or returns `nil` for anything else, shortened and octal forms included.
  package init?(v4 text: Substring) {
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
  package init?(v6 text: Substring) {
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

  /// Takes four or sixteen bytes in network order, or returns `nil` for any other number.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Indicates whether the address is public: in none of the ranges that the IANA registries of special-purpose addresses (RFC 6890 and its
  /// updates) keep for private, local, shared, test, multicast or reserved use.
  package var isPublic: Bool {
    bytes.count == 4 ? Self.isPublic(v4: bytes) : Self.isPublic(v6: bytes)
  }

  private static func isPublic(v4 bytes: [UInt8]) -> Bool {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (224..., _, _): false
    case (100, 64...127, _), (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
    default: true
    }
  }

  private static func isPublic(v6 bytes: [UInt8]) -> Bool {
    // Only 2000::/3 is allocated.
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    // 2001::/23 for protocols, 2001:db8::/32 for documents, 2002::/16 with an IPv4 address inside, 3fff::/20 for documents.
    case (0x20, 0x01, 0...1, _), (0x20, 0x01, 0x0D, 0xB8), (0x20, 0x02, _, _), (0x3F, 0xFF, 0...0x0F, _): return false
    default: return true
    }
  }
}
