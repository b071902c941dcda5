package import Diagnostics

/// One image format: stateless, pure, and without policy.
///
/// Callers go through ``ImageReader`` and ``ImageWriter``, which sniff, check limits and allocate; a codec only knows its format.
/// Every call creates and destroys what the C library needs inside itself, so a codec is safe to call from any number of tasks.
///
/// Requirements of each conformer, which the conformance suite tests:
/// 1. ``ImageHeader/size`` is the size that ``ImageContainer/decode(_:as:into:)`` yields; ``ImageHeader/orientation`` remains to be
///    applied.
/// 2. Every codec decodes to ``PixelFormat/rgba8`` and to the format that ``nativeFormat(for:)`` returns, straight alpha, rows from the
///    top, and encodes from `rgba8`.
/// 3. ``decodedSize(for:fitting:)`` is never smaller than the target on either side (unless the picture is), never larger than the picture;
///    the full size is always a correct answer. A smaller one is the picture's size divided by a power of two, each side rounded up, and its
///    pixels stand for as many of the picture's, counted from the top left corner.
/// 4. Truncated or hostile bytes give a ``CodecError``: never a trap, a hang or unwritten pixels.
/// 5. ``encode(_:metadata:settings:)`` is a pure function of its arguments for one version of the library.
/// 6. Nothing touches files, clocks, globals or logs.
package protocol ImageCodec: Sendable {
  var format: ImageFormat { get }

  /// Returns whether bytes that begin with `prefix`, of up to ``CodecRegistry/prefixLength`` bytes, are of this format.
  func recognizes(_ prefix: Span<UInt8>) -> Bool

  /// Reads a file's structure, which answers all later questions; allocates no pixels.
  ///
  /// - Throws: the reason why the picture cannot be decoded, as far as its header shows it.
  func open(_ data: Span<UInt8>, limits: DecodeLimits) throws(CodecError) -> any ImageContainer

  /// Returns the size nearest to `target` that can be decoded directly.
  func decodedSize(for header: ImageHeader, fitting target: PixelSize) -> PixelSize

  /// Returns the pixel format that loses nothing of a picture: ``PixelFormat/rgba16`` above 8 bits, ``PixelFormat/cmyk8`` for inks, else
  /// ``PixelFormat/rgba8``.
  func nativeFormat(for header: ImageHeader) -> PixelFormat

  /// Returns the names of all that a file holds beside an ordinary picture: metadata, a profile, a palette, frames, bytes behind the end.
  ///
  /// Empty only if every byte belongs to a segment or chunk of a list of those that hold nothing but the picture, so that an unknown kind
  /// counts as something else. Bytes inside a picture's own data are found by ``ImageContainer/hasIdleBytes(in:)``.
  ///
  /// - Returns: the names, or `nil` if the codec has no such list.
  func ancillaryBlocks(in data: Span<UInt8>) -> [String]?

  /// Returns the settings for pictures of which only the fidelity is chosen.
  func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings

  /// Reads the options that this format has beside the fidelity: one call reads, validates, documents and keys each setting. Codecs that
  /// are built into one program have distinct keys.
  func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings

  /// Encodes a picture with its metadata.
  /// - Precondition: the settings are this codec's.
  func encode(_ image: Raster, metadata: ImageMetadata, settings: any EncodeSettings) throws(CodecError) -> [UInt8]
}

extension ImageCodec {
  package func decodedSize(for header: ImageHeader, fitting target: PixelSize) -> PixelSize { header.size }

  package func nativeFormat(for header: ImageHeader) -> PixelFormat { .rgba8 }

  package func ancillaryBlocks(in data: Span<UInt8>) -> [String]? { nil }

  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { fidelity }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    encodeSettings(for: fidelity)
  }
}

/// Codecs that are known when a program is built, for types whose settings depend on them.
package protocol CodecCatalogue {
  static var codecs: [any ImageCodec] { get }
}

/// The codecs a program was built with, in the order they are asked.
package struct CodecRegistry: Sendable {
  /// Bytes that are passed to `recognizes`.
  package static let prefixLength = 64

  package let codecs: [any ImageCodec]

  /// - Precondition: no two codecs share a format id.
  package init(_ codecs: [any ImageCodec]) {
    precondition(Set(codecs.map(\.format.id)).count == codecs.count, "two codecs have the same format id")
    self.codecs = codecs
  }

  /// Returns the codec whose bytes these are; the file's name is never asked.
  package func codec(recognizing data: Span<UInt8>) -> (any ImageCodec)? {
    let prefix = data.extracting(first: min(data.count, CodecRegistry.prefixLength))
    for codec in codecs where codec.recognizes(prefix) { return codec }
    return nil
  }

  package func codec(for id: FormatID) -> (any ImageCodec)? {
    codecs.first { $0.format.id == id }
  }

  /// Returns the codec whose format has this media type, as its own or as an alternative.
  package func codec(mediaType: String) -> (any ImageCodec)? {
    codecs.first { $0.format.mediaType == mediaType || $0.format.alternativeMediaTypes.contains(mediaType) }
  }

  /// The formats that can be written.
  package var writable: [ImageFormat] { codecs.map(\.format).filter { $0.can(.encode) } }
}
