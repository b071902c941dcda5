/// A grid whose tiles all show the picture of another file. The boxes around them are written field by field.
struct GridFile {
  struct Reference {
    let kind: String
    let from: Int
    let to: [Int]
  }

  /// The kind of a tile's item, `hvc1` or `av01`.
  let kind: String
  var columns = 2
  var rows = 2
  /// Of the grid; nil: the tiles' sizes together.
  var size: (width: Int, height: Int)?
  var tileSize = (width: 80, height: 64)
  /// The content of the tiles' configuration box.
  var configuration: [UInt8]
  /// One item that stands in every place, or as many items as there are places.
  var sharesTile = false
  /// References beside the grid's own.
  var references: [Reference] = []
  /// How many tiles, from the first on, have an alpha picture of their own.
  var tilesWithAlpha = 0
  private var alpha: (configuration: [UInt8], data: [UInt8])?
  private var tile: [UInt8]
  /// What the colours mean, as a whole box; empty where the other file does not say.
  private let colour: [UInt8]

  /// Takes over the only picture of a file, which has nothing else among its media data.
  init(kind: String, of file: [UInt8]) {
    self.kind = kind
    configuration = GridFile.content(of: kind == "hvc1" ? "hvcC" : "av1C", in: file)
    tile = GridFile.content(of: "mdat", in: file)
    let colour = GridFile.content(of: "colr", in: file)
    self.colour = colour.isEmpty ? [] : box("colr", colour)
  }

  /// Leaves so many bytes of each tile.
  mutating func cutTile(to count: Int) { tile = Array(tile.prefix(count)) }

  /// Gives each tile the only picture of a file for its alpha.
  mutating func addAlpha(of file: [UInt8]) {
    alpha = (GridFile.content(of: kind == "hvc1" ? "hvcC" : "av1C", in: file), GridFile.content(of: "mdat", in: file))
    tilesWithAlpha = tileItems.count
  }

  var bytes: [UInt8] {
    let type = box("ftyp", Array((kind == "hvc1" ? "heic" : "avif").utf8) + [0, 0, 0, 0] + Array("mif1miaf".utf8))
    let start = type.count + meta(mediaStart: 0).count + 8
    return type + meta(mediaStart: start) + box("mdat", media)
  }

  private var media: [UInt8] {
    let alphas = repeatElement(alpha?.data ?? [], count: tilesWithAlpha)
    return Array(repeatElement(tile, count: tileItems.count).joined()) + Array(alphas.joined())
  }

  /// The grid is item 1.
  private var tileItems: ClosedRange<Int> { 2...(sharesTile ? 2 : 1 + columns * rows) }

  private func meta(mediaStart: Int) -> [UInt8] {
    let size = size ?? (tileSize.width * columns, tileSize.height * rows)
    let grid = [0, 1, UInt8(rows - 1), UInt8(columns - 1)] + long(size.width) + long(size.height)
    let total = 1 + tileItems.count + tilesWithAlpha
    let count = short(total)

    var information = box("infe", [2, 0, 0, 0, 0, 1, 0, 0] + Array("grid".utf8) + [0])
    var places = short(1) + short(1) + short(0) + short(1) + long(0) + long(grid.count)
    var associations = short(1) + [2, 1, 4]
    for (index, item) in tileItems.enumerated() {
      information += box("infe", [2, 0, 0, 1] + short(item) + [0, 0] + Array(kind.utf8) + [0])
      places += short(item) + short(0) + short(0) + short(1) + long(mediaStart + index * tile.count) + long(tile.count)
      associations += short(item) + [3, 2, 0x83, 4]
    }
    var links: [UInt8] = []
    for index in 0..<tilesWithAlpha {
      let item = tileItems.upperBound + 1 + index
      let start = mediaStart + tileItems.count * tile.count + index * (alpha?.data.count ?? 0)
      information += box("infe", [2, 0, 0, 1] + short(item) + [0, 0] + Array(kind.utf8) + [0])
      places += short(item) + short(0) + short(0) + short(1) + long(start) + long(alpha?.data.count ?? 0)
      associations += short(item) + [3, 2, 0x85, 6]
      links += box("auxl", short(item) + short(1) + short(tileItems.lowerBound + index))
    }
    let sizes = [size, tileSize].map { box("ispe", [0, 0, 0, 0] + long($0.width) + long($0.height)) }.joined()
    // A property of a kind that nobody knows stands for a colour that is not told.
    var properties = sizes + box(kind == "hvc1" ? "hvcC" : "av1C", configuration) + (colour.isEmpty ? box("free", []) : colour)
    if let alpha {
      properties += box(kind == "hvc1" ? "hvcC" : "av1C", alpha.configuration)
      properties += box("auxC", [0, 0, 0, 0] + Array("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha".utf8) + [0])
    }
    let own = Reference(kind: "dimg", from: 1, to: sharesTile ? Array(repeating: 2, count: columns * rows) : Array(tileItems))
    links += ([own] + references).map { box($0.kind, short($0.from) + short($0.to.count) + $0.to.flatMap(short)) }.joined()
    return box(
      "meta",
      [0, 0, 0, 0] + box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0] + Array("pict".utf8) + [UInt8](repeating: 0, count: 13))
        + box("pitm", [0, 0, 0, 0, 0, 1]) + box("iinf", [0, 0, 0, 0] + count + information)
        + box("iloc", [1, 0, 0, 0, 0x44, 0] + count + places)
        + box("iprp", box("ipco", Array(properties)) + box("ipma", [0, 0, 0, 0] + long(total) + associations))
        + box("iref", [0, 0, 0, 0] + links) + box("idat", grid))
  }

  /// The content of the first box of a kind; empty where there is none.
  private static func content(of kind: String, in file: [UInt8]) -> [UInt8] {
    let name = Array(kind.utf8)
    guard let place = file.indices.first(where: { file[$0...].starts(with: name) }) else { return [] }
    let size = file[(place - 4)..<place].reduce(0) { $0 << 8 | Int($1) }
    return Array(file[(place + 4)..<(place - 4 + size)])
  }
}

/// A box of an ISO base media file.
func box(_ kind: String, _ content: [UInt8]) -> [UInt8] { long(content.count + 8) + Array(kind.utf8) + content }

/// A number in four bytes, the highest first.
func long(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

private func short(_ value: Int) -> [UInt8] { [8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
