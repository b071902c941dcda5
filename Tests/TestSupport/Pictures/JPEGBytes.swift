/// Changes JPEG files without decoding them.
package enum JPEGBytes {
  /// `file` with a marker segment put right after its start.
  ///
  /// - Parameter marker: the byte after 0xFF, for example 0xE1 for APP1.
  /// - Precondition: `body` has at most 65,533 bytes.
  package static func inserting(marker: UInt8, _ body: [UInt8], into file: [UInt8]) -> [UInt8] {
    let length = body.count + 2
    return file.prefix(2) + [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + body + file.dropFirst(2)
  }

  package static func inserting(exif block: [UInt8], into file: [UInt8]) -> [UInt8] {
    inserting(marker: 0xE1, Array("Exif".utf8) + [0, 0] + block, into: file)
  }

  package static func inserting(xmp block: [UInt8], into file: [UInt8]) -> [UInt8] {
    inserting(marker: 0xE1, Array("http://ns.adobe.com/xap/1.0/".utf8) + [0] + block, into: file)
  }

  /// Splits the profile into segments of `part` bytes.
  package static func inserting(profile: [UInt8], part: Int = 65_519, into file: [UInt8]) -> [UInt8] {
    let count = (profile.count + part - 1) / part
    // Each goes in right after the start, so the last goes in first.
    return (1...count).reversed().reduce(file) { file, number in
      let bytes = profile[(number - 1) * part..<min(number * part, profile.count)]
      return inserting(marker: 0xE2, Array("ICC_PROFILE".utf8) + [0, UInt8(number), UInt8(count)] + bytes, into: file)
    }
  }
}

extension JPEGBytes {
  /// `file` without its segments of a kind, as far as the first scan.
  ///
  /// - Parameter marker: the byte after 0xFF.
  /// - Precondition: every segment is whole.
  package static func removing(marker: UInt8, from file: [UInt8]) -> [UInt8] {
    var kept = Array(file.prefix(2))
    var start = 2
    while file[start + 1] != 0xDA {
      let end = start + 2 + Int(file[start + 2]) << 8 + Int(file[start + 3])
      if file[start + 1] != marker { kept += file[start..<end] }
      start = end
    }
    return kept + file[start...]
  }
}
