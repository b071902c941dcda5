import ImageCore

extension WebP {
  /// Returns all chunks but those of one picture, with or without its alpha (RFC 9649, section 2).
  package func ancillaryBlocks(in data: Span<UInt8>) -> [String]? {
    guard WebPContainer.hasSignature(data) else { return ["a broken structure"] }
    var names: [String] = []
    func add(_ name: String) {
      if !names.contains(name) { names.append(name) }
    }
    var pictures = 0
    var position = 12
    while data.count - position >= 8 {
      let name = WebPAncillary.name(in: data, at: position)
      let count = WebPAncillary.integer(in: data, at: position + 4)
      guard count <= data.count - position - 8 else { break }
      switch name {
      case "VP8 ", "VP8L": pictures += 1
      // A flag of VP8X has no chunk of its own; the chunk that it announces is named at its own place.
      case "ALPH": break
      case "VP8X" where count == 10: break
      case "ICCP": add("a colour profile")
      case "EXIF": add("EXIF")
      case "XMP ": add("XMP")
      case "ANIM", "ANMF": add("frames")
      case "C2PA": add("a C2PA manifest")
      default: add("an unknown chunk")
      }
      position += 8 + count
      // What fills a chunk up to an even length is 0 (RFC 9649, section 2.3).
      if count & 1 == 1 {
        if position < data.count, data[position] != 0 { add("bytes among its data that no pixel comes from") }
        position += 1
      }
    }
    if pictures > 1 { add("further pictures") }
    // The header counts everything behind itself.
    if position != data.count || WebPAncillary.integer(in: data, at: 4) + 8 != data.count { add("bytes behind the end") }
    return names
  }
}

private enum WebPAncillary {
  /// Reads the name of a chunk.
  /// - Precondition: four bytes follow `position`.
  static func name(in data: Span<UInt8>, at position: Int) -> String {
    var name = ""
    for index in position..<(position + 4) { name.unicodeScalars.append(Unicode.Scalar(data[index])) }
    return name
  }

  /// Reads a little-endian integer. Precondition: four bytes follow `position`.
  static func integer(in data: Span<UInt8>, at position: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(data[position + $1]) << (8 * $1) }
  }
}
