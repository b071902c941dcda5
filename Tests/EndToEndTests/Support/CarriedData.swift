import ImageCore

/// What an encoded picture carries beside what is needed to draw it, found by walking its segments or chunks; only those that are known to hold
/// nothing else are let pass.
enum CarriedData {
  /// The names of everything that is not on the list; none where the picture is nothing but pixels.
  static func names(in bytes: [UInt8], format: FormatID) -> [String] {
    switch format.rawValue {
    case "jpeg": jpeg(bytes)
    case "png": png(bytes)
    case "webp": webP(bytes)
    default: ["the format \(format)"]
    }
  }

  /// Tables, frame, scan and the short JFIF header (ISO/IEC 10918-1, B.1; 10918-5, 10.1).
  private static func jpeg(_ bytes: [UInt8]) -> [String] {
    var found: [String] = []
    var index = 2
    while index + 4 <= bytes.count {
      guard bytes[index] == 0xFF else { return found + ["stray bytes"] }
      let marker = bytes[index + 1]
      if marker == 0xD9 { return bytes.count == index + 2 ? found : found + ["bytes behind the end"] }
      let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
      switch marker {
      case 0xDB, 0xC4, 0xDD, 0xC0...0xC2: break
      case 0xE0 where length == 16 && Array(bytes[index + 4..<index + 8]) == Array("JFIF".utf8): break
      case 0xDA: break
      default: found.append("the segment \(String(marker, radix: 16))")
      }
      index += 2 + length
      guard marker == 0xDA else { continue }
      // Entropy-coded data: a marker follows where 0xFF is followed by anything but 0 and the restart markers.
      while index + 1 < bytes.count, bytes[index] != 0xFF || bytes[index + 1] == 0 || (0xD0...0xD7).contains(bytes[index + 1]) {
        index += 1
      }
    }
    return index + 2 == bytes.count && bytes.suffix(2) == [0xFF, 0xD9] ? found : found + ["no end"]
  }

  private static func png(_ bytes: [UInt8]) -> [String] {
    var found: [String] = []
    var index = 8
    while index + 12 <= bytes.count {
      let length = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: bytes[index + 4..<index + 8], as: UTF8.self)
      if !["IHDR", "PLTE", "tRNS", "sRGB", "gAMA", "cHRM", "IDAT", "IEND"].contains(name) { found.append("the chunk \(name)") }
      index += 12 + length
      if name == "IEND" { break }
    }
    return index == bytes.count ? found : found + ["bytes behind the end"]
  }

  private static func webP(_ bytes: [UInt8]) -> [String] {
    func long(_ index: Int) -> Int { bytes[index..<index + 4].reversed().reduce(0) { $0 << 8 | Int($1) } }
    var found: [String] = []
    if long(4) + 8 != bytes.count { found.append("bytes behind the end") }
    var index = 12
    while index + 8 <= bytes.count {
      let name = String(decoding: bytes[index..<index + 4], as: UTF8.self)
      if !["VP8 ", "VP8L", "VP8X", "ALPH"].contains(name) { found.append("the chunk \(name)") }
      index += 8 + long(index + 4) + long(index + 4) % 2
    }
    return found
  }
}
