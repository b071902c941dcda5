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
