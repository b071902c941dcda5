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
    let header = attempt { () throws(CodecError) in try codec.readHeader(of: data, limits: limits) }
    let metadata = attempt { () throws(CodecError) in try codec.readMetadata(of: data, limits: limits) }
    if let metadata { check(metadata) }
    // Whatever these say of bytes of any kind, they come back.
    _ = codec.isCutShort(data, limits: limits)
    _ = codec.ancillaryBlocks(in: data)
    guard let header, let pixels = header.size.pixelCount, pixels <= limits.pixels else { return }
    checkDecodedSizes(for: header)

    let reader = ImageReader(codecs: CodecRegistry([codec]), limits: limits)
    guard let image = attempt({ () throws(CodecError) in try reader.read(data) }) else { return }
    require(image.raster.size == header.size, "the picture has another size than its header")
    guard pixels <= smallPicture else { return }
    checkEveryPixelIsWritten(of: data, as: image)
    checkRows(of: data, as: image.raster)
    let native = attempt { () throws(CodecError) in try reader.read(data, natively: true) }
    // The same picture may be too large in deeper samples.
    if let native {
      checkEveryPixelIsWritten(of: data, as: native)
      checkRows(of: data, as: native.raster)
    }
    let target = PixelSize((header.size.width + 2) / 3, (header.size.height + 2) / 3)
    let scaled = attempt { () throws(CodecError) in try reader.read(data, fitting: target) }
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
  private func checkEveryPixelIsWritten(of data: Span<UInt8>, as image: DecodedImage) {
    let layout = image.raster.layout
    var pixels = [UInt8](repeating: 0xA5, count: layout.byteCount)
    let decoded = attempt { () throws(CodecError) -> Bool in
      var span = pixels.mutableSpan
      try codec.decode(data, as: layout, limits: limits, into: &span)
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
  private func checkRows(of data: Span<UInt8>, as raster: Raster) {
    let layout = raster.layout
    var pixels: [UInt8] = []
    pixels.reserveCapacity(layout.byteCount)
    let decoded = attempt { () throws(CodecError) -> Bool in
      try codec.decodeRows(data, as: layout, limits: limits) { rows in
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
      try codec.decodeRows(data, as: layout, limits: limits) { _ in
        calls += 1
        return false
      }
      return true
    }
    require(stopped != nil && calls == 1, "rows come that are not wanted")
  }

  /// What is encoded can be decoded, at its size; without loss where the options promise that.
  private func checkRoundTrip(of raster: Raster, metadata: ImageMetadata, with reader: ImageReader) {
    guard codec.format.can(.encode) else { return }
    let plain = Raster(layout: raster.layout, pixels: raster.pixels)
    for (options, block) in [(simpleOptions, ImageMetadata.none), (simpleOptions, metadata), (otherOptions, .none)] {
      let encoded = attempt { () throws(CodecError) in try codec.encode(plain, metadata: block, options: options) }
      guard let encoded else { continue }
      let again = attempt { () throws(CodecError) in try reader.read(encoded.span) }
      guard let again else {
        // A picture of noise may grow, and metadata add to it.
        require(encoded.count > limits.encodedBytes, "what was encoded cannot be decoded")
        continue
      }
      require(again.raster.size == raster.size, "a picture changes its size when it is encoded")
      if options.lossless { require(isSame(again.raster, as: raster), "lossless encoding changes a picture") }
    }
  }

  private var simpleOptions: EncodeOptions { EncodeOptions(lossless: codec.format.can(.lossless)) }

  /// What the format can do that is not its standard way.
  private var otherOptions: EncodeOptions {
    let format = codec.format
    var options = EncodeOptions(lossless: !format.can(.lossy))
    options.progressive = format.can(.progressive)
    options.usesPalette = format.can(.palette)
    if format.can(.chromaSampling) { options.chroma = .full }
    if format.can(.compressionLevel) { options.compressionLevel = 0 }
    if format.can(.method) { options.method = 0 }
    return options
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
