import CWebPShim
import ImageCore

extension WebP {
  /// What decoding needs to know, all of it checked.
  struct Picture {
    let header: ImageHeader
    /// The bytes that libwebp decodes.
    let image: Range<Int>
    /// Where the frame lies on the canvas, in pixels; wholly inside it.
    let origin: (x: Int, y: Int)
    let frameSize: PixelSize
  }

  func inspect(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> Picture {
    let container = try WebPContainer(data, limits: limits)
    let frame = container.firstFrame
    let features = try features(of: data.extracting(frame.image))
    guard let size = PixelSize(checking: Int(features.width), Int(features.height)) else { throw WebP.error(.malformed) }
    try limits.check(size, format: WebP.id)
    let canvas = container.canvas ?? size
    // An animation's frame has the size its header declares; any other picture has the size of its canvas.
    guard size == frame.size ?? canvas else { throw WebP.error(.malformed, "a frame of another size than declared") }
    let header = ImageHeader(
      format: WebP.id, size: canvas, orientation: orientation(of: data, in: container), colourModel: .rgb, bitDepth: 8,
      hasAlpha: features.has_alpha || container.announcesAlpha || size != canvas, frameCount: container.frameCount,
      canBeReduced: !features.is_lossless && !features.has_alpha && !container.announcesAlpha && size == canvas)
    return Picture(header: header, image: frame.image, origin: frame.origin, frameSize: size)
  }

  private func features(of image: Span<UInt8>) throws(CodecError) -> CWebPFeatures {
    var features = CWebPFeatures()
    let status = unsafe image.withUnsafeBufferPointer { bytes in
      // Read up to the span's own count.
      unsafe cwebp_read_features(bytes.baseAddress, bytes.count, &features)
    }
    try WebP.check(status)
    return features
  }

  private func orientation(of data: Span<UInt8>, in container: WebPContainer) -> Orientation {
    guard let block = container.exif else { return .upright }
    return EXIF(data.extracting(WebPContainer.tiff(in: data, of: block))).orientation ?? .upright
  }
}
