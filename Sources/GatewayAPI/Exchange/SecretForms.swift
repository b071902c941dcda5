/// Finds keys in bytes from outside in every form that a server may repeat them in: as they are, percent-encoded, with JSON's escapes, as
/// UTF-16, and in base64 at any place of a longer text.
package struct SecretForms: Sendable {
  package enum Match: Hashable, Sendable {
    case none
    /// The bytes end before a decision is possible.
    case undecided
    /// - Parameters:
    ///   - end: the index behind the last matching byte.
    ///   - length: the length of the text that was looked for; a short one may occur by chance.
    case found(end: Int, length: Int)
  }

  /// Longest first, so that a key that contains another leaves nothing behind.
  private let patterns: [[UInt8]]
  /// Indicates for each byte whether a form of a key can begin with it.
  private let canBegin: [Bool]

  package init(_ keys: [APIKey]) {
    var patterns: Set<[UInt8]> = []
    for key in keys {
      let secret = key.withSecret { Array($0.utf8) }
      patterns.insert(secret)
      patterns.formUnion(Base64Forms.all(of: secret))
    }
    self.patterns = patterns.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    var canBegin = [Bool](repeating: false, count: 256)
    for pattern in patterns { canBegin[Int(pattern[0])] = true }
    if !patterns.isEmpty { for byte in "%\\".utf8 { canBegin[Int(byte)] = true } }
    self.canBegin = canBegin
  }

  package var isEmpty: Bool { patterns.isEmpty }

  /// Matches a key that begins at `start`.
  package func match(_ bytes: [UInt8], at start: Int) -> Match {
    guard canBegin[Int(bytes[start])] else { return .none }
    var isUndecided = false
    for pattern in patterns {
      switch match(pattern, in: bytes, at: start) {
      case .found(let end, let length): return .found(end: end, length: length)
      case .undecided: isUndecided = true
      case .none: continue
      }
    }
    return isUndecided ? .undecided : .none
  }

  /// Follows every way in which the bytes can spell the pattern; there are two at most for one of its bytes.
  private func match(_ pattern: [UInt8], in bytes: [UInt8], at start: Int) -> Match {
    var places = [start]
    var isUndecided = false
    for (index, byte) in pattern.enumerated() {
      var next: [Int] = []
      for place in places {
        // Of UTF-16 every other byte is 0, before or behind the letter.
        let place = index > 0 && place < bytes.count && bytes[place] == 0 ? place + 1 : place
        for length in Self.lengths(of: byte, in: bytes, at: place, isUndecided: &isUndecided) where !next.contains(place + length) {
          next.append(place + length)
        }
      }
      if next.isEmpty { return isUndecided ? .undecided : .none }
      places = next
    }
    return .found(end: places.max() ?? start, length: pattern.count)
  }

  /// Returns the numbers of bytes at a place that spell one byte of a key, for each form in which they do.
  private static func lengths(of byte: UInt8, in bytes: [UInt8], at place: Int, isUndecided: inout Bool) -> [Int] {
    guard place < bytes.count else {
      isUndecided = true
      return []
    }
    let first = bytes[place]
    var lengths: [Int] = first == byte ? [1] : []
    func spells(_ range: Range<Int>) -> Bool {
      var value: UInt32 = 0
      for index in range {
        guard index < bytes.count else {
          isUndecided = true
          return false
        }
        guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else { return false }
        value = value << 4 | UInt32(digit)
      }
      return value == UInt32(byte)
    }
    if first == UInt8(ascii: "%") {
      if spells(place + 1..<place + 3) { lengths.append(3) }
    } else if first == UInt8(ascii: "\\") {
      if place + 1 >= bytes.count {
        isUndecided = true
      } else if bytes[place + 1] == UInt8(ascii: "u") {
        if spells(place + 2..<place + 6) { lengths.append(6) }
      } else if bytes[place + 1] == byte {
        lengths.append(2)
      }
    }
    return lengths
  }
}

/// The part of a longer text's base64 that is certain if a secret stands in the text.
enum Base64Forms {
  /// Shorter matches could be anything.
  private static let shortest = 8

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Returns the forms of a secret, which may begin at the first, second or third byte of a group of three; the alphabet may be that of
  /// addresses (RFC 4648).
  static func all(of secret: [UInt8]) -> [[UInt8]] {
    (0..<3).flatMap { offset -> [[UInt8]] in
      let bits = [UInt8](repeating: 0, count: offset) + secret
      // Characters of six bits each that are the secret's alone.
      let first = (offset * 8 + 5) / 6
      let last = bits.count * 8 / 6
      guard last - first >= shortest else { return [] }
      let characters = (first..<last).map { alphabet[sixBits(bits, at: $0 * 6)] }
      let forAddresses = characters.map { byte in
        byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
      }
      return characters == forAddresses ? [characters] : [characters, forAddresses]
    }
  }

  private static func sixBits(_ bytes: [UInt8], at bit: Int) -> Int {
    (0..<6).reduce(0) { value, index in
      let place = bit + index
      return value << 1 | Int(bytes[place / 8] >> (7 - UInt8(place % 8)) & 1)
    }
  }
}
