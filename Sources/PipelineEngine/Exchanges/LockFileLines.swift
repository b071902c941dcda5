import Storage

/// Reads a lock file of exactly the form in which ``LockFile/text`` writes it.
///
/// That is what nearly every lock file is, whatever its size; reading one as YAML takes long and has limits meant for files that people write.
struct LockFileLines {
  private var rest: ArraySlice<UInt8>

  private init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Nil where anything at all is otherwise, so that it has to be read as YAML.
  static func read(_ bytes: [UInt8], pipeline: String) -> [Slot: Binding]? {
    var lines = LockFileLines(bytes)
    return lines.bindings(pipeline: pipeline)
  }

  private mutating func bindings(pipeline: String) -> [Slot: Binding]? {
    while rest.first == UInt8(ascii: "#") {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      rest = rest[(end + 1)...]
    }
    guard take("version: 1\nassets:\n") else { return nil }
    var bindings: [Slot: Binding] = [:]
    var assets: Set<String> = []
    while !rest.isEmpty {
      guard take("  \""), let asset = takeQuoted(), take(":\n"), assets.insert(asset).inserted else { return nil }
      while take("    - {stage: ") {
        guard let stage = takeNumber(), take(", variant: "), let variant = takeNumber(), take(", exchange: \""),
          let exchange = takeQuoted().flatMap({ ExchangeID($0) }), take(", key: \""), let key = takeQuoted().flatMap({ Digest(hex: $0) }),
          take("}\n")
        else { return nil }
        let slot = Slot(pipeline: pipeline, asset: asset, stage: stage, variant: variant)
        guard bindings.updateValue(Binding(slot: slot, exchange: exchange, key: key), forKey: slot) == nil else { return nil }
      }
    }
    return bindings
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private mutating func takeNumber() -> Int? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest[digits.endIndex...]
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// The text up to and with the closing quote.
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
