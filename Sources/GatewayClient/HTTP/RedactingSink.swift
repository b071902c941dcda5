import Dialects
import GatewayAPI

/// Overwrites keys in the bytes that go to a sink, in every form of ``SecretForms``, so that a gateway which repeats a key cannot put it
/// into the store.
///
/// The number of bytes stays the same. Text is held back only while it may be the beginning of a key.
///
/// A short key occurs in the base64 of a paid picture by chance, so it is overwritten only where it stands alone.
struct RedactingSink {
  /// From this length on a chance match is ruled out: 64 to the power of 12 against the bytes of any answer.
  private static let lengthBeyondChance = 12

  private let sink: any AnswerSink
  private let secrets: SecretForms
  private var held: [UInt8] = []
  /// The byte before the held ones.
  private var previous: UInt8?

  init(_ sink: any AnswerSink, keys: [APIKey]) {
    self.sink = sink
    secrets = SecretForms(keys)
  }

  mutating func write(_ bytes: [UInt8]) async throws {
    guard !secrets.isEmpty else { return try await sink.write(bytes) }
    held += bytes
    let decided = overwrite(isLast: false)
    guard decided > 0 else { return }
    let ready = decided == held.count ? held : Array(held[..<decided])
    held = Array(held[decided...])
    previous = ready.last
    try await sink.write(ready)
  }

  /// Writes the bytes that are still held back.
  mutating func finish() async throws {
    guard !held.isEmpty else { return }
    _ = overwrite(isLast: true)
    let rest = held
    held = []
    try await sink.write(rest)
  }

  /// Overwrites the keys in the held bytes.
  /// - Returns: the number of held bytes that are decided; a key may begin behind them.
  private mutating func overwrite(isLast: Bool) -> Int {
    var index = 0
    while index < held.count {
      switch secrets.match(held, at: index) {
      case .none: index += 1
      case .undecided:
        if !isLast { return index }
        index += 1
      case .found(let end, let length):
        let canBeChance = length < Self.lengthBeyondChance
        if canBeChance, end == held.count, !isLast { return index }
        if canBeChance, !standsAlone(index..<end) {
          index += 1
          continue
        }
        // The zeros between the letters of UTF-16 stay, so that it remains UTF-16.
        for place in index..<end where held[place] != 0 { held[place] = UInt8(ascii: "*") }
        index = end
      }
    }
    return index
  }

  /// Returns whether a match is the key rather than a piece of base64.
  private func standsAlone(_ range: Range<Int>) -> Bool {
    let before = range.lowerBound > 0 ? held[range.lowerBound - 1] : previous
    let after = range.upperBound < held.count ? held[range.upperBound] : nil
    return ![before, after].contains { byte in byte.map { Base64.isCharacter($0) || $0 == UInt8(ascii: "=") } ?? false }
  }
}
