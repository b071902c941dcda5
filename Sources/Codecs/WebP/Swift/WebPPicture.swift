import CWebPShim
import ImageCore

/// The facts of a file that decoding needs, all of them validated.
struct WebPPicture: ImageContainer {
  let header: ImageHeader
  let container: WebPContainer
  private let limits: DecodeLimits
  /// The bytes that libwebp decodes.
  let image: Range<Int>
  /// The place of the frame on the canvas, in pixels; wholly inside it.
  private let origin: (x: Int, y: Int)
  private let frameSize: PixelSize

  init(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) {
    container = try WebPContainer(data, limits: limits)
    self.limits = limits
    let frame = container.firstFrame
    let features = try WebPPicture.features(of: data.extracting(frame.image))
    guard let size = PixelSize(checking: Int(features.width), Int(features.height)) else { throw WebP.error(.malformed) }
    try limits.check(size, format: WebP.id)
    let canvas = container.canvas ?? size
    // An animation's frame has the size its header declares; any other picture has the size of its canvas.
    guard size == frame.size ?? canvas else { throw WebP.error(.malformed, "a frame of another size than declared") }
    header = ImageHeader(
      format: WebP.id, size: canvas, orientation: WebPPicture.orientation(of: data, in: container), colourModel: .rgb, bitDepth: 8,
      hasAlpha: features.has_alpha || container.announcesAlpha || size != canvas, frameCount: container.frameCount,
      canBeReduced: !features.is_lossless && !features.has_alpha && !container.announcesAlpha && size == canvas)
    image = frame.image
    origin = frame.origin
    frameSize = size
  }

  private static func features(of image: Span<UInt8>) throws(CodecError) -> CWebPFeatures {
    var features = CWebPFeatures()
    let status = unsafe image.withUnsafeBufferPointer { bytes in
      // Read up to the span's own count.
      unsafe cwebp_read_features(bytes.baseAddress, bytes.count, &features)
    }
    try WebP.check(status)
    return features
  }

  private static func orientation(of data: Span<UInt8>, in container: WebPContainer) -> Orientation {
    guard let block = container.exif else { return .upright }
    return EXIF(data.extracting(WebPContainer.tiff(in: data, of: block))).orientation ?? .upright
  }

  func decode(_ data: Span<UInt8>, as layout: RasterLayout, into pixels: inout MutableSpan<UInt8>) throws(CodecError) {
    guard layout.format == .rgba8 else { throw WebP.error(.unsupported("decoding to \(layout.format.rawValue)")) }
    let full = header.size
    let divisor = layout.size == full ? 1 : WebP.divisors.first { WebP.reduced(full, by: $0) == layout.size }
    guard let divisor, divisor == 1 || header.canBeReduced else {
      throw WebP.error(.unsupported("decoding to \(layout.size)"))
    }
    precondition(pixels.count == layout.byteCount, "the buffer is the layout's")

    // The first frame is drawn onto a transparent canvas.
    if frameSize != full {
      for index in pixels.indices { pixels[index] = 0 }
    }
    let offset = origin.y * layout.bytesPerRow + origin.x * PixelFormat.rgba8.bytesPerPixel
    let source = data.extracting(image)
    let status = unsafe source.withUnsafeBufferPointer { bytes in
      unsafe pixels.withUnsafeMutableBufferPointer { buffer in
        // Both buffers are used up to their own counts: the shim gets the bytes of the image's chunks, and the room from the
        // frame's first pixel to the buffer's end. The initializer put the frame inside the canvas, so the offset is inside too.
        unsafe cwebp_decode(
          bytes.baseAddress, bytes.count, Int32(frameSize.width), Int32(frameSize.height),
          Int32(divisor), layout.bytesPerRow, buffer.baseAddress.map { unsafe $0 + offset }, buffer.count - offset)
      }
    }
    try WebP.check(status)
  }

  /// Returns `false`: the header of the file counts the bytes after it (RFC 9649, section 2.3), and a file that is shorter is not opened.
  func isCutShort(_ data: Span<UInt8>) -> Bool { false }

  func readMetadata(of data: Span<UInt8>) throws(CodecError) -> ImageMetadata {
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
}
