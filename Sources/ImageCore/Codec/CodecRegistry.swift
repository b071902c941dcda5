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
