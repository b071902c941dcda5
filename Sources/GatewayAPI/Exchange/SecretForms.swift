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
  /// Those that begin with a byte, by that byte; longest first.
  private let beginning: [[[UInt8]]]

  package init(_ keys: [APIKey]) {
    var patterns: Set<[UInt8]> = []
    for key in keys {
      let secret = key.withSecret { Array($0.utf8) }
      patterns.insert(secret)
      patterns.formUnion(Base64Forms.all(of: secret))
      patterns.formUnion(Self.hexadecimal(secret))
    }
    self.patterns = patterns.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    var beginning = [[[UInt8]]](repeating: [], count: 256)
    for pattern in self.patterns { beginning[Int(pattern[0])].append(pattern) }
    self.beginning = beginning
  }

  package var isEmpty: Bool { patterns.isEmpty }

  /// Matches a key that begins at `start`. Nearly every byte of an answer is decided by itself and the one behind it.
  package func match(_ bytes: [UInt8], at start: Int) -> Match {
    if Spellings.isEscape(bytes[start]) { return matchEscaped(bytes, at: start) }
    var isUndecided = false
    for pattern in beginning[Int(bytes[start])] {
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

  private func matchEscaped(_ bytes: [UInt8], at start: Int) -> Match {
    guard !isEmpty else { return .none }
    var firsts: [(byte: UInt8, end: Int)] = []
    var isUndecided = false
    Spellings.each(in: bytes, at: start, isUndecided: &isUndecided) { byte, end in
      if !beginning[Int(byte)].isEmpty { firsts.append((byte, end)) }
    }
    if firsts.isEmpty { return isUndecided ? .undecided : .none }
    for pattern in patterns {
      let places = firsts.filter { $0.byte == pattern[0] }.map(\.end)
      if places.isEmpty { continue }
      switch follow(pattern, from: 1, at: places, in: bytes) {
      case .found(let end, let length): return .found(end: end, length: length)
      case .undecided: isUndecided = true
      case .none: continue
      }
    }
    return isUndecided ? .undecided : .none
  }

  /// Matches a pattern that begins with a byte as it is.
  private func match(_ pattern: [UInt8], in bytes: [UInt8], at start: Int) -> Match {
    var place = start
    for index in pattern.indices {
      place = Self.skippingZero(bytes, place, index)
      guard place < bytes.count else { return .undecided }
      if Spellings.isEscape(bytes[place]) { return follow(pattern, from: index, at: [place], in: bytes) }
      guard bytes[place] == pattern[index] else { return .none }
      place += 1
    }
    return .found(end: place, length: pattern.count)
  }

  /// Follows every way in which the bytes can spell the rest of a pattern; there are few for one of its bytes.
  private func follow(_ pattern: [UInt8], from first: Int, at places: [Int], in bytes: [UInt8]) -> Match {
    var places = places
    var isUndecided = false
    for index in first..<pattern.count {
      var next: [Int] = []
      for place in places {
        Spellings.each(in: bytes, at: Self.skippingZero(bytes, place, index), isUndecided: &isUndecided) { byte, end in
          if byte == pattern[index], !next.contains(end) { next.append(end) }
        }
      }
      if next.isEmpty { return isUndecided ? .undecided : .none }
      places = next
    }
    return .found(end: places.max() ?? 0, length: pattern.count)
  }

  /// Of UTF-16 every other byte is 0, before or behind the letter.
  private static func skippingZero(_ bytes: [UInt8], _ place: Int, _ index: Int) -> Int {
    index > 0 && place < bytes.count && bytes[place] == 0 ? place + 1 : place
  }
}

/// The ways in which bytes at a place may spell one byte.
private enum Spellings {
  /// How often escapes may be escaped once more; `\\\\u0041` takes four backslashes for the third time.
  private static let maximumRepetitions = 8

  static func isEscape(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "&")
  }

  /// Gives each byte that is spelled at a place, with the index behind it.
  /// - Parameter isUndecided: becomes `true` where the bytes end before it can be told.
  static func each(in bytes: [UInt8], at place: Int, isUndecided: inout Bool, _ give: (UInt8, Int) -> Void) {
    guard let first = next(bytes, place, &isUndecided) else { return }
    give(first, place + 1)
    switch first {
    case UInt8(ascii: "%"): percent(bytes, place, &isUndecided, give)
    case UInt8(ascii: "\\"): backslash(bytes, place, &isUndecided, give)
    case UInt8(ascii: "&"): entity(bytes, place, &isUndecided, give)
    default: break
    }
  }

  /// The byte at a place; `nil` at the end, where more may come.
  private static func next(_ bytes: [UInt8], _ place: Int, _ isUndecided: inout Bool) -> UInt8? {
    if place < bytes.count { return bytes[place] }
    isUndecided = true
    return nil
  }

  /// The byte whose number so many hexadecimal digits are; `nil` for other text, and for larger numbers.
  private static func number(_ bytes: [UInt8], _ range: Range<Int>, _ isUndecided: inout Bool) -> UInt8? {
    var value = 0
    for index in range {
      guard let next = next(bytes, index, &isUndecided), let digit = digit(next) else { return nil }
      value = value << 4 | digit
    }
    return UInt8(exactly: value)
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  /// `%41`, and `%2541` where the sign was encoded once more.
  private static func percent(_ bytes: [UInt8], _ place: Int, _ isUndecided: inout Bool, _ give: (UInt8, Int) -> Void) {
    var digits = place + 1
    for _ in 0..<maximumRepetitions {
      guard let value = number(bytes, digits..<digits + 2, &isUndecided) else { return }
      give(value, digits + 2)
      guard value == UInt8(ascii: "%") else { return }
      digits += 2
    }
  }

  /// `\u0041`, `\x41` or the letter itself behind a backslash, or behind several where it was escaped more than once.
  private static func backslash(_ bytes: [UInt8], _ place: Int, _ isUndecided: inout Bool, _ give: (UInt8, Int) -> Void) {
    var letter = place + 1
    while letter - place < maximumRepetitions, next(bytes, letter, &isUndecided) == UInt8(ascii: "\\") { letter += 1 }
    guard let kind = next(bytes, letter, &isUndecided) else { return }
    // A backslash of the key's own.
    if letter > place + 1 { give(UInt8(ascii: "\\"), place + 2) }
    if kind == UInt8(ascii: "u"), let value = number(bytes, letter + 1..<letter + 5, &isUndecided) { give(value, letter + 5) }
    if kind == UInt8(ascii: "x"), let value = number(bytes, letter + 1..<letter + 3, &isUndecided) { give(value, letter + 3) }
    give(kind, letter + 1)
  }

  private static let again = Array("amp;".utf8)

  /// What HTML cannot have in a text, by the names that encoders give it.
  private static let names: [(name: [UInt8], byte: UInt8)] = [
    ("amp", UInt8(ascii: "&")), ("lt", UInt8(ascii: "<")), ("gt", UInt8(ascii: ">")), ("quot", UInt8(ascii: "\"")),
    ("apos", UInt8(ascii: "'")),
  ].map { (Array($0.0.utf8), $0.1) }

  /// `&#65;`, `&#x41;` and `&amp;`, the `&` of which may have been escaped once more.
  private static func entity(_ bytes: [UInt8], _ place: Int, _ isUndecided: inout Bool, _ give: (UInt8, Int) -> Void) {
    var start = place + 1
    for _ in 0..<maximumRepetitions where starts(bytes, with: again, at: start, &isUndecided) {
      start += again.count
      if next(bytes, start, &isUndecided) != UInt8(ascii: "#") { give(UInt8(ascii: "&"), start) }
    }
    guard next(bytes, start, &isUndecided) == UInt8(ascii: "#") else {
      for (name, byte) in names where starts(bytes, with: name, at: start, &isUndecided) {
        give(byte, ended(bytes, start + name.count, &isUndecided))
      }
      return
    }
    let isHexadecimal = next(bytes, start + 1, &isUndecided).map { $0 | 0x20 } == UInt8(ascii: "x")
    var index = start + (isHexadecimal ? 2 : 1)
    let digits = index
    var value = 0
    // As many zeros as somebody may pad with.
    while index - digits < maximumRepetitions, let next = next(bytes, index, &isUndecided), let digit = digit(next),
      isHexadecimal || digit < 10
    {
      value = value * (isHexadecimal ? 16 : 10) + digit
      index += 1
    }
    if index > digits, let byte = UInt8(exactly: value) { give(byte, ended(bytes, index, &isUndecided)) }
  }

  private static func starts(_ bytes: [UInt8], with text: [UInt8], at start: Int, _ isUndecided: inout Bool) -> Bool {
    for offset in text.indices where next(bytes, start + offset, &isUndecided) != text[offset] { return false }
    return true
  }

  /// Behind the semicolon, which may be left out.
  private static func ended(_ bytes: [UInt8], _ place: Int, _ isUndecided: inout Bool) -> Int {
    next(bytes, place, &isUndecided) == UInt8(ascii: ";") ? place + 1 : place
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

/// Removes keys from texts that come from outside.
package struct Redaction: Sendable {
  private let secrets: SecretForms

  package init(_ keys: [APIKey]) { secrets = SecretForms(keys) }

  /// Returns the text without keys in whatever form, without control characters, and cut to `limit` characters.
  package func text(_ text: String, limit: Int = 1_000) -> String {
    let result = keepingLines(text)
    var shown = ""
    for scalar in result.unicodeScalars.prefix(limit) {
      shown.unicodeScalars.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
    }
    return result.unicodeScalars.count > limit ? shown + "…" : shown
  }

  /// Returns the whole text without keys, otherwise as it is.
  package func keepingLines(_ text: String) -> String {
    guard !secrets.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var index = 0
    var hasFound = false
    while index < bytes.count {
      if case .found(let end, _) = secrets.match(bytes, at: index) {
        kept += "[redacted]".utf8
        index = end
        hasFound = true
      } else {
        kept.append(bytes[index])
        index += 1
      }
    }
    return hasFound ? String(decoding: kept, as: UTF8.self) : text
  }
}
