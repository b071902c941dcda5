package import ImageCore

/// A picture as a request carried it.
package struct ReceivedImage: Hashable, Sendable {
  package let bytes: [UInt8]
  /// The media type that the request declares.
  package let mediaType: String
  /// The format of its bytes.
  package let format: FormatID
  package let uprightSize: PixelSize
}

/// One turn of a request as the emulator got it.
package struct ReceivedTurn: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case text(String)
    case image(ReceivedImage)
    /// A part that the emulator accepts without reading it.
    case other
  }

  package let role: String
  package let parts: [Part]

  package var texts: [String] {
    parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
  package var images: [ReceivedImage] {
    parts.compactMap { if case .image(let image) = $0 { image } else { nil } }
  }
}
