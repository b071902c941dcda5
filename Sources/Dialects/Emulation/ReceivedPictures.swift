package import ImageCore

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
