import Diagnostics
import ImageCore

/// Everything a codec can be asked about one input, and what each answer must keep to.
///
/// A `CodecError` is a good answer to any bytes. Traps, sanitizer reports, and answers that break the contract of `ImageCodec` end the process.
struct CodecTrial {
  let codec: any ImageCodec
  /// Low enough that a thousand inputs a second fit in a small machine.
  let limits = DecodeLimits(
    encodedBytes: 1 << 20, side: 16_384, pixels: 4_000_000, decodedBytes: 32_000_000, metadataBytes: 8 << 20,
    profileBytes: 1 << 20, textChunks: 64, frames: 64, scans: 64, scanPixels: 64_000_000, items: 256, tiles: 64)
  /// Pictures of up to this many pixels are decoded more than once.
  let smallPicture = 40_000
  /// Pictures of up to this many pixels are encoded too, which takes longer.
  let encodedPicture = 4_096

  func run(_ data: Span<UInt8>) {
    // Whatever this says of bytes of any kind, it comes back.
    _ = codec.ancillaryBlocks(in: data)
    guard let container = attempt({ () throws(CodecError) in try codec.open(data, limits: limits) }) else { return }
    let header = container.header
    let metadata = attempt { () throws(CodecError) in try container.readMetadata(of: data) }
    if let metadata { check(metadata) }
    _ = container.isCutShort(data)
    guard let pixels = header.size.pixelCount, pixels <= limits.pixels else { return }
    checkDecodedSizes(for: header)

    let reader = ImageReader(codecs: CodecRegistry([codec]), limits: limits)
    guard let picture = attempt({ () throws(CodecError) in try reader.open(data.indices.map { data[$0] }) }),
      let image = attempt({ () throws(CodecError) in try picture.decode() })
    else { return }
    _ = attempt { () throws(CodecError) in try container.hasIdleBytes(in: data) }
    require(image.raster.size == header.size, "the picture has another size than its header")
    guard pixels <= smallPicture else { return }
    checkEveryPixelIsWritten(of: data, in: container, as: image)
    checkRows(of: data, in: container, as: image.raster)
    let native = attempt { () throws(CodecError) in try picture.decode(natively: true) }
    // The same picture may be too large in deeper samples.
    if let native {
      checkEveryPixelIsWritten(of: data, in: container, as: native)
      checkRows(of: data, in: container, as: native.raster)
    }
    let target = PixelSize((header.size.width + 2) / 3, (header.size.height + 2) / 3)
    let scaled = attempt { () throws(CodecError) in try picture.decode(fitting: target) }
    require(scaled != nil, "a picture that can be decoded cannot be decoded scaled")
    guard pixels <= encodedPicture else { return }
    checkRoundTrip(of: image.raster, metadata: metadata ?? .none, with: reader)
  }

  private func check(_ metadata: ImageMetadata) {
    require(metadata.iccProfile?.count ?? 0 <= limits.profileBytes, "a profile is larger than its limit")
    for block in [metadata.exif, metadata.xmp] {
      require(block?.count ?? 0 <= limits.metadataBytes, "a metadata block is larger than its limit")
    }
  }

  private func checkDecodedSizes(for header: ImageHeader) {
    let full = header.size
    for divisor in [1, 2, 3, 7, 8, 40] {
      let target = PixelSize((full.width + divisor - 1) / divisor, (full.height + divisor - 1) / divisor)
      let size = codec.decodedSize(for: header, fitting: target)
      require(size.covers(target) && full.covers(size), "a decoded size is not between the target and the picture")
    }
  }

  /// What is in the buffer before must not show after, except that a picture with alpha may keep the zeros it was given.
  private func checkEveryPixelIsWritten(of data: Span<UInt8>, in container: any ImageContainer, as image: DecodedImage) {
    let layout = image.raster.layout
    var pixels = [UInt8](repeating: 0xA5, count: layout.byteCount)
    let decoded = attempt { () throws(CodecError) -> Bool in
      var span = pixels.mutableSpan
      try container.decode(data, as: layout, into: &span)
      return true
    }
    require(decoded != nil, "a picture is decoded once but not twice")
    let step = layout.format.bytesPerPixel
    for start in stride(from: 0, to: pixels.count, by: step) {
      let place = start..<start + step
      let first = image.raster.pixels[place]
      let isUntouched = image.header.hasAlpha && first.allSatisfy { $0 == 0 }
      require(first == pixels[place] || isUntouched, "a pixel is not written")
    }
  }

  /// Rows are handed over whole, in order, and as the picture has them; none come once no more are wanted.
  private func checkRows(of data: Span<UInt8>, in container: any ImageContainer, as raster: Raster) {
    let layout = raster.layout
    var pixels: [UInt8] = []
    pixels.reserveCapacity(layout.byteCount)
    let decoded = attempt { () throws(CodecError) -> Bool in
      try container.decodeRows(data, as: layout) { rows in
        require(!rows.isEmpty && rows.count.isMultiple(of: layout.bytesPerRow), "a part of a row is handed over")
        for index in rows.indices { pixels.append(rows[index]) }
        return true
      }
      return true
    }
    require(decoded != nil, "a picture is decoded whole but not in rows")
    require(pixels == raster.pixels, "a picture's rows are not its pixels")
    var calls = 0
    let stopped = attempt { () throws(CodecError) -> Bool in
      try container.decodeRows(data, as: layout) { _ in
        calls += 1
        return false
      }
      return true
    }
    require(stopped != nil && calls == 1, "rows come that are not wanted")
  }

  /// What is encoded can be decoded, at its size; without loss where the settings promise that.
  private func checkRoundTrip(of raster: Raster, metadata: ImageMetadata, with reader: ImageReader) {
    guard codec.format.can(.encode) else { return }
    let plain = Raster(layout: raster.layout, pixels: raster.pixels)
    for (settings, block, isExact) in [
      (simpleSettings, ImageMetadata.none, true), (simpleSettings, metadata, true), (otherSettings, .none, false),
    ] {
      let encoded = attempt { () throws(CodecError) in try codec.encode(plain, metadata: block, settings: settings) }
      guard let encoded else { continue }
      let again = attempt { () throws(CodecError) in try reader.open(encoded).decode() }
      guard let again else {
        // A picture of noise may grow, and metadata add to it.
        require(encoded.count > limits.encodedBytes, "what was encoded cannot be decoded")
        continue
      }
      require(again.raster.size == raster.size, "a picture changes its size when it is encoded")
      if isExact, settings.isLossless { require(isSame(again.raster, as: raster), "lossless encoding changes a picture") }
    }
  }

  private var simpleSettings: any EncodeSettings {
    codec.encodeSettings(for: Fidelity(isLossless: codec.format.can(.lossless)))
  }

  /// What the format can do that is not its standard way: of every setting that it describes the last value.
  private var otherSettings: any EncodeSettings {
    let fidelity = Fidelity(isLossless: !codec.format.can(.lossy))
    var describing = SettingsReader(nil, subject: "fuzzing")
    _ = codec.encodeSettings(for: fidelity, from: &describing)
    let position = SourcePosition(line: 1, column: 1)
    let entries = describing.finish().descriptions.compactMap { setting -> Node.Entry? in
      let value: String
      switch setting.kind {
      case .flag: value = "true"
      case .choice(let words): value = words.last ?? ""
      case .integer(let range): value = "\(range.lowerBound)"
      default: return nil
      }
      return Node.Entry(key: Node.Scalar(setting.key, at: position), value: .scalar(Node.Scalar(value, at: position)))
    }
    var reader = SettingsReader(.mapping(entries, position), subject: "fuzzing", at: position)
    return codec.encodeSettings(for: fidelity, from: &reader)
  }

  /// Whether two rasters show the same; the colour where nothing is to be seen is free.
  private func isSame(_ left: Raster, as right: Raster) -> Bool {
    guard left.format == .rgba8, right.format == .rgba8 else { return true }
    for start in stride(from: 0, to: right.pixels.count, by: 4) {
      let place = start..<start + 4
      let isInvisible = left.pixels[start + 3] == 0 && right.pixels[start + 3] == 0
      if left.pixels[place] != right.pixels[place], !isInvisible { return false }
    }
    return true
  }

  /// The answer, or nil where it is an error.
  private func attempt<Answer>(_ body: () throws(CodecError) -> Answer) -> Answer? {
    do { return try body() } catch { return nil }
  }
}
