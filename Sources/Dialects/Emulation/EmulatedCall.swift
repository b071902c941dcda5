package import ImageCore

/// The content of a request's body, whatever its spelling.
package struct EmulatedCall: Sendable {
  package var turns: [ReceivedTurn]
  package var systemInstruction: String?
  package var aspectRatio: String?
  package var imageSize: String?
  package var responseModalities: [String]
  package var settings: [String: String]
  /// The pixels that the answer has.
  package var pixels: PixelSize
  /// The tier that it asks for, in its own word; nil where it names none.
  package var serviceTier: String?

  package init(
    turns: [ReceivedTurn], systemInstruction: String?, aspectRatio: String?, imageSize: String?, responseModalities: [String],
    settings: [String: String], pixels: PixelSize
  ) {
    self.turns = turns
    self.systemInstruction = systemInstruction
    self.aspectRatio = aspectRatio
    self.imageSize = imageSize
    self.responseModalities = responseModalities
    self.settings = settings
    self.pixels = pixels
  }

  /// All that users wrote, in order.
  package var prompt: String {
    turns.filter { $0.role == "user" }.flatMap(\.texts).joined(separator: "\n")
  }

  /// The pictures of the last user turn that has any; the first of them is painted over.
  package var pictures: [ReceivedImage] {
    turns.last { $0.role == "user" && !$0.images.isEmpty }?.images ?? []
  }

  /// Whether the ground of the answer is to be transparent.
  package var isTransparent: Bool { settings["background"] == "transparent" }

  /// The format that is asked for; one with transparency where that is.
  package var format: FormatID? { settings["output_format"].map { FormatID($0) } ?? (isTransparent ? FormatID("png") : nil) }

  package var wantsPicture: Bool { responseModalities.isEmpty || responseModalities.contains("IMAGE") }
  /// Models answer with text beside the picture unless only pictures were requested.
  package var wantsText: Bool { responseModalities != ["IMAGE"] }
}

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

/// Opens the pictures of a request, and validates them against the limits of the model and the emulator.
package struct ReceivedPictures: Sendable {
  private let limits: DecodeLimits
  private let codecs: CodecRegistry

  /// The types that Google documents for inline pictures (https://ai.google.dev/gemini-api/docs/image-understanding).
  private static let mediaTypes: Set<String> = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"]

  package init(limits: DecodeLimits, codecs: CodecRegistry) {
    self.limits = limits
    self.codecs = codecs
  }

  /// Validates that pictures which are each within the limits are so together too, because they are decoded for one answer.
  package func requireRoom(for images: [ReceivedImage], model: EmulatedModel) throws(WireFailure) {
    guard images.count <= model.maximumInputImages else {
      throw .invalidArgument("Too many images: \(images.count). The model takes at most \(model.maximumInputImages).")
    }
    var pixels = 0
    for image in images {
      pixels += image.uprightSize.pixelCount ?? .max / 64
      guard pixels <= limits.pixels else {
        throw .tooLarge("The images together have more than \(limits.pixels) pixels, which is what the emulator decodes at once.")
      }
    }
  }

  /// A picture as a `data:` URI (RFC 2397) in base64.
  package func picture(dataURI uri: String, path: String) throws(WireFailure) -> ReceivedImage {
    let halves = uri.split(separator: ",", maxSplits: 1)
    guard halves.count == 2, halves[0].hasPrefix("data:"), halves[0].hasSuffix(";base64"),
      let bytes = StrictBase64.decode(String(halves[1]))
    else {
      throw .invalidArgument("\(path) is not a data URI in base64")
    }
    return try picture(bytes, mediaType: String(halves[0].dropFirst(5).dropLast(7)), path: path)
  }

  /// A picture of a request, whatever its dialect.
  package func picture(_ bytes: [UInt8], mediaType: String, path: String) throws(WireFailure) -> ReceivedImage {
    guard Self.mediaTypes.contains(mediaType.lowercased()) else {
      throw .invalidArgument("Unsupported MIME type: \(mediaType)")
    }
    do {
      let reader = ImageReader(codecs: codecs, limits: limits)
      let header = try reader.open(bytes).header
      return ReceivedImage(bytes: bytes, mediaType: mediaType, format: header.format, uprightSize: header.uprightSize)
    } catch {
      throw .invalidArgument("Unable to process input image at '\(path)': \(error)")
    }
  }
}
