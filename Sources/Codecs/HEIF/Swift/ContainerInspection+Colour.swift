import ImageCore

extension ContainerInspection {
  /// Returns the code points of an item's `colr` box of the kind `nclx` (ISO/IEC 14496-12, 12.1.5).
  static func codePoints(of item: ItemTable.Item, in data: Span<UInt8>) throws(CodecError) -> ColourCodePoints? {
    for box in item.properties where box.kind == "colr" {
      var cursor = ByteCursor(box.content)
      guard try cursor.fourCC(data) == "nclx" else { continue }
      let numbers = (try cursor.integer(data, bytes: 2), try cursor.integer(data, bytes: 2), try cursor.integer(data, bytes: 2))
      let flags = try cursor.integer(data, bytes: 1)
      return ColourCodePoints(primaries: numbers.0, transfer: numbers.1, matrix: numbers.2, isFullRange: flags & 0x80 != 0)
    }
    return nil
  }
}

extension Box {
  /// The kind of a box whose kind is `uuid`, for a C2PA manifest (C2PA 2.1, A.5).
  private static let manifest: [UInt8] = [
    0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81,
  ]

  /// Returns whether a box of the top level holds a C2PA manifest.
  func holdsManifest(in data: Span<UInt8>) -> Bool {
    kind == "jumb"
      || kind == "uuid" && content.count >= Box.manifest.count
        && Box.manifest.indices.allSatisfy { data[content.lowerBound + $0] == Box.manifest[$0] }
  }
}
