/// Finds one property in an XMP packet from outside, in one pass and without building a document. It is no XML parser: constructs that it
/// does not understand are skipped.
struct XMPScanner {
  private let bytes: [UInt8]
  /// The namespace of the property.
  private let namespace: String
  private var index = 0
  private var depth = 0
  /// The depth of `rdf:RDF`; its descriptions lie one deeper, and their properties two.
  private var rootDepth: Int?
  private var prefixes: Set<String> = []

  /// Longer names and values belong to other properties.
  private static let longest = 512

  init(_ bytes: [UInt8], namespace: String) {
    self.bytes = bytes
    self.namespace = namespace
  }

  /// Returns the text of a property of the namespace: an attribute of a description, or an element with text or `rdf:resource`.
  mutating func property(_ property: String) -> String? {
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = start + 1
      if skip("!--", to: "-->") || skip("![CDATA[", to: "]]>") || skip("?", to: "?>") { continue }
      // XMP has no document type, and the entities that one would declare are ignored.
      guard index < bytes.count, bytes[index] != UInt8(ascii: "!") else { return nil }
      if bytes[index] == UInt8(ascii: "/") {
        depth -= 1
        continue
      }
      guard let element = element() else { return nil }
      if let value = value(of: property, in: element) { return value }
      if !element.isEmpty { depth += 1 }
    }
    return nil
  }

  private struct Element {
    let name: String
    var attributes: [(name: String, value: String)] = []
    var isEmpty = false
  }

  private mutating func value(of property: String, in element: Element) -> String? {
    for (name, value) in element.attributes where value == namespace && name.hasPrefix("xmlns:") {
      prefixes.insert(String(name.dropFirst("xmlns:".count)))
    }
    if rootDepth == nil, element.name.hasSuffix(":RDF") { rootDepth = depth }
    guard let rootDepth else { return nil }
    func isWanted(_ name: String) -> Bool {
      let parts = name.split(separator: ":", maxSplits: 1)
      return parts.count == 2 && parts[1] == property && prefixes.contains(String(parts[0]))
    }
    if depth == rootDepth + 1 { return element.attributes.first { isWanted($0.name) }?.value }
    guard depth == rootDepth + 2, isWanted(element.name) else { return nil }
    if let resource = element.attributes.first(where: { $0.name.hasSuffix(":resource") }) { return resource.value }
    guard !element.isEmpty, let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) else { return nil }
    return text(bytes[index..<end].drop(while: Self.isSpace))?.trimmingSpaces
  }

  // MARK: markup

  private mutating func skip(_ beginning: String, to ending: String) -> Bool {
    guard bytes[index...].starts(with: beginning.utf8) else { return false }
    index += beginning.utf8.count
    let last = Array(ending.utf8)
    while index < bytes.count {
      if bytes[index] == last[0], bytes[index...].starts(with: last) {
        index += last.count
        return true
      }
      index += 1
    }
    return true
  }

  /// Reads a start tag from behind its `<`, or returns `nil` if it has no end.
  private mutating func element() -> Element? {
    var element = Element(name: name())
    while index < bytes.count {
      skipSpace()
      guard index < bytes.count else { return nil }
      switch bytes[index] {
      case UInt8(ascii: ">"):
        index += 1
        return element
      case UInt8(ascii: "/"):
        element.isEmpty = true
        index += 1
      default:
        let name = name()
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "="), !name.isEmpty else { return nil }
        index += 1
        skipSpace()
        guard index < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[index]),
          let end = bytes[(index + 1)...].firstIndex(of: bytes[index])
        else { return nil }
        if let value = text(bytes[(index + 1)..<end]) { element.attributes.append((name, value)) }
        index = end + 1
      }
    }
    return nil
  }

  private mutating func name() -> String {
    let start = index
    while index < bytes.count, !Self.isSpace(bytes[index]), !"=/>".utf8.contains(bytes[index]) { index += 1 }
    return text(bytes[start..<index]) ?? "-"
  }

  private mutating func skipSpace() {
    while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
  }

  private func text(_ part: ArraySlice<UInt8>) -> String? { part.count > Self.longest ? nil : String(decoding: part, as: UTF8.self) }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}

extension DigitalSourceType {
  /// Reads the type that an XMP packet from outside states, or returns `nil` if it states none that can be taken as it is.
  package init?(inXMP bytes: [UInt8]) {
    var scanner = XMPScanner(bytes, namespace: XMPNamespace.extensionOfIPTC)
    guard let address = scanner.property("DigitalSourceType") else { return nil }
    self.init(address: address)
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text)
  }
}
