import ImageCore

extension JPEG {
  package func ancillaryBlocks(in data: Span<UInt8>) -> [String]? { JPEGAncillary(data).names }
}

/// Walks a file from its first marker to its last and names the parts that are not needed to draw it (ITU-T T.81, annex B). Only tables,
/// Huffman-coded frames, scans and a JFIF header without a thumbnail (ISO/IEC 10918-5, 10.1) are not named.
private struct JPEGAncillary {
  private(set) var names: [String] = []
  private var offset = 2
  private var tables = JPEGTables()

  init(_ data: Span<UInt8>) {
    guard data.bigEndian16(at: 0) == 0xFFD8 else {
      add("a broken structure")
      return
    }
    while let marker = marker(in: data) {
      if marker == 0xD9 {
        if tables.hasUnused { add("tables that no pixel needs") }
        if offset != data.count { add("bytes behind the end") }
        return
      }
      guard let length = data.bigEndian16(at: offset), length >= 2, length <= data.count - offset else { break }
      let body = offset + 2..<offset + length
      if let name = JPEGAncillary.name(of: marker, body, in: data) { add(name) }
      tables.read(marker, body, in: data)
      offset += length
      if marker == 0xDA { skipScan(in: data) }
    }
    add("a broken structure")
  }

  private mutating func add(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }

  /// Reads the marker that stands exactly here, or returns `nil` if there is none.
  private mutating func marker(in data: Span<UInt8>) -> UInt8? {
    guard offset + 1 < data.count, data[offset] == 0xFF, data[offset + 1] >= 0xC0 else { return nil }
    offset += 2
    return data[offset - 1]
  }

  /// Skips to the next marker: entropy-coded data have a zero behind every 0xFF, and restart markers between them.
  private mutating func skipScan(in data: Span<UInt8>) {
    while offset + 1 < data.count, data[offset] != 0xFF || data[offset + 1] == 0 || (0xD0...0xD7).contains(data[offset + 1]) {
      offset += 1
    }
  }

  /// Returns the name of a segment, or `nil` if it is needed to draw the picture.
  private static func name(of marker: UInt8, _ body: Range<Int>, in data: Span<UInt8>) -> String? {
    func begins(_ prefix: [UInt8]) -> Bool { data.range(body, after: prefix) != nil }
    switch marker {
    case 0xDB, 0xC4, 0xDD, 0xDA, 0xC0, 0xC1, 0xC2: return nil
    case 0xE0 where begins(Array("JFIF".utf8) + [0]):
      // Its last two bytes are the size of a thumbnail.
      let isBare = body.count == 14 && data[body.upperBound - 2] == 0 && data[body.upperBound - 1] == 0
      return isBare ? nil : "a thumbnail"
    case 0xE1 where begins(JPEGPrefix.exif): return "EXIF"
    // The second is the continuation of a long block (XMP specification part 3, 1.1.3.1).
    case 0xE1 where begins(JPEGPrefix.xmp) || begins(Array("http://ns.adobe.com/xmp/extension/".utf8) + [0]): return "XMP"
    case 0xE2 where begins(JPEGPrefix.profile): return "a colour profile"
    case 0xE2 where begins(Array("MPF".utf8) + [0]): return "further pictures"
    case 0xEB where begins(Array("JP".utf8)): return "JUMBF"
    case 0xED: return "IPTC"
    case 0xFE: return "a comment"
    case 0xE0...0xEF: return "APP\(marker - 0xE0)"
    case 0xC9, 0xCA, 0xCC: return "arithmetic coding"
    default: return "marker \(String(marker, radix: 16))"
    }
  }
}

/// Which tables of a file its scans use. One that none does can hold anything, 64 bytes and more of it.
private struct JPEGTables {
  /// Kinds of tables, each with four places.
  private enum Kind: Hashable {
    case quantization
    case direct
    case alternating
  }

  private struct Place: Hashable {
    let kind: Kind
    let number: UInt8
  }

  /// Defined, and not used since.
  private var unused: Set<Place> = []
  private var isReplaced = false
  /// The quantization table of each component, by its identifier.
  private var quantization: [UInt8: UInt8] = [:]

  var hasUnused: Bool { isReplaced || !unused.isEmpty }

  private mutating func define(_ kind: Kind, _ number: UInt8) {
    if !unused.insert(Place(kind: kind, number: number)).inserted { isReplaced = true }
  }

  private mutating func use(_ kind: Kind, _ number: UInt8) { unused.remove(Place(kind: kind, number: number)) }

  mutating func read(_ marker: UInt8, _ body: Range<Int>, in data: Span<UInt8>) {
    switch marker {
    case 0xDB: readQuantization(body, in: data)
    case 0xC4: readHuffman(body, in: data)
    case 0xC0...0xC2: readFrame(body, in: data)
    case 0xDA: readScan(body, in: data)
    default: break
    }
  }

  /// Tables of 64 numbers of 8 or 16 bits (ITU-T T.81, B.2.4.1).
  private mutating func readQuantization(_ body: Range<Int>, in data: Span<UInt8>) {
    var place = body.lowerBound
    while place < body.upperBound {
      define(.quantization, data[place] & 15)
      place += 1 + (data[place] >> 4 == 0 ? 64 : 128)
    }
  }

  /// 16 numbers of codes, and as many values as these are together (B.2.4.2).
  private mutating func readHuffman(_ body: Range<Int>, in data: Span<UInt8>) {
    var place = body.lowerBound
    while place + 17 <= body.upperBound {
      define(data[place] >> 4 == 0 ? .direct : .alternating, data[place] & 15)
      place += 17 + (place + 1..<place + 17).reduce(0) { $0 + Int(data[$1]) }
    }
  }

  private mutating func readFrame(_ body: Range<Int>, in data: Span<UInt8>) {
    var place = body.lowerBound + 6
    while place + 3 <= body.upperBound {
      quantization[data[place]] = data[place + 2]
      place += 3
    }
  }

  /// The components of a scan with their tables, then the coefficients that it has of them, from the first on to the last (B.2.3).
  private mutating func readScan(_ body: Range<Int>, in data: Span<UInt8>) {
    guard body.count >= 4 else { return }
    let components = Int(data[body.lowerBound])
    let end = body.lowerBound + 1 + 2 * components
    guard end + 3 <= body.upperBound else { return }
    for place in stride(from: body.lowerBound + 1, to: end, by: 2) {
      if let number = quantization[data[place]] { use(.quantization, number) }
      if data[end] == 0 { use(.direct, data[place + 1] >> 4) }
      if data[end + 1] > 0 { use(.alternating, data[place + 1] & 15) }
    }
  }
}
