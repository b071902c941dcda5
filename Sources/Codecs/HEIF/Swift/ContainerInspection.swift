import ImageCore

/// Validates a file's declared sizes, places and kinds against the limits before libheif sees the bytes.
///
/// Costs and faults of libheif 1.15.1 that remain after these checks:
/// - Decoding takes the planes of the colour picture (three bytes a pixel, six above 8 bits), once more while they are converted, the
///   alpha picture the same way, and one tile; the HEVC decoder opens at most eight pictures of the coded size.
/// - libheif copies every item's bytes once while it parses; their sum is bounded here.
/// - The AV1 decoder takes a coded picture for each of its threads, of at most the declared size, and keeps up to eight. The tiles of
///   a grid are decoded one after the other.
/// - Damage inside an AV1 stream that its decoder does not notice shows as wrong colours.
struct ContainerInspection {
  /// Pictures that one may be derived from, one from the other.
  private static let maximumDerivations = 8
  /// The longest decoder configuration that is accepted.
  static let maximumConfigurationBytes = 1 << 16

  let table: ItemTable
  var isGrey = false
  /// The code points in the primary picture's `nclx`, else those coded with its pixels, or `nil` if there are neither.
  private(set) var codePoints: ColourCodePoints?
  /// The code points coded with the pixels that were inspected last.
  var codedPoints: ColourCodePoints?
  /// Coded units of all pictures so far, as often as they are decoded.
  var unitCount = 0
  /// Coded units of all configurations so far, each once, however many pictures share it.
  var configuredUnitCount = 0
  /// The HEVC parameter sets of the configurations that were read, by their offsets.
  var parameterSets: [Int: [HEVCParameterSet]] = [:]
  let hasContentCredentials: Bool
  /// Pictures of a sequence beside the primary picture, which is one of them; 1 if there is no sequence.
  let frameCount: Int
  /// The size that the primary picture declares, before it is turned and cropped.
  private(set) var storedSize: PixelSize?
  /// The combination of its turning and mirroring with that of the picture it is derived from.
  private(set) var storedOrientation = Orientation.upright
  /// Bits of a brightness sample in the configuration that was inspected last.
  var lumaBits = 0
  /// Indicates whether the primary picture, or one that it is derived from, has an alpha picture.
  private(set) var hasAlpha = false
  /// The same for a grid whose tiles each have one; nil for others.
  private(set) var tileAlpha: TileAlpha?
  /// Tiles, of whatever grid, that have an alpha picture.
  private var tilesWithAlpha: Set<Int> = []

  init(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    guard data.count > 0 else { throw HEIF.error(.empty) }
    let boxes = try Box.topLevel(of: data, limits: limits)
    guard boxes.first?.kind == "ftyp" else { throw HEIF.error(.malformed, "no file type box") }
    let brands = Brands.list(data)
    guard let meta = try boxes.only("meta") else {
      let isSequence = boxes.contains { $0.kind == "moov" } || !brands.isDisjoint(with: Brands.sequence)
      throw HEIF.error(isSequence ? .unsupported("a sequence without a still picture") : .truncated)
    }
    frameCount = max(1, try SequenceTracks.frameCount(in: boxes, of: data, limits: limits))
    table = try ItemTable(meta: meta, of: data, limits: limits)
    hasContentCredentials = boxes.contains { $0.holdsManifest(in: data) }
    try checkBytes(fileSize: data.count, limits: limits)
    try checkPicture(table.primary, of: data, limits: limits)
    // The source of a derived picture comes first, with its own turning.
    let derivation = try derivation(of: table.primary)
    storedSize = try declaredSize(of: item(derivation.last ?? table.primary), in: data, limits: limits)
    for id in derivation.reversed() { storedOrientation = storedOrientation.followed(by: try item(id).orientation(in: data)) }
    for id in derivation where codePoints == nil { codePoints = try declaredCodePoints(of: id, in: data) }
    codePoints = codePoints ?? codedPoints
    let withAlpha = tilesWithAlpha
    for id in derivation {
      try checkAlpha(of: id, in: data, limits: limits)
      hasAlpha = hasAlpha || !alphaItems(of: id, in: data).isEmpty
    }
    guard tilesWithAlpha == withAlpha else { throw HEIF.error(.malformed, "an alpha picture with its own alpha") }
    guard !withAlpha.isEmpty, let grid = derivation.last else { return }
    guard !hasAlpha else { throw HEIF.error(.unsupported("a grid with transparency of its own and of its tiles")) }
    guard try canBeAddedTo(boxes, meta, in: data) else {
      throw HEIF.error(.unsupported("a grid with transparency tile by tile in a file of this form"))
    }
    let alphas = try checkTileAlpha(of: grid, in: data, limits: limits)
    tileAlpha = try TileAlpha(data, meta: meta, table: table, grid: grid, alphas: alphas, limits: limits)
    hasAlpha = true
  }

  /// Whether another box can follow the last one, which may say that it goes on to the file's end (ISO/IEC 14496-12, 4.2), and the table has a
  /// short header.
  private func canBeAddedTo(_ boxes: [Box], _ meta: Box, in data: Span<UInt8>) throws(CodecError) -> Bool {
    var size = ByteCursor((boxes.dropLast().last?.content.upperBound ?? 0)..<data.count)
    var name = ByteCursor(meta.content.lowerBound - 4..<data.count)
    let isEnded = try size.integer(data, bytes: 4) != 0
    let hasName = try name.fourCC(data) == "meta"
    return isEnded && hasName
  }

  /// Checks the alpha picture of each of a grid's tiles, which must be like the tile.
  /// - Returns: one for each tile, in their order.
  private mutating func checkTileAlpha(of grid: Int, in data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> [Int] {
    let (colourIsGrey, colourBits) = (isGrey, lumaBits)
    defer { (isGrey, lumaBits) = (colourIsGrey, colourBits) }
    var checked: Set<Int> = []
    var alphas: [Int] = []
    for tile in table.targets(of: "dimg", from: grid) {
      let items = alphaItems(of: tile, in: data)
      guard items.count == 1 else { throw HEIF.error(.unsupported("a grid with transparency of some tiles")) }
      alphas.append(items[0])
      // One that stands in several places is looked at once, but decoded for each of them.
      guard checked.insert(items[0]).inserted else { continue }
      let size = try checkTile(items[0], in: data, limits: limits)
      guard size == (try declaredSize(of: item(tile), in: data, limits: limits)) else {
        throw HEIF.error(.unsupported("an alpha picture of another size"))
      }
      guard alphaItems(of: items[0], in: data).isEmpty else { throw HEIF.error(.malformed, "an alpha picture with its own alpha") }
    }
    guard Set(alphas.map { table.items[$0]?.kind }).count == 1 else {
      throw HEIF.error(.unsupported("a grid with tiles of several kinds"))
    }
    return alphas
  }

  /// Returns the code points of a picture, or those of its first tile: some cameras state a grid's colours on its tiles alone.
  private func declaredCodePoints(of id: Int, in data: Span<UInt8>) throws(CodecError) -> ColourCodePoints? {
    if let points = try ContainerInspection.codePoints(of: item(id), in: data) { return points }
    guard let tile = table.targets(of: "dimg", from: id).first else { return nil }
    return try ContainerInspection.codePoints(of: item(tile), in: data)
  }

  /// Bytes that the coded pictures of a small file may have together, however many share theirs.
  private static let sharedBytes = 64 << 20

  /// Validates the sum of all items' bytes. libheif copies every item while it parses, and keeps those that describe others: many that
  /// share their bytes would multiply the file. Coded pictures share theirs with reason, as the flat tiles of a gain map do; they are
  /// copied one after the other.
  private func checkBytes(fileSize: Int, limits: DecodeLimits) throws(CodecError) {
    var (kept, passing) = (0, 0)
    for (id, item) in table.items {
      if table.targets(of: "cdsc", from: id).isEmpty { passing += item.byteCount } else { kept += item.byteCount }
      guard kept <= 2 * fileSize, passing <= max(2 * fileSize, Self.sharedBytes) else {
        throw HEIF.error(.malformed, "items share their bytes too often")
      }
      guard item.kind == "Exif" || item.kind == "mime" else { continue }
      guard item.byteCount <= limits.metadataBytes else {
        throw HEIF.error(.limit(.metadataBytes, actual: item.byteCount, allowed: limits.metadataBytes))
      }
      // libheif inflates these without a bound.
      guard item.contentEncoding.isEmpty else { throw HEIF.error(.unsupported("compressed metadata")) }
    }
  }

  private func item(_ id: Int) throws(CodecError) -> ItemTable.Item {
    guard let item = table.items[id] else { throw HEIF.error(.malformed, "item \(id) does not exist") }
    guard !item.isProtected else { throw HEIF.error(.unsupported("an encrypted picture")) }
    return item
  }

  /// Reads the declared size, before rotation and cropping.
  private func declaredSize(of item: ItemTable.Item, in data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> PixelSize {
    var cursor = ByteCursor(try item.properties.required("ispe").content)
    try cursor.skip(4)
    guard let size = PixelSize(checking: try cursor.integer(data, bytes: 4), try cursor.integer(data, bytes: 4)) else {
      throw HEIF.error(.malformed, "a picture without pixels")
    }
    try limits.check(size, format: HEIF.id)
    return size
  }

  /// Returns the picture and those that it is derived from by identity (ISO/IEC 23008-12, 6.6.2.1), each from the next.
  private func derivation(of id: Int) throws(CodecError) -> [Int] {
    var chain = [id]
    while let last = chain.last, try item(last).kind == "iden" {
      let inputs = table.targets(of: "dimg", from: last)
      guard inputs.count == 1 else { throw HEIF.error(.malformed, "an identity of \(inputs.count) pictures") }
      guard !chain.contains(inputs[0]) else { throw HEIF.error(.malformed, "a picture derived from itself") }
      guard chain.count < ContainerInspection.maximumDerivations else { throw HEIF.error(.unsupported("a picture derived so many times")) }
      chain.append(inputs[0])
    }
    return chain
  }

  private mutating func checkPicture(_ id: Int, of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    let item = try item(id)
    let size = try declaredSize(of: item, in: data, limits: limits)
    switch item.kind {
    case "hvc1": try checkHEVC(item, in: data, exactSize: nil, limits: limits)
    case "av01": try checkAV1(item, declaredSize: size, in: data, limits: limits)
    case "grid": try checkGrid(id, item, size: size, in: data, limits: limits)
    case "iden":
      // Its chain has an end, which `derivation` ensures for the primary picture.
      guard let source = try derivation(of: id).last else { return }
      try checkPicture(source, of: data, limits: limits)
    case "iovl": throw HEIF.error(.unsupported("a picture derived as '\(item.kind)'"))
    default: throw HEIF.error(.unsupported("a picture of the kind '\(item.kind)'"))
    }
  }

  /// Validates a grid's own record (ISO/IEC 23008-12, 6.6.2.3), its tiles, and that they cover it: libheif leaves uncovered pixels
  /// unwritten.
  private mutating func checkGrid(
    _ id: Int, _ item: ItemTable.Item, size: PixelSize, in data: Span<UInt8>, limits: DecodeLimits
  ) throws(CodecError) {
    let record = ItemBytes(item.extents)
    guard let flags = record.integer(in: data, at: 1, count: 1), let rows = record.integer(in: data, at: 2, count: 1).map({ $0 + 1 }),
      let columns = record.integer(in: data, at: 3, count: 1).map({ $0 + 1 })
    else { throw HEIF.error(.malformed, "a short grid") }
    let width = flags & 1 == 0 ? 2 : 4
    guard let outputWidth = record.integer(in: data, at: 4, count: width),
      let outputHeight = record.integer(in: data, at: 4 + width, count: width),
      let output = PixelSize(checking: outputWidth, outputHeight)
    else { throw HEIF.error(.malformed, "a short grid") }
    // libheif up to 1.15 writes the size after rotation into `ispe`; everyone else the size before.
    guard output == size || (output == size.transposed && item.properties.contains { $0.kind == "irot" }) else {
      throw HEIF.error(.malformed, "a grid of another size than declared")
    }
    let tiles = table.targets(of: "dimg", from: id)
    guard tiles.count <= limits.tiles else { throw HEIF.error(.limit(.tiles, actual: tiles.count, allowed: limits.tiles)) }
    guard tiles.count == rows * columns else { throw HEIF.error(.malformed, "a grid with \(tiles.count) of \(rows * columns) tiles") }
    var common: PixelSize?
    guard !Set(tiles.map { table.items[$0]?.kind }).isSuperset(of: ["hvc1", "av01"]) else {
      throw HEIF.error(.unsupported("a grid with tiles of several kinds"))
    }
    var units: [Int: Int] = [:]
    for tile in tiles {
      // A tile that stands in several places is inspected once, but decoded for each of them.
      if let count = units[tile] {
        unitCount += count
        guard unitCount <= limits.items else { throw HEIF.error(.limit(.items, actual: unitCount, allowed: limits.items)) }
        continue
      }
      let before = unitCount
      let tileSize = try checkTile(tile, in: data, limits: limits)
      units[tile] = unitCount - before
      guard common == nil || common == tileSize else { throw HEIF.error(.malformed, "tiles of different sizes") }
      common = tileSize
    }
    // Sides are within the limits and there are at most 256 tiles on one, so nothing overflows.
    guard let tile = common, tile.width * columns >= output.width, tile.height * rows >= output.height,
      tile.width * (columns - 1) < output.width, tile.height * (rows - 1) < output.height
    else { throw HEIF.error(.malformed, "tiles that do not fit their grid") }
  }

  private mutating func checkTile(_ id: Int, in data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> PixelSize {
    let item = try item(id)
    guard ["hvc1", "av01"].contains(item.kind) else { throw HEIF.error(.unsupported("a grid with tiles of the kind '\(item.kind)'")) }
    guard transforms(of: item).isEmpty else { throw HEIF.error(.unsupported("a grid with rotated tiles")) }
    if !alphaItems(of: id, in: data).isEmpty { tilesWithAlpha.insert(id) }
    let size = try declaredSize(of: item, in: data, limits: limits)
    if item.kind == "av01" {
      try checkAV1(item, declaredSize: size, isTile: true, in: data, limits: limits)
    } else {
      try checkHEVC(item, in: data, exactSize: size, limits: limits)
    }
    return size
  }

  /// Validates the alpha picture, which is decoded too. libheif would silently drop one of another size, so it is refused.
  private mutating func checkAlpha(of id: Int, in data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    let (colourIsGrey, colourBits) = (isGrey, lumaBits)
    defer { (isGrey, lumaBits) = (colourIsGrey, colourBits) }
    let colour = try item(id)
    for alphaID in alphaItems(of: id, in: data) {
      let alpha = try item(alphaID)
      guard alphaItems(of: alphaID, in: data).isEmpty else { throw HEIF.error(.malformed, "an alpha picture with its own alpha") }
      try checkPicture(alphaID, of: data, limits: limits)
      let colourSize = try declaredSize(of: colour, in: data, limits: limits)
      let size = try declaredSize(of: alpha, in: data, limits: limits)
      let pairs = zip(transforms(of: colour), transforms(of: alpha))
      if transforms(of: colour).count == transforms(of: alpha).count, pairs.allSatisfy({ equal($0, $1, in: data) }) {
        guard size == colourSize else { throw HEIF.error(.unsupported("an alpha picture of another size")) }
        continue
      }
      // Each is turned by its own properties (6.5.1); the results have to coincide.
      let isCut = (transforms(of: colour) + transforms(of: alpha)).contains { $0.kind == "clap" }
      guard !isCut, try alpha.orientation(in: data).uprightSize(of: size) == colour.orientation(in: data).uprightSize(of: colourSize) else {
        throw HEIF.error(.unsupported("an alpha picture that is turned differently"))
      }
    }
  }

  /// Returns the auxiliary pictures of `id` that libheif uses as its alpha; depth and gain maps are not among them, and not decoded.
  private func alphaItems(of id: Int, in data: Span<UInt8>) -> [Int] {
    let names = ["urn:mpeg:avc:2015:auxid:1", "urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"]
    return table.sources(of: "auxl", to: id).filter { source in
      table.items[source]?.properties.contains { property in
        guard property.kind == "auxC", property.content.count > 4 else { return false }
        // Enough to distinguish the longest name from any longer one: pictures may share a property that is as long as the file.
        let start = property.content.lowerBound + 4
        var cursor = ByteCursor(start..<min(start + 64, property.content.upperBound))
        return names.contains(cursor.text(data))
      } ?? false
    }
  }

  private func transforms(of item: ItemTable.Item) -> [Box] {
    item.properties.filter { ["irot", "imir", "clap"].contains($0.kind) }
  }

  private func equal(_ left: Box, _ right: Box, in data: Span<UInt8>) -> Bool {
    left.kind == right.kind && data.extracting(left.content).copied() == data.extracting(right.content).copied()
  }
}
