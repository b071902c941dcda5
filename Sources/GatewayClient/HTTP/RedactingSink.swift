import GatewayAPI

/// Overwrites keys in what goes to a sink, so that a gateway which repeats a key cannot put it into the store.
///
/// The number of bytes stays the same. Text is held back only while it may be the beginning of a key.
///
/// A short key occurs in the base64 of a paid picture by chance, so it is overwritten only where it stands alone.
struct RedactingSink {
  /// From this length on chance is out of the question: 64 to the power of 12 against the bytes of any answer.
  private static let lengthBeyondChance = 12

  private let sink: any AnswerSink
  private let secrets: [[UInt8]]
  private var held: [UInt8] = []
  /// The byte before the held ones.
  private var previous: UInt8?

  init(_ sink: any AnswerSink, keys: [APIKey]) {
    self.sink = sink
    secrets = keys.map { $0.withSecret { Array($0.utf8) } }.sorted { $0.count > $1.count }
  }

  mutating func write(_ bytes: [UInt8]) async throws {
    guard !secrets.isEmpty else { return try await sink.write(bytes) }
    held += bytes
    overwrite(isLast: false)
    let kept = beginningOfSecret()
    guard kept < held.count else { return }
    let ready = kept == 0 ? held : Array(held[..<(held.count - kept)])
    held = Array(held[(held.count - kept)...])
    previous = ready.last
    try await sink.write(ready)
  }

  /// Writes what is still held back.
  mutating func finish() async throws {
    guard !held.isEmpty else { return }
    overwrite(isLast: true)
    let rest = held
    held = []
    try await sink.write(rest)
  }

  private mutating func overwrite(isLast: Bool) {
    for secret in secrets {
      var index = 0
      while index + secret.count <= held.count {
        let end = index + secret.count
        if held[index] == secret[0], held[index..<end].elementsEqual(secret), counts(secret, from: index, to: end, isLast: isLast) {
          for place in index..<end { held[place] = UInt8(ascii: "*") }
          index = end
        } else {
          index += 1
        }
      }
    }
  }

  /// Whether a found text is the key rather than a piece of base64.
  private func counts(_ secret: [UInt8], from start: Int, to end: Int, isLast: Bool) -> Bool {
    guard secret.count < Self.lengthBeyondChance else { return true }
    guard end < held.count || isLast else { return false }
    let before = start > 0 ? held[start - 1] : previous
    let after = end < held.count ? held[end] : nil
    return ![before, after].contains { byte in byte.map { Base64.isCharacter($0) || $0 == UInt8(ascii: "=") } ?? false }
  }

  /// The length of the longest end of the held bytes that begins a key, or is a short one whose next byte has to be seen.
  private func beginningOfSecret() -> Int {
    let longest = min(held.count, secrets.first?.count ?? 0)
    guard longest > 0 else { return 0 }
    for length in stride(from: longest, through: 1, by: -1) {
      let tail = held[(held.count - length)...]
      let begins = secrets.contains { secret in
        let isLongEnough = secret.count > length || (secret.count == length && length < Self.lengthBeyondChance)
        return isLongEnough && tail.elementsEqual(secret[..<length])
      }
      if begins { return length }
    }
    return 0
  }
}
