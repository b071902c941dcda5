import GatewayAPI

/// Overwrites keys in what goes to a sink, so that a gateway which repeats a key cannot put it into the store.
///
/// The number of bytes stays the same. Text is held back only while it may be the beginning of a key.
struct RedactingSink {
  private let sink: any AnswerSink
  private let secrets: [[UInt8]]
  private var held: [UInt8] = []

  init(_ sink: any AnswerSink, keys: [APIKey]) {
    self.sink = sink
    secrets = keys.map { $0.withSecret { Array($0.utf8) } }.sorted { $0.count > $1.count }
  }

  mutating func write(_ bytes: [UInt8]) async throws {
    guard !secrets.isEmpty else { return try await sink.write(bytes) }
    held += bytes
    overwrite()
    let kept = beginningOfSecret()
    guard kept < held.count else { return }
    let ready = kept == 0 ? held : Array(held[..<(held.count - kept)])
    held = Array(held[(held.count - kept)...])
    try await sink.write(ready)
  }

  /// Writes what is still held back.
  mutating func finish() async throws {
    guard !held.isEmpty else { return }
    let rest = held
    held = []
    try await sink.write(rest)
  }

  private mutating func overwrite() {
    for secret in secrets {
      var index = 0
      while index + secret.count <= held.count {
        if held[index] == secret[0], held[index..<(index + secret.count)].elementsEqual(secret) {
          for place in index..<(index + secret.count) { held[place] = UInt8(ascii: "*") }
          index += secret.count
        } else {
          index += 1
        }
      }
    }
  }

  /// The length of the longest end of the held bytes that begins a key.
  private func beginningOfSecret() -> Int {
    let longest = min(held.count, (secrets.first?.count ?? 1) - 1)
    guard longest > 0 else { return 0 }
    for length in stride(from: longest, through: 1, by: -1) {
      let tail = held[(held.count - length)...]
      if secrets.contains(where: { $0.count > length && tail.elementsEqual($0[..<length]) }) { return length }
    }
    return 0
  }
}
