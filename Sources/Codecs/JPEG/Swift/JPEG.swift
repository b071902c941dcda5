import CJPEGShim
package import Diagnostics
package import ImageCore

/// JPEG (ITU-T T.81) in the JFIF and Exif file formats, through libjpeg-turbo.
package struct JPEG: ImageCodec {
  package static let id = FormatID("jpeg")

  package let format: ImageFormat

  package init() {
    // The shim returns a pointer to a constant that ends with a zero.
    let version = unsafe String(cString: CJPEGVersion())
    format = ImageFormat(
      id: JPEG.id, mediaType: "image/jpeg", alternativeMediaTypes: ["image/jpg"], fileExtensions: ["jpg", "jpeg", "jpe", "jfif"],
      capabilities: [.decode, .encode, .lossy, .scaledDecode, .shownByBrowsers],
      longestSide: JPEG.longestSide, library: "libjpeg-turbo \(version)")
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    prefix.count >= 3 && prefix[0] == 0xFF && prefix[1] == 0xD8 && prefix[2] == 0xFF
  }

  package func open(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> any ImageContainer {
    try JPEGContainer(of: data, limits: limits)
  }

  package func decodedSize(for header: ImageHeader, fitting target: PixelSize) -> PixelSize {
    header.canBeReduced ? JPEGScale.smallest(of: header.size, covering: target).size(of: header.size) : header.size
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { header.colourModel == .cmyk ? .cmyk8 : .rgba8 }

  package func encode(_ image: Raster, metadata: ImageMetadata, settings: any EncodeSettings) throws(CodecError) -> [UInt8] {
    guard let settings = settings as? JPEGSettings else { preconditionFailure("the settings are another codec's") }
    return try encodeJPEG(image, metadata: metadata, settings: settings)
  }
}

extension CodecError {
  /// Creates an error about a JPEG.
  init(jpeg kind: Kind, _ detail: String = "") {
    self.init(format: JPEG.id, kind: kind, detail: detail)
  }
}

/// The share of the colour that a JPEG keeps.
package enum ChromaSampling: String, CaseIterable, Sendable {
  /// In every pixel from quality 90 on, halved below.
  case automatic = "auto"
  /// Colour for every second pixel of every second row.
  case halved = "4:2:0"
  /// Colour for every pixel.
  case full = "4:4:4"
}

/// Encode options of a JPEG.
package struct JPEGSettings: EncodeSettings, Hashable {
  package var quality: Quality
  /// Refused: lossless JPEG has no decoder in most programs.
  package var isLossless: Bool
  /// In several scans, from coarse to fine.
  package var isProgressive = false
  package var chroma = ChromaSampling.automatic

  package init(_ fidelity: Fidelity = Fidelity()) {
    quality = fidelity.quality
    isLossless = fidelity.isLossless
  }

  /// From this quality on colour is kept in every pixel.
  private static let fullColourQuality = 90

  var keepsColourResolution: Bool {
    switch chroma {
    case .automatic: quality.value >= Self.fullColourQuality
    case .halved: false
    case .full: true
    }
  }
}

extension JPEG {
  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { JPEGSettings(fidelity) }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    var settings = JPEGSettings(fidelity)
    settings.isProgressive = reader.flag("progressive", default: false, "JPEG: from coarse to fine, in several scans.")
    settings.chroma =
      reader.choice(
        "chroma", default: ChromaSampling.automatic,
        "JPEG: colour for every pixel (`4:4:4`), for every fourth (`4:2:0`), or by the quality (`auto`: `4:4:4` from 90 on).") ?? .automatic
    return settings
  }
}
