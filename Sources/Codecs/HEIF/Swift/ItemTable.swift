import ImageCore

/// The items of a file's `meta` box with their places, properties and references (ISO/IEC 14496-12, 8.11; 23008-12, 9.3).
struct ItemTable {
  struct Item {
    let kind: FourCC
    let isProtected: Bool
    /// The compression of a `mime` item's bytes; empty if there is none.
    let contentEncoding: String
    /// The places of its bytes, in order; each lies inside the file.
    var extents: [Range<Int>] = []
    /// In order of application.
    var properties: [Box] = []

    var byteCount: Int { extents.reduce(0) { $0 + $1.count } }
  }

  /// References of a kind that begin, or end, at an item.
  private struct Link: Hashable {
    let kind: FourCC
    let item: Int
  }

  let primary: Int
  private(set) var items: [Int: Item] = [:]
  /// The ends of references by their beginning, in order.
  private var targets: [Link: [Int]] = [:]
  /// The beginnings of references by their end.
  private var sources: [Link: Set<Int>] = [:]

  /// libheif's own bound on the pieces of one item.
  static let extentsPerItem = 32

  init(meta: Box, of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    var cursor = ByteCursor(meta.content)
    try cursor.skip(4)
    let boxes = try Box.children(in: cursor.rest, of: data, limits: limits)
    guard let primaryBox = try boxes.only("pitm") else { throw HEIF.error(.unsupported("a file without a primary picture")) }
    var primaryCursor = ByteCursor(primaryBox.content)
    let (version, _) = try primaryCursor.versionAndFlags(data)
    primary = try primaryCursor.integer(data, bytes: version == 0 ? 2 : 4)
    try readInformation(of: boxes.required("iinf"), data, limits: limits)
    try readLocations(of: boxes.required("iloc"), idat: boxes.only("idat"), data, limits: limits)
    if let box = try boxes.only("iref") { try readReferences(of: box, data, limits: limits) }
    if let box = try boxes.only("iprp") { try readProperties(of: box, data, limits: limits) }
  }

  /// Returns the items that the references of a kind lead to from `item`, in order.
  func targets(of kind: FourCC, from item: Int) -> [Int] {
    targets[Link(kind: kind, item: item)] ?? []
  }

  /// Returns the items from which references of a kind lead to `item`, in ascending order.
  func sources(of kind: FourCC, to item: Int) -> [Int] {
    sources[Link(kind: kind, item: item)]?.sorted() ?? []
  }

  private static func check(count: Int, limits: DecodeLimits) throws(CodecError) {
    guard count <= limits.items else { throw HEIF.error(.limit(.items, actual: count, allowed: limits.items)) }
  }

  private mutating func readInformation(of box: Box, _ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    var cursor = ByteCursor(box.content)
    let (version, _) = try cursor.versionAndFlags(data)
    try ItemTable.check(count: cursor.integer(data, bytes: version == 0 ? 2 : 4), limits: limits)
    for entry in try Box.children(in: cursor.rest, of: data, limits: limits) where entry.kind == "infe" {
      var fields = ByteCursor(entry.content)
      let (version, _) = try fields.versionAndFlags(data)
      // Versions 0 and 1 name no kind and hold no pictures.
      guard version >= 2 else { continue }
      let id = try fields.integer(data, bytes: version == 2 ? 2 : 4)
      let protection = try fields.integer(data, bytes: 2)
      let kind = try fields.fourCC(data)
      _ = fields.text(data)
      var encoding = ""
      if kind == "mime" {
        _ = fields.text(data)
        encoding = fields.text(data)
      }
      guard items.updateValue(Item(kind: kind, isProtected: protection != 0, contentEncoding: encoding), forKey: id) == nil
      else { throw HEIF.error(.malformed, "two items have the number \(id)") }
    }
  }

  private mutating func readLocations(
    of box: Box, idat: Box?, _ data: Span<UInt8>, limits: DecodeLimits
  ) throws(CodecError) {
    var cursor = ByteCursor(box.content)
    let (version, _) = try cursor.versionAndFlags(data)
    guard version <= 2 else { throw HEIF.error(.unsupported("version \(version) of 'iloc'")) }
    let widths = try cursor.integer(data, bytes: 2)
    let (offsetWidth, lengthWidth, baseWidth) = (widths >> 12, widths >> 8 & 15, widths >> 4 & 15)
    let indexWidth = version == 0 ? 0 : widths & 15
    guard [offsetWidth, lengthWidth, baseWidth, indexWidth].allSatisfy({ [0, 4, 8].contains($0) }) else {
      throw HEIF.error(.malformed, "a field of 'iloc' is neither 0, 4 nor 8 bytes wide")
    }
    let count = try cursor.integer(data, bytes: version < 2 ? 2 : 4)
    try ItemTable.check(count: count, limits: limits)
    var located: Set<Int> = []
    for _ in 0..<count {
      let id = try cursor.integer(data, bytes: version < 2 ? 2 : 4)
      guard located.insert(id).inserted else { throw HEIF.error(.malformed, "item \(id) has two places") }
      let method = version == 0 ? 0 : try cursor.integer(data, bytes: 2) & 15
      try cursor.skip(2)
      let base = try cursor.integer(data, bytes: baseWidth)
      let extentCount = try cursor.integer(data, bytes: 2)
      guard extentCount <= ItemTable.extentsPerItem else { throw HEIF.error(.unsupported("an item in \(extentCount) pieces")) }
      var extents: [Range<Int>] = []
      for _ in 0..<extentCount {
        try cursor.skip(indexWidth)
        let offset = try cursor.integer(data, bytes: offsetWidth)
        let length = try cursor.integer(data, bytes: lengthWidth)
        extents.append(
          try ItemTable.place(base: base, offset: offset, length: length, method: method, idat: idat, fileSize: data.count))
      }
      items[id]?.extents = extents
    }
  }

  /// Returns the place of an extent in the file.
  private static func place(
    base: Int, offset: Int, length: Int, method: Int, idat: Box?, fileSize: Int
  ) throws(CodecError) -> Range<Int> {
    let room: Range<Int>
    switch (method, idat) {
    case (0, _): room = 0..<fileSize
    case (1, let box?): room = box.content
    case (1, nil): throw HEIF.error(.malformed, "an item lies in 'idat', which is missing")
    default: throw HEIF.error(.unsupported("item construction method \(method)"))
    }
    let (start, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, start <= room.count, length <= room.count - start else {
      throw HEIF.error(method == 0 ? .truncated : .malformed, "an item ends outside the file")
    }
    return (room.lowerBound + start)..<(room.lowerBound + start + length)
  }

  private mutating func readReferences(of box: Box, _ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    var cursor = ByteCursor(box.content)
    let (version, _) = try cursor.versionAndFlags(data)
    let width = version == 0 ? 2 : 4
    var total = 0
    for entry in try Box.children(in: cursor.rest, of: data, limits: limits) {
      var fields = ByteCursor(entry.content)
      let from = try fields.integer(data, bytes: width)
      let count = try fields.integer(data, bytes: 2)
      total += count
      try ItemTable.check(count: total, limits: limits)
      for _ in 0..<count {
        let to = try fields.integer(data, bytes: width)
        targets[Link(kind: entry.kind, item: from), default: []].append(to)
        sources[Link(kind: entry.kind, item: to), default: []].insert(from)
      }
    }
  }

  private mutating func readProperties(of box: Box, _ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    let boxes = try Box.children(in: box.content, of: data, limits: limits)
    let properties = try Box.children(in: boxes.required("ipco").content, of: data, limits: limits)
    var cursor = ByteCursor(try boxes.required("ipma").content)
    let (version, flags) = try cursor.versionAndFlags(data)
    let count = try cursor.integer(data, bytes: 4)
    try ItemTable.check(count: count, limits: limits)
    var associated: Set<Int> = []
    for _ in 0..<count {
      let id = try cursor.integer(data, bytes: version < 1 ? 2 : 4)
      guard associated.insert(id).inserted else { throw HEIF.error(.malformed, "item \(id) has two lists of properties") }
      var list: [Box] = []
      for _ in 0..<(try cursor.integer(data, bytes: 1)) {
        // The top bit marks the property as essential; number 0 is none.
        let number = flags & 1 != 0 ? try cursor.integer(data, bytes: 2) & 0x7FFF : try cursor.integer(data, bytes: 1) & 0x7F
        guard number > 0 else { continue }
        guard number <= properties.count else { throw HEIF.error(.malformed, "property \(number) does not exist") }
        list.append(properties[number - 1])
      }
      items[id]?.properties = list
    }
  }
}
