import ImageCore

extension PNG {
  /// Returns all chunks but header, data and end, and those that state that the colours are sRGB (their values are for the reader of
  /// metadata to check).
  package func ancillaryBlocks(in data: Span<UInt8>) -> [String]? {
    var names: [String] = []
    func add(_ name: String) {
      if !names.contains(name) { names.append(name) }
    }
    var chunks = PNGChunkCursor()
    var end = 0
    while let chunk = chunks.next(in: data) {
      end = chunk.body.upperBound + 4
      switch chunk.kind {
      case .header, .imageData: break
      case .end where chunk.body.isEmpty: break
      case .standardColour where chunk.body.count == 1: break
      case .gamma where chunk.body.count == 4: break
      case .chromaticities where chunk.body.count == 32: break
      case .palette: add("a palette")
      case .transparency: add("a transparent colour")
      case .exif: add("EXIF")
      case .profile: add("a colour profile")
      case .text, .compressedText, .internationalText: add("text")
      case .animationControl: add("frames")
      case .contentCredentials: add("a C2PA manifest")
      default: add("chunk \(PNGAncillary.name(of: chunk.kind))")
      }
    }
    if !chunks.isAtEnd { add("a broken structure") } else if end != data.count { add("bytes behind the end") }
    return names
  }
}

private enum PNGAncillary {
  /// Returns its four letters; a character that is no letter is shown as a question mark.
  static func name(of kind: PNGChunk.Kind) -> String {
    var text = ""
    for shift: UInt32 in [24, 16, 8, 0] {
      let byte = UInt8(truncatingIfNeeded: kind.code >> shift)
      let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      text.unicodeScalars.append(isLetter ? Unicode.Scalar(byte) : "?")
    }
    return text
  }
}
