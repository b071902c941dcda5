import ImageCore

/// Puts right what libheif 1.15.1 writes of a turned picture, which later versions refuse: it declares the size after turning, and
/// lists the turn before the size. `ispe` is the size before, and what changes a picture comes last and is essential (ISO/IEC
/// 23008-12, 6.5.1 and 6.5.3.1).
enum PropertyCorrection {
  private static let transformations: Set<String> = ["irot", "imir", "clap"]

  /// - Parameters:
  ///   - size: of the picture before it is turned.
  ///   - orientation: how it is turned.
  static func applied(to bytes: [UInt8], size: PixelSize, orientation: Orientation) -> [UInt8] {
    guard let meta = box("meta", in: 0..<bytes.count, of: bytes),
      let properties = box("iprp", in: meta.dropFirst(4), of: bytes), let list = box("ipco", in: properties, of: bytes),
      let associations = box("ipma", in: properties, of: bytes)
    else { return bytes }
    var result = bytes
    let kinds = boxes(in: list, of: bytes)
    let upright = orientation.uprightSize(of: size)
    for (_, content) in kinds.filter({ $0.kind == "ispe" }) {
      let declared = content.dropFirst(4)
      // A size that was padded for the encoder is another one.
      guard bytes[declared].elementsEqual(field(upright.width) + field(upright.height)) else { continue }
      result.replaceSubrange(declared, with: field(size.width) + field(size.height))
    }
    sort(associations, kinds: kinds.map(\.kind), in: &result)
    return result
  }

  /// The entries of an association box of version 0 with one byte for each property, which is what small files have.
  private static func sort(_ associations: Range<Int>, kinds: [String], in bytes: inout [UInt8]) {
    var place = associations.lowerBound + 8
    while place + 3 <= associations.upperBound {
      let entries = place + 3..<place + 3 + Int(bytes[place + 2])
      let isLast = { (entry: UInt8) in transformations.contains(kinds[Int(entry & 0x7F) - 1]) }
      let sorted = bytes[entries].filter { !isLast($0) } + bytes[entries].filter(isLast).map { $0 | 0x80 }
      bytes.replaceSubrange(entries, with: sorted)
      place = entries.upperBound
    }
  }

  private static func box(_ kind: String, in range: Range<Int>, of bytes: [UInt8]) -> Range<Int>? {
    boxes(in: range, of: bytes).first { $0.kind == kind }?.content
  }

  private static func boxes(in range: Range<Int>, of bytes: [UInt8]) -> [(kind: String, content: Range<Int>)] {
    var found: [(kind: String, content: Range<Int>)] = []
    var place = range.lowerBound
    while place + 8 <= range.upperBound {
      let size = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard size >= 8, size <= range.upperBound - place else { break }
      found.append((String(decoding: bytes[place + 4..<place + 8], as: UTF8.self), place + 8..<place + size))
      place += size
    }
    return found
  }

  private static func field(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
}
