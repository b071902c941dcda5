import CWebPShim
package import ImageCore

/// WebP through libwebp: lossy, lossless, with alpha, extended; of an animation the first frame on its canvas.
///
/// Sizes, chunks and frames are checked by ``WebPContainer`` before libwebp sees the bytes. What libwebp cannot be held to: a
/// lossless picture takes about as much memory again as its pixels, and a lossy one some rows, beside the caller's buffer.
package struct WebP: ImageCodec {
  package static let id = FormatID("webp")

  /// The largest side libwebp can write, in pixels: 14 bits in the bitstream.
  package static let longestSide = 16_383

  package let format: ImageFormat

  package init() {
    let version = Int(cwebp_version())
    format = ImageFormat(
      id: WebP.id, mediaType: "image/webp", fileExtensions: ["webp"],
      capabilities: [.decode, .encode, .alpha, .lossy, .lossless, .nearLossless, .method, .exactColour, .scaledDecode],
      longestSide: WebP.longestSide,
      library: "libwebp \(version >> 16).\(version >> 8 & 255).\(version & 255)")
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    WebPContainer.hasSignature(prefix)
  }

  package func readHeader(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageHeader {
    try inspect(data, limits: limits).header
  }

  /// libwebp averages the planes of brightness and colour of a lossy picture before it makes RGB of them, each over whole blocks of pixels.
  /// Lossless pictures and those with alpha are decoded in full, because there the mean would be taken of encoded values as they stand.
  ///
  /// The mean is one of encoded values even so, and dims hard edges and noise, the more the nearer its blocks come to a pixel of the target.
  /// So one and a half times the size that is asked for is left, and pictures too small to be worth it are decoded in full: without both,
  /// drawings and noise came out with 33 dB.
  package func decodedSize(for header: ImageHeader, fitting target: PixelSize) -> PixelSize {
    let (width, height) = (min(target.width, header.size.width), min(target.height, header.size.height))
    let least = PixelSize(width + (width + 1) / 2, height + (height + 1) / 2)
    guard header.canBeReduced, header.size.width >= WebP.leastPixels / header.size.height,
      let divisor = WebP.divisors.last(where: { WebP.reduced(header.size, by: $0)?.covers(least) ?? false })
    else { return header.size }
    return WebP.reduced(header.size, by: divisor) ?? header.size
  }

  private static let divisors = [2, 4, 8, 16]
  /// Fewer are decoded as fast as they are averaged.
  private static let leastPixels = 1 << 19

  /// Nil where blocks of so many pixels do not fill the picture.
  private static func reduced(_ size: PixelSize, by divisor: Int) -> PixelSize? {
    guard size.width % divisor == 0, size.height % divisor == 0 else { return nil }
    return PixelSize(size.width / divisor, size.height / divisor)
  }

  package func decode(
    _ data: Span<UInt8>, as layout: RasterLayout, limits: DecodeLimits, into pixels: inout MutableSpan<UInt8>
  ) throws(CodecError) {
    guard layout.format == .rgba8 else { throw WebP.error(.unsupported("decoding to \(layout.format.rawValue)")) }
    let picture = try inspect(data, limits: limits)
    let full = picture.header.size
    let divisor = layout.size == full ? 1 : WebP.divisors.first { WebP.reduced(full, by: $0) == layout.size }
    guard let divisor, divisor == 1 || picture.header.canBeReduced else {
      throw WebP.error(.unsupported("decoding to \(layout.size)"))
    }
    precondition(pixels.count == layout.byteCount, "the buffer is the layout's")

    // The first frame is drawn onto a transparent canvas.
    if picture.frameSize != full {
      for index in pixels.indices { pixels[index] = 0 }
    }
    let offset = picture.origin.y * layout.bytesPerRow + picture.origin.x * PixelFormat.rgba8.bytesPerPixel
    let source = data.extracting(picture.image)
    let status = unsafe source.withUnsafeBufferPointer { bytes in
      unsafe pixels.withUnsafeMutableBufferPointer { buffer in
        // Both buffers are used up to their own counts: the shim gets the bytes of the image's chunks, and the room from the
        // frame's first pixel to the buffer's end. `inspect` put the frame inside the canvas, so the offset is inside too.
        unsafe cwebp_decode(
          bytes.baseAddress, bytes.count, Int32(picture.frameSize.width), Int32(picture.frameSize.height),
          Int32(divisor), layout.bytesPerRow, buffer.baseAddress.map { unsafe $0 + offset }, buffer.count - offset)
      }
    }
    try WebP.check(status)
  }

  /// The header of the file counts what follows it (RFC 9649, section 2.3).
  package func isCutShort(_ data: Span<UInt8>, limits: DecodeLimits) -> Bool {
    do throws(CodecError) {
      _ = try WebPContainer(data, limits: limits)
      return false
    } catch {
      return error.kind == .truncated
    }
  }

  package func readMetadata(of data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> ImageMetadata {
    let container = try WebPContainer(data, limits: limits)
    var metadata = ImageMetadata()
    metadata.iccProfile = try block(container.iccProfile, of: data, .profileBytes, limits.profileBytes)
    metadata.colourSpace = metadata.iccProfile.map { .profile($0) }
    metadata.exif = try block(container.exif.map { WebPContainer.tiff(in: data, of: $0) }, of: data, .metadataBytes, limits.metadataBytes)
    metadata.xmp = try block(container.xmp, of: data, .metadataBytes, limits.metadataBytes)
    metadata.hasContentCredentials = container.hasContentCredentials
    return metadata
  }

  private func block(
    _ range: Range<Int>?, of data: Span<UInt8>, _ kind: CodecError.Limit, _ limit: Int
  ) throws(CodecError) -> [UInt8]? {
    guard let range, !range.isEmpty else { return nil }
    guard range.count <= limit else { throw WebP.error(.limit(kind, actual: range.count, allowed: limit)) }
    return data.extracting(range).copied()
  }

  static func error(_ kind: CodecError.Kind, _ detail: String = "") -> CodecError {
    CodecError(format: id, kind: kind, detail: detail)
  }

  /// What a status from reading means.
  static func check(_ status: CWebPStatus) throws(CodecError) {
    switch status {
    case CWebPStatusOK: return
    case CWebPStatusTruncated: throw error(.truncated)
    case CWebPStatusOutOfMemory: throw error(.unsupported("a picture of this size"), "not enough memory")
    case CWebPStatusUnsupported: throw error(.unsupported("a feature of this picture"))
    default: throw error(.malformed)
    }
  }
}

extension Span<UInt8> {
  func copied() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for index in indices { bytes.append(self[index]) }
    return bytes
  }
}
