import Storage

/// Reads a lock file of exactly the form in which ``LockFile/text`` writes it.
///
/// Nearly every lock file has this form, whatever its size; reading one as YAML takes long and has limits meant for files that people
/// write.
struct LockFileLines {
  private var rest: ArraySlice<UInt8>

  private init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Reads the file, or returns `nil` if anything at all differs, so that it has to be read as YAML.
  static func read(_ bytes: [UInt8], pipeline: String) -> LockFile? {
    var lines = LockFileLines(bytes)
    return lines.file(pipeline: pipeline)
  }

  private mutating func file(pipeline: String) -> LockFile? {
    while rest.first == UInt8(ascii: "#") {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      rest = rest[(end + 1)...]
    }
    guard take("version: "), let version = takeNumber(), (1...LockFile.latestVersion).contains(version), take("\n") else { return nil }
    var bindings: [Slot: Binding] = [:]
    var earlier: [ChoicePlace: ExchangeID] = [:]
    guard readSection("assets", pipeline: pipeline, { bindings.updateValue($0, forKey: $0.slot) == nil }),
      version != 2 || begins("earlier"),
      !begins("earlier") || version == 1
        || readSection("earlier", pipeline: pipeline, { earlier.updateValue($0.exchange, forKey: $0.place) == nil })
    else { return nil }
    guard version == 3 else { return rest.isEmpty ? LockFile(bindings: bindings, earlierChoices: earlier) : nil }
    guard let notes = readNotes(), let rejected = readRejected(), rest.isEmpty else { return nil }
    return LockFile(bindings: bindings, earlierChoices: earlier, notes: notes, rejected: rejected)
  }

  private func begins(_ name: String) -> Bool { rest.starts(with: "\(name):".utf8) }

  private mutating func readNotes() -> [String: String]? {
    guard take("notes:\n") else { return [:] }
    var notes: [String: String] = [:]
    while take("  \"") {
      guard let asset = takeQuoted(), take(": \""), let words = takeQuoted(), !words.isEmpty, take("\n"),
        notes.updateValue(words, forKey: asset) == nil
      else { return nil }
    }
    return notes
  }

  private mutating func readRejected() -> Set<String>? {
    guard take("rejected:\n") else { return [] }
    var rejected: Set<String> = []
    while take("  - \"") {
      guard let asset = takeQuoted(), take("\n"), rejected.insert(asset).inserted else { return nil }
    }
    return rejected
  }

  /// Passes on the bindings of one section; `accept` refuses one that occurs twice.
  /// - Returns: `true` if all is in the written form.
  private mutating func readSection(_ name: String, pipeline: String, _ accept: (Binding) -> Bool) -> Bool {
    guard take("\(name):\n") else { return take("\(name): {}\n") }
    var assets: Set<String> = []
    while take("  \"") {
      guard let asset = takeQuoted(), take(":\n"), assets.insert(asset).inserted else { return false }
      while take("    - {stage: ") {
        guard let stage = takeNumber(), take(", variant: "), let variant = takeNumber(), variant > 0, take(", exchange: \""),
          let exchange = takeQuoted().flatMap({ ExchangeID($0) }), take(", key: \""), let key = takeQuoted().flatMap({ Digest(hex: $0) }),
          take("}\n"),
          accept(Binding(slot: Slot(pipeline: pipeline, asset: asset, stage: stage, variant: variant), exchange: exchange, key: key))
        else { return false }
      }
    }
    return true
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private mutating func takeNumber() -> Int? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest[digits.endIndex...]
    return Int(String(decoding: digits, as: UTF8.self)).flatMap { LockFile.placeRange.contains($0) ? $0 : nil }
  }

  /// Reads the text up to and including the closing quote.
  private mutating func takeQuoted() -> String? {
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
      case 0..<0x20: return nil
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        switch escaped {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(escaped)
        case UInt8(ascii: "u"):
          let digits = String(decoding: rest.prefix(4), as: UTF8.self)
          guard digits.utf8.count == 4, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
          rest = rest.dropFirst(4)
          text += Array(String(Character(scalar)).utf8)
        default: return nil
        }
      default: text.append(byte)
      }
    }
    return nil
  }
}
