import CWebPShim
package import Diagnostics
package import ImageCore

/// WebP through libwebp: lossy, lossless, with alpha, extended; of an animation the first frame on its canvas.
///
/// Sizes, chunks and frames are validated by ``WebPContainer`` before libwebp sees the bytes. Costs that remain: a lossless picture takes
/// about as much memory again as its pixels, and a lossy one some rows, beside the caller's buffer.
package struct WebP: ImageCodec {
  package static let id = FormatID("webp")

  /// The largest side libwebp can write, in pixels: 14 bits in the bitstream.
  package static let longestSide = 16_383

  package let format: ImageFormat

  package init() {
    let version = Int(cwebp_version())
    format = ImageFormat(
      id: WebP.id, mediaType: "image/webp", fileExtensions: ["webp"],
      capabilities: [.decode, .encode, .alpha, .lossy, .lossless, .scaledDecode, .shownByBrowsers],
      longestSide: WebP.longestSide,
      library: "libwebp \(version >> 16).\(version >> 8 & 255).\(version & 255)")
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    WebPContainer.hasSignature(prefix)
  }

  package func open(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> any ImageContainer {
    try WebPPicture(data, limits: limits)
  }

  /// Returns the size to decode to. libwebp averages the planes of brightness and colour of a lossy picture before it converts them to RGB,
  /// each over whole blocks of pixels. Lossless pictures and those with alpha are decoded in full, because there the mean would be taken of
  /// encoded values as they stand.
  ///
  /// The mean is one of encoded values even so, and dims hard edges and noise, the more the nearer its blocks come to a pixel of the
  /// target. So the result is at least one and a half times the target, and pictures too small to be worth it are decoded in full: without
  /// both, drawings and noise came out with 33 dB.
  package func decodedSize(for header: ImageHeader, fitting target: PixelSize) -> PixelSize {
    let (width, height) = (min(target.width, header.size.width), min(target.height, header.size.height))
    let least = PixelSize(width + (width + 1) / 2, height + (height + 1) / 2)
    guard header.canBeReduced, header.size.width >= WebP.minimumPixels / header.size.height,
      let divisor = WebP.divisors.last(where: { WebP.reduced(header.size, by: $0)?.covers(least) ?? false })
    else { return header.size }
    return WebP.reduced(header.size, by: divisor) ?? header.size
  }

  static let divisors = [2, 4, 8, 16]
  /// Smaller pictures are decoded in full as fast as they are averaged.
  private static let minimumPixels = 1 << 19

  /// Returns the reduced size, or `nil` if blocks of so many pixels do not fill the picture.
  static func reduced(_ size: PixelSize, by divisor: Int) -> PixelSize? {
    guard size.width % divisor == 0, size.height % divisor == 0 else { return nil }
    return PixelSize(size.width / divisor, size.height / divisor)
  }

  static func error(_ kind: CodecError.Kind, _ detail: String = "") -> CodecError {
    CodecError(format: id, kind: kind, detail: detail)
  }

  /// Throws the error that a status from reading stands for.
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

/// Encode options of a WebP.
package struct WebPSettings: EncodeSettings, Hashable {
  /// libwebp's own effort.
  package static let standardMethod = 4

  package var quality: Quality
  package var isLossless: Bool
  /// Lossless coding of pixels that are changed to be smaller: how close they stay, 0 to 100; `nil` or 100 keeps them exactly.
  package var nearLossless: Int? {
    didSet { isLossless = isLossless || nearLossless != nil }
  }
  /// Effort, 0 (fastest) to 6 (smallest).
  package var method = WebPSettings.standardMethod
  /// Keeps the colour of wholly transparent pixels; `nil` keeps it in lossless coding only.
  package var isExact: Bool?

  package init(_ fidelity: Fidelity = Fidelity()) {
    quality = fidelity.quality
    isLossless = fidelity.isLossless
  }
}

extension WebP {
  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { WebPSettings(fidelity) }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    var settings = WebPSettings(fidelity)
    settings.nearLossless = reader.integer(
      "nearLossless", in: 0...100, "WebP: lossless coding of pixels changed a little to be smaller, from 0 (most) to 100 (not at all).")
    settings.method = reader.integer("method", in: 0...6, "WebP: effort, from 0 (fastest) to 6 (smallest).") ?? WebPSettings.standardMethod
    settings.isExact = reader.flag("exact", default: settings.isLossless, "WebP: keep the colour of wholly transparent pixels.")
    return settings
  }
}
