import ImageCore

/// A grid each of whose tiles has an alpha picture of its own, as MIAF allows (ISO/IEC 23000-22, 7.3.11.4): libheif knows the alpha of a whole
/// grid only, so it is given the same file with one, made of those tiles.
///
/// Nothing that lies in the file moves: its table gets another name, so that it is passed over, and a new one stands at the end.
struct TileAlpha {
  /// Where the name of the file's table stands.
  private let tableName: Int
  /// The grid's record and the new table.
  private let addition: [UInt8]

  /// The file as libheif reads it.
  func file(_ data: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count + addition.count)
    // The array copies exactly the buffer.
    unsafe data.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    bytes.replaceSubrange(tableName..<tableName + 4, with: Array("free".utf8))
    return bytes + addition
  }

  /// - Parameters:
  ///   - meta: the box of the table, whose header takes 8 bytes.
  ///   - grid: the item that is made of the tiles.
  ///   - alphas: the alpha of each tile, in their order; an item may stand in several places.
  init(
    _ data: Span<UInt8>, meta: Box, table: ItemTable, grid: Int, alphas: [Int], limits: DecodeLimits
  ) throws(CodecError) {
    tableName = meta.content.lowerBound - 4
    let tiles = table.targets(of: "dimg", from: grid)
    guard let record = table.items[grid].map({ ItemBytes($0.extents).copy(of: data, at: 0, count: $0.byteCount) }),
      let item = table.items.keys.max().map({ $0 + 1 }), let alpha = alphas.first.flatMap({ table.items[$0] })
    else { throw HEIF.error(.malformed) }
    let links = Set(zip(alphas, tiles).map { [$0, $1] })
    let isPremultiplied = try Self.isPremultiplied(tiles, alphas, table)
    let place = (start: data.count + 8, count: record.count)
    var content = data.extracting(meta.content.lowerBound..<meta.content.lowerBound + 4).copied()
    for box in try Box.children(in: ByteCursor(meta.content).after(4).rest, of: data, limits: limits) {
      let old = data.extracting(box.content).copied()
      switch box.kind {
      case "iinf": content += Self.box("iinf", try Self.information(old, item))
      case "iloc": content += Self.box("iloc", try Self.locations(old, item, place))
      case "iprp":
        content += Self.box("iprp", try Self.properties(data, box, item, of: table.items[grid], auxiliary: alpha, limits))
      case "iref":
        let made = [("dimg", item, alphas), ("auxl", item, [grid])] + (isPremultiplied ? [("prem", grid, [item])] : [])
        content += Self.box("iref", try Self.references(data, box, made, without: links, limits))
      default: content += Self.box(box.kind.description, old)
      }
    }
    addition = Self.box("free", record) + Self.box("meta", content)
  }

  /// Colours are multiplied by alpha in all tiles, or in none.
  private static func isPremultiplied(_ tiles: [Int], _ alphas: [Int], _ table: ItemTable) throws(CodecError) -> Bool {
    let count = zip(tiles, alphas).count { table.targets(of: "prem", from: $0).contains($1) }
    guard count == 0 || count == tiles.count else { throw HEIF.error(.unsupported("a grid with some tiles multiplied by their alpha")) }
    return count > 0
  }

  // MARK: boxes

  private static func box(_ kind: String, _ content: [UInt8]) -> [UInt8] { number(content.count + 8, 4) + Array(kind.utf8) + content }

  private static func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// A number of the table that has to fit where it goes.
  private static func checked(_ value: Int, _ width: Int) throws(CodecError) -> [UInt8] {
    guard width >= 8 || value >> (width * 8) == 0 else { throw HEIF.error(.unsupported("a table without room for one more picture")) }
    return number(value, width)
  }

  /// A list whose number of entries stands `at` its beginning, with one more of them behind the others.
  private static func adding(_ entry: [UInt8], to list: [UInt8], at: Int, width: Int) throws(CodecError) -> [UInt8] {
    guard list.count >= at + width else { throw HEIF.error(.malformed, "a short list") }
    let count = list[at..<at + width].reduce(0) { $0 << 8 | Int($1) }
    return Array(list[..<at]) + (try checked(count + 1, width)) + list[(at + width)...] + entry
  }

  private static func information(_ old: [UInt8], _ item: Int) throws(CodecError) -> [UInt8] {
    let width = item < 1 << 16 ? 2 : 4
    // A hidden picture: flag 1 of the entry.
    let entry = [width == 2 ? 2 : 3, 0, 0, 1] + number(item, width) + [0, 0] + Array("grid".utf8) + [0]
    return try adding(box("infe", entry), to: old, at: 4, width: old.first == 0 ? 2 : 4)
  }

  private static func locations(_ old: [UInt8], _ item: Int, _ place: (start: Int, count: Int)) throws(CodecError) -> [UInt8] {
    guard old.count >= 6 else { throw HEIF.error(.malformed, "a short list") }
    let version = old[0]
    let (offset, length, base) = (Int(old[4] >> 4), Int(old[4] & 15), Int(old[5] >> 4))
    let index = version == 0 ? 0 : Int(old[5] & 15)
    guard offset > 0 || base > 0 else { throw HEIF.error(.unsupported("a table without room for one more picture")) }
    let width = version < 2 ? 2 : 4
    var entry = try checked(item, width)
    if version > 0 { entry += [0, 0] }
    entry += [0, 0] + (try checked(offset > 0 ? 0 : place.start, base)) + [0, 1] + number(0, index)
    entry += try checked(offset > 0 ? place.start : 0, offset) + checked(place.count, length)
    return try adding(entry, to: old, at: 6, width: width)
  }

  /// The new grid is of the other's size and turned like it, and is told to be alpha as its tiles are.
  private static func properties(
    _ data: Span<UInt8>, _ container: Box, _ item: Int, of grid: ItemTable.Item?, auxiliary: ItemTable.Item, _ limits: DecodeLimits
  ) throws(CodecError) -> [UInt8] {
    let boxes = try Box.children(in: container.content, of: data, limits: limits)
    let known = try Box.children(in: boxes.required("ipco").content, of: data, limits: limits)
    let wanted = (grid?.properties ?? []).filter { ["ispe", "irot", "imir", "clap"].contains($0.kind) }
    let all = wanted + auxiliary.properties.filter { $0.kind == "auxC" }
    var content: [UInt8] = []
    for box in boxes {
      let old = data.extracting(box.content).copied()
      guard box.kind == "ipma", old.count >= 4 else {
        content += Self.box(box.kind.description, old)
        continue
      }
      let (itemWidth, width) = (old[0] < 1 ? 2 : 4, old[3] & 1 == 1 ? 2 : 1)
      var entry = try checked(item, itemWidth) + checked(all.count, 1)
      for property in all {
        guard let index = known.firstIndex(where: { $0.content == property.content && $0.kind == property.kind }) else { continue }
        // The top bit says that the property is essential, which those are that change a picture.
        let isEssential = ["irot", "imir", "clap"].contains(property.kind)
        entry += try checked(index + 1 + (isEssential ? 1 << (width * 8 - 1) : 0), width)
      }
      content += Self.box("ipma", try adding(entry, to: old, at: 4, width: 4))
    }
    return content
  }

  /// The references without those of tiles' alpha, and with those of the grid of them.
  private static func references(
    _ data: Span<UInt8>, _ container: Box, _ added: [(kind: String, from: Int, to: [Int])], without links: Set<[Int]>,
    _ limits: DecodeLimits
  ) throws(CodecError) -> [UInt8] {
    var cursor = ByteCursor(container.content)
    let (version, flags) = try cursor.versionAndFlags(data)
    let width = version == 0 ? 2 : 4
    var content = number(version, 1) + number(flags, 3)
    for entry in try Box.children(in: cursor.rest, of: data, limits: limits) {
      var fields = ByteCursor(entry.content)
      let from = try fields.integer(data, bytes: width)
      let to = try fields.integer(data, bytes: 2)
      let first = to > 0 ? try fields.integer(data, bytes: width) : 0
      let isOfTile = entry.kind == "auxl" && links.contains([from, first]) || entry.kind == "prem" && links.contains([first, from])
      if !isOfTile { content += box(entry.kind.description, data.extracting(entry.content).copied()) }
    }
    for reference in added {
      var entry = try checked(reference.from, width) + checked(reference.to.count, 2)
      for target in reference.to { entry += try checked(target, width) }
      content += box(reference.kind, entry)
    }
    return content
  }
}

extension ByteCursor {
  fileprivate func after(_ count: Int) throws(CodecError) -> ByteCursor {
    var copy = self
    try copy.skip(count)
    return copy
  }
}

/// Turns RGBA whose colours are multiplied by alpha into straight RGBA.
enum StraightAlpha {
  /// Rounds to the nearest level; colours that exceed their alpha become full, and those under no alpha black.
  static func restore(_ pixels: inout MutableSpan<UInt8>) {
    var index = 0
    while index + 4 <= pixels.count {
      let alpha = Int(pixels[index + 3])
      if alpha < 255 {
        for channel in index..<(index + 3) {
          pixels[channel] = alpha == 0 ? 0 : UInt8(min(255, (Int(pixels[channel]) * 255 + alpha / 2) / alpha))
        }
      }
      index += 4
    }
  }

  /// Restores samples of 16 bits in the machine's byte order.
  static func restoreDeep(_ pixels: inout MutableSpan<UInt8>) {
    var index = 0
    while index + 8 <= pixels.count {
      let alpha = sample(pixels, at: index + 6)
      if alpha < 65_535 {
        for channel in 0..<3 {
          let offset = index + 2 * channel
          let value = alpha == 0 ? 0 : min(65_535, (sample(pixels, at: offset) * 65_535 + alpha / 2) / alpha)
          let isLittle = 1.littleEndian == 1
          pixels[offset] = UInt8(truncatingIfNeeded: isLittle ? value : value >> 8)
          pixels[offset + 1] = UInt8(truncatingIfNeeded: isLittle ? value >> 8 : value)
        }
      }
      index += 8
    }
  }

  private static func sample(_ pixels: borrowing MutableSpan<UInt8>, at offset: Int) -> Int {
    let first = Int(pixels[offset])
    let second = Int(pixels[offset + 1])
    return 1.littleEndian == 1 ? first | second << 8 : first << 8 | second
  }
}
