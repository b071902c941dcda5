import FoundationEssentials
import Storage

/// Walks over the bytes of a manifest. Nil wherever something is not as this program writes it.
struct ManifestScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() -> (version: Int, pipeline: String, entries: [ManifestIndex.Entry])? {
    var version: Int?
    var pipeline: String?
    var entries: [ManifestIndex.Entry] = []
    let isObject = object { scanner, name in
      switch name {
      case "version": version = scanner.number()
      case "pipeline": pipeline = scanner.text()
      case "files":
        return scanner.array { scanner in
          guard let entry = scanner.entry() else { return false }
          entries.append(entry)
          return true
        }
      default: return scanner.skip()
      }
      return true
    }
    skipSpace()
    guard isObject, index == bytes.count, let version, let pipeline else { return nil }
    return (version, pipeline, entries)
  }

  private mutating func entry() -> ManifestIndex.Entry? {
    skipSpace()
    let start = index
    var path: String?
    var asset: String?
    var variant: Int?
    var kind: String?
    var format: String?
    var width: Int?
    var height: Int?
    var exchange: String?
    var hasContentCredentials = false
    var provenanceSetting: String?
    var size: Int?
    var digest: Digest?
    var key: Digest?
    let isObject = object { scanner, name in
      switch name {
      case "path": path = scanner.text()
      case "asset": asset = scanner.text()
      case "variant": variant = scanner.number()
      case "kind": kind = scanner.text()
      case "format": format = scanner.text()
      case "width": width = scanner.number()
      case "height": height = scanner.number()
      case "bytes": size = scanner.number()
      case "sha256": digest = scanner.text().flatMap { Digest(hex: $0) }
      case "c2pa":
        hasContentCredentials = scanner.isTrue()
        return scanner.skip()
      case "made":
        return scanner.object { scanner, name in
          switch name {
          case "key": key = scanner.text().flatMap { Digest(hex: $0) }
          case "provenance": provenanceSetting = scanner.text()
          default: return scanner.skip()
          }
          return true
        }
      case "provenance":
        return scanner.object { scanner, name in
          guard name == "exchange" else { return scanner.skip() }
          exchange = scanner.text()
          return true
        }
      default: return scanner.skip()
      }
      return true
    }
    guard isObject, let path, let asset, let variant, let kind, let format, let width, let height, let size else { return nil }
    return ManifestIndex.Entry(
      path: path, asset: asset, variant: variant, kind: kind, format: format, width: width, height: height, exchange: exchange,
      hasContentCredentials: hasContentCredentials, provenanceSetting: provenanceSetting, size: size, digest: digest, key: key,
      range: start..<index)
  }

  /// Calls `member` with each name, before its value.
  private mutating func object(_ member: (inout ManifestScanner, String) -> Bool) -> Bool {
    guard take(UInt8(ascii: "{")) else { return false }
    if take(UInt8(ascii: "}")) { return true }
    repeat {
      guard let name = text(), take(UInt8(ascii: ":")), member(&self, name) else { return false }
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}"))
  }

  private mutating func array(_ element: (inout ManifestScanner) -> Bool) -> Bool {
    guard take(UInt8(ascii: "[")) else { return false }
    if take(UInt8(ascii: "]")) { return true }
    repeat {
      guard element(&self) else { return false }
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "]"))
  }

  private mutating func text() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = index
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        index += 1
        return String(decoding: bytes[start..<(index - 1)], as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\") {
        index = start - 1
        return skipText() ? Self.decoded(bytes[(start - 1)..<index]) : nil
      }
      if byte < 0x20 { return nil }
      index += 1
    }
    return nil
  }

  /// A text with escapes, its quotation marks included.
  private static func decoded(_ quoted: ArraySlice<UInt8>) -> String? {
    do {
      return try JSONDecoder().decode([String].self, from: Data([UInt8(ascii: "[")] + quoted + [UInt8(ascii: "]")])).first
    } catch {
      return nil
    }
  }

  private mutating func number() -> Int? {
    skipSpace()
    let start = index
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
    return Int(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  /// Whether the next value is true; it is not passed over.
  private mutating func isTrue() -> Bool {
    skipSpace()
    return bytes[index...].starts(with: "true".utf8)
  }

  /// Passes over any value; brackets inside texts do not count.
  private mutating func skip() -> Bool {
    skipSpace()
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        guard skipText() else { return false }
        if depth == 0 { return true }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return true }
        depth -= 1
        if depth == 0 {
          index += 1
          return true
        }
      case UInt8(ascii: ","):
        if depth == 0 { return true }
      default: break
      }
      index += 1
    }
    return false
  }

  private mutating func skipText() -> Bool {
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { return true }
    }
    return false
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\n") { index += 1 }
  }
}
