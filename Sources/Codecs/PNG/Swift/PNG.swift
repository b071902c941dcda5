import CPNGShim
package import Diagnostics
package import ImageCore

/// Portable Network Graphics, through libpng (W3C PNG Specification, Third Edition).
///
/// Of an animation the default image is decoded.
package struct PNG: ImageCodec {
  package static let id = FormatID("png")

  package let format: ImageFormat

  package init() {
    // Both are pointers to constants that end with a zero.
    let version = unsafe String(cString: CPNGVersion())
    let compressor = unsafe String(cString: CPNGCompressorVersion())
    format = ImageFormat(
      id: PNG.id, mediaType: "image/png", fileExtensions: ["png"],
      capabilities: [.decode, .encode, .alpha, .lossless, .shownByBrowsers],
      library: "libpng \(version), libdeflate \(compressor)")
  }

  package func recognizes(_ prefix: Span<UInt8>) -> Bool {
    hasPNGSignature(prefix)
  }

  package func open(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> any ImageContainer {
    try PNGContainer(of: data, limits: limits)
  }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { header.bitDepth == 16 ? .rgba16 : .rgba8 }

  package func encode(_ image: Raster, metadata: ImageMetadata, settings: any EncodeSettings) throws(CodecError) -> [UInt8] {
    guard let settings = settings as? PNGSettings else { preconditionFailure("the settings are another codec's") }
    return try encodePNG(image, metadata: metadata, settings: settings)
  }
}

extension CodecError {
  /// Creates an error about a PNG.
  init(png kind: Kind, _ detail: String = "") {
    self.init(format: PNG.id, kind: kind, detail: detail)
  }
}

/// Encode options of a PNG, which is always lossless.
package struct PNGSettings: EncodeSettings, Hashable {
  /// libdeflate's level. Photographs came out a tenth smaller than with zlib's level 3 and the Sub filter, in 0.6 of its time; level 6 would
  /// make them 1.5 % smaller for half as much time again.
  package static let standardLevel = 4

  /// 0 (stored) to 9 (smallest).
  package var compressionLevel = PNGSettings.standardLevel
  /// A palette if the picture has at most 256 colours.
  package var usesPalette = false

  package var isLossless: Bool { true }

  package init() {}
}

extension PNG {
  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { PNGSettings() }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    var settings = PNGSettings()
    settings.compressionLevel =
      reader.integer("level", in: 0...9, "PNG: the level of compression, from 0 (none) to 9 (smallest).") ?? PNGSettings.standardLevel
    settings.usesPalette = reader.flag(
      "palette", default: true, "PNG: a palette where the picture has at most 256 colours; pixels stay exact.")
    return settings
  }
}
