/// Finds keys in bytes from outside in every form that a server may repeat them in: as they are, percent-encoded, with JSON's escapes or
/// HTML's, each of these once or several times over, as UTF-16, in hexadecimal, and in base64 at whatever place of a longer text.
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
      patterns.formUnion(Self.hexadecimal(secret))
    }
    self.patterns = patterns.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    var canBegin = [Bool](repeating: false, count: 256)
    for pattern in patterns { canBegin[Int(pattern[0])] = true }
    if !patterns.isEmpty { for byte in "%\\&".utf8 { canBegin[Int(byte)] = true } }
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

  /// In small and in capital letters.
  private static func hexadecimal(_ secret: [UInt8]) -> [[UInt8]] {
    ["0123456789abcdef", "0123456789ABCDEF"].map { alphabet in
      let digits = Array(alphabet.utf8)
      return secret.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
  }

  /// Follows every way in which the bytes can spell the pattern; there are few for one of its bytes.
  private func match(_ pattern: [UInt8], in bytes: [UInt8], at start: Int) -> Match {
    var places = [start]
    var isUndecided = false
    for (index, byte) in pattern.enumerated() {
      var next: [Int] = []
      for place in places {
        // Of UTF-16 every other byte is 0, before or behind the letter.
        let place = index > 0 && place < bytes.count && bytes[place] == 0 ? place + 1 : place
        var spelling = Spelling(of: byte, in: bytes, at: place)
        for end in spelling.ends() where !next.contains(end) { next.append(end) }
        isUndecided = isUndecided || spelling.isUndecided
      }
      if next.isEmpty { return isUndecided ? .undecided : .none }
      places = next
    }
    return .found(end: places.max() ?? start, length: pattern.count)
  }
}

/// The ways in which bytes at a place may spell one byte of a key.
private struct Spelling {
  /// How often escapes may be escaped once more; `\\\\u0041` takes four backslashes for the third time.
  private static let mostRepetitions = 8

  private let byte: UInt8
  private let bytes: [UInt8]
  private let place: Int
  /// Whether the bytes end before it can be told.
  private(set) var isUndecided = false

  init(of byte: UInt8, in bytes: [UInt8], at place: Int) {
    (self.byte, self.bytes, self.place) = (byte, bytes, place)
  }

  /// Returns where each of them ends.
  mutating func ends() -> [Int] {
    guard let first = next(place) else { return [] }
    var ends = first == byte ? [place + 1] : []
    switch first {
    case UInt8(ascii: "%"): ends += percent()
    case UInt8(ascii: "\\"): ends += backslash()
    case UInt8(ascii: "&"): ends += entity()
    default: break
    }
    return ends
  }

  /// The byte at a place; nil at the end, where more may come.
  private mutating func next(_ place: Int) -> UInt8? {
    if place < bytes.count { return bytes[place] }
    isUndecided = true
    return nil
  }

  /// Whether so many digits from a place on are the byte's number.
  private mutating func spells(_ range: Range<Int>) -> Bool {
    var value: UInt32 = 0
    for index in range {
      guard let next = next(index), let digit = Character(Unicode.Scalar(next)).hexDigitValue else { return false }
      value = value << 4 | UInt32(digit)
    }
    return value == UInt32(byte)
  }

  /// `%41`, and `%2541` where the sign was encoded once more.
  private mutating func percent() -> [Int] {
    var digits = place + 1
    for _ in 0..<Self.mostRepetitions {
      if spells(digits..<digits + 2) { return [digits + 2] }
      guard next(digits) == UInt8(ascii: "2"), next(digits + 1) == UInt8(ascii: "5") else { return [] }
      digits += 2
    }
    return []
  }

  /// `\u0041`, `\x41` or the letter itself behind a backslash, or behind several where it was escaped more than once.
  private mutating func backslash() -> [Int] {
    var letter = place + 1
    while letter - place < Self.mostRepetitions, next(letter) == UInt8(ascii: "\\") { letter += 1 }
    guard let kind = next(letter) else { return [] }
    // A backslash of the key's own.
    var ends = byte == UInt8(ascii: "\\") && letter > place + 1 ? [place + 2] : []
    if kind == UInt8(ascii: "u"), spells(letter + 1..<letter + 5) { ends.append(letter + 5) }
    if kind == UInt8(ascii: "x"), spells(letter + 1..<letter + 3) { ends.append(letter + 3) }
    if kind == byte { ends.append(letter + 1) }
    return ends
  }

  /// What HTML cannot have in a text, by the names that encoders give it.
  private static let names: [(name: [UInt8], byte: UInt8)] = [
    ("amp", UInt8(ascii: "&")), ("lt", UInt8(ascii: "<")), ("gt", UInt8(ascii: ">")), ("quot", UInt8(ascii: "\"")),
    ("apos", UInt8(ascii: "'")),
  ].map { (Array($0.0.utf8), $0.1) }

  /// `&#65;`, `&#x41;` and `&amp;`, the `&` of which may have been escaped once more.
  private mutating func entity() -> [Int] {
    var start = place + 1
    let again = Array("amp;".utf8)
    for _ in 0..<Self.mostRepetitions where starts(with: again, at: start) {
      if byte == UInt8(ascii: "&"), next(start + again.count) != UInt8(ascii: "#") { return [start + again.count] }
      start += again.count
    }
    guard next(start) == UInt8(ascii: "#") else {
      for (name, named) in Self.names where named == byte && starts(with: name, at: start) { return [ended(start + name.count)] }
      return []
    }
    let isHexadecimal = next(start + 1).map { $0 | 0x20 } == UInt8(ascii: "x")
    var index = start + (isHexadecimal ? 2 : 1)
    let digits = index
    var value: UInt32 = 0
    // As many zeros as somebody may pad with.
    while index - digits < Self.mostRepetitions, let next = next(index), let digit = Character(Unicode.Scalar(next)).hexDigitValue,
      isHexadecimal || digit < 10
    {
      value = value * (isHexadecimal ? 16 : 10) + UInt32(digit)
      index += 1
    }
    return index > digits && value == UInt32(byte) ? [ended(index)] : []
  }

  private mutating func starts(with text: [UInt8], at start: Int) -> Bool {
    for (offset, byte) in text.enumerated() where next(start + offset) != byte { return false }
    return true
  }

  /// Behind the semicolon, which may be left out.
  private mutating func ended(_ place: Int) -> Int { next(place) == UInt8(ascii: ";") ? place + 1 : place }
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
