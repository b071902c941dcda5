import CHEIFShim
package import Diagnostics
package import ImageCore

/// AVIF (AV1 Image File Format 1.1): the same container as ``HEIF`` and the same library, with a name of its own so that no file is
/// ever written as what it is not. Written where the system's libheif has an encoder for AV1.
package struct AVIF: ImageCodec {
  package static let id = FormatID("avif")

  /// The longest side of AV1's largest level (AV1 bitstream specification, annex A.3).
  package static let longestSide = 16_384

  package let format: ImageFormat
  private let container = HEIF()

  package init() {
    let canEncode = cheif_can_encode_av1()
    let encoding: Set<ImageFormat.Capability> = canEncode ? [.encode, .alpha, .lossy, .lossless] : []
    format = ImageFormat(
      id: AVIF.id, mediaType: "image/avif", fileExtensions: ["avif"],
      capabilities: encoding.union([.decode, .shownByBrowsers]), longestSide: AVIF.longestSide, library: container.format.library,
      encodingObstacle: canEncode ? nil : "the system's libheif has no encoder for AV1; install one, such as Debian's libheif-plugin-aomenc"
    )
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    Brands.family(of: prefix) == .avif
  }

  package func open(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> any ImageContainer {
    try HEIFContainer(data, limits: limits, format: AVIF.id)
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { container.nativeFormat(for: header) }

  /// Writes one still picture: sRGB by its code points, a profile and XMP where `metadata` has them. The same pixels give the same bytes.
  package func encode(_ image: Raster, metadata: ImageMetadata, settings: any EncodeSettings) throws(CodecError) -> [UInt8] {
    guard let settings = settings as? AVIFSettings else { preconditionFailure("the settings are another codec's") }
    guard image.format == .rgba8 else {
      throw Self.error("pixels of the kind \(image.format.rawValue) are not written")
    }
    guard image.size.longestSide <= AVIF.longestSide else {
      throw Self.error("\(image.size) has a side over \(AVIF.longestSide) pixels")
    }
    let encoding = CHEIFEncoding(
      width: Int32(image.size.width), height: Int32(image.size.height), has_alpha: image.hasTransparency,
      quality: Int32(settings.quality.value), is_lossless: settings.isLossless,
      keeps_colour_resolution: settings.keepsColourResolution, speed: Int32(clamping: settings.speed))
    let profile = metadata.iccProfile ?? []
    let xmp = metadata.xmp ?? []
    var output = unsafe CHEIFBlock()
    defer { unsafe cheif_release_block(&output) }
    var message = [CChar](repeating: 0, count: 200)
    let capacity = message.count
    let status = unsafe image.pixels.span.withUnsafeBufferPointer { pixels in
      // The shim refuses a count that is not width * height * 4; profile and XMP are read up to their own counts, during the call only.
      unsafe cheif_encode_av1(
        pixels.baseAddress, pixels.count, encoding, profile, profile.count, xmp, xmp.count, &output, &message, capacity)
    }
    guard status == CHEIFStatusOK else {
      let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw Self.error(status == CHEIFStatusTooLarge ? "there is not enough memory" : "libheif refused the picture", words)
    }
    // The shim tells the count of what it allocated.
    return unsafe output.bytes.map { unsafe [UInt8](UnsafeBufferPointer(start: $0, count: output.count)) } ?? []
  }

  private static func error(_ words: String, _ detail: String = "") -> CodecError {
    CodecError(format: id, kind: .cannotEncode(words), detail: detail)
  }
}

/// How an AVIF is written.
package struct AVIFSettings: EncodeSettings, Hashable {
  /// How much of the colour is kept.
  package enum Chroma: String, CaseIterable, Sendable {
    /// In every pixel from quality 90 on, halved below.
    case automatic = "auto"
    /// Colour for every second pixel of every second row.
    case halved = "4:2:0"
    /// Colour for every pixel.
    case full = "4:4:4"
  }

  /// libaom's own effort: as good as slower ones for pictures of a page, in a tenth of their time.
  package static let standardSpeed = 6

  package var quality: Quality
  package var isLossless: Bool
  package var chroma = Chroma.automatic
  /// 0 (smallest) to 9 (fastest).
  package var speed = AVIFSettings.standardSpeed

  package init(_ fidelity: Fidelity = Fidelity()) {
    quality = fidelity.quality
    isLossless = fidelity.isLossless
  }

  /// From this quality on colour is kept in every pixel.
  private static let fullColourQuality = 90

  package var contradiction: (key: String, message: String)? {
    guard isLossless, chroma == .halved else { return nil }
    return ("chroma", "'4:2:0' halves the colour, and 'lossless' keeps every pixel of it; leave one of them out")
  }

  var keepsColourResolution: Bool {
    if isLossless { return true }
    switch chroma {
    case .automatic: return quality.value >= Self.fullColourQuality
    case .halved: return false
    case .full: return true
    }
  }
}

extension AVIF {
  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { AVIFSettings(fidelity) }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    var settings = AVIFSettings(fidelity)
    settings.chroma =
      reader.choice(
        "chroma", default: AVIFSettings.Chroma.automatic,
        "AVIF: colour for every pixel (`4:4:4`), for every fourth (`4:2:0`), or by the quality (`auto`: `4:4:4` from 90 on).") ?? .automatic
    settings.speed = reader.omittingDefaults {
      $0.integer("speed", default: AVIFSettings.standardSpeed, in: 0...9, "AVIF: effort, from 0 (smallest) to 9 (fastest).")
        ?? AVIFSettings.standardSpeed
    }
    return settings
  }
}
