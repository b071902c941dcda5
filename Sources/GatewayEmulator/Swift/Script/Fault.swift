package import ImageCore

/// One thing that an answer does differently. A new one is a function here and, to be usable in a file, a row in `FaultTable`.
package struct Fault: Sendable {
  package let name: String
  let actsBeforeReading: Bool
  let change: @Sendable (inout AnswerPlan) -> Void

  private init(_ name: String, actsBeforeReading: Bool = false, _ change: @escaping @Sendable (inout AnswerPlan) -> Void) {
    self.name = name
    self.actsBeforeReading = actsBeforeReading
    self.change = change
  }

  // MARK: The connection

  /// Holds the answer back.
  package static func delay(_ duration: Duration) -> Fault { Fault("delay") { $0.delay += duration } }
  /// Sends so many bytes of the body, then closes the connection; the head promised all of them.
  package static func cutBody(after bytes: Int) -> Fault { Fault("cutBody") { $0.cutAfter = bytes } }
  package static let closeBeforeReading = Fault("closeBeforeReading", actsBeforeReading: true) { $0.connection = .closed }
  package static let closeAfterReading = Fault("closeAfterReading") { $0.connection = .closed }
  package static let resetBeforeReading = Fault("resetBeforeReading", actsBeforeReading: true) { $0.connection = .reset }
  package static let resetAfterReading = Fault("resetAfterReading") { $0.connection = .reset }

  // MARK: Errors

  /// An error answer. The other arguments stand where the shape has a place for them.
  package static func status(_ code: Int, _ error: ErrorAnswer = ErrorAnswer()) -> Fault {
    Fault("status") { $0.fixed = error.answer(status: code) }
  }
  /// Status 200 with an `error` member of that code.
  package static func errorInside(_ code: Int = 500) -> Fault {
    Fault("errorInside") { $0.fixed = ErrorAnswer().answer(status: code, sentAs: 200) }
  }
  /// Any body at all.
  package static func body(_ text: String, status: Int = 200, contentType: String = "application/json") -> Fault {
    Fault("body") { $0.fixed = AnswerPlan.Fixed(status: status, contentType: contentType, body: Array(text.utf8)) }
  }
  package static func blocked(_ reason: String = "PROHIBITED_CONTENT") -> Fault {
    Fault("blocked") {
      $0.blockReason = reason
      $0.hasCandidates = false
    }
  }
  package static let noCandidates = Fault("noCandidates") { $0.hasCandidates = false }
  /// A candidate with this reason and no content.
  package static func finishReason(_ reason: String, message: String? = nil) -> Fault {
    Fault("finishReason") {
      $0.parts = .nothing
      $0.finishReason = reason
      $0.finishMessage = message
    }
  }

  // MARK: Parts

  package static func textOnly(_ text: String = "I can describe this picture, but I have not made one.") -> Fault {
    Fault("textOnly") { $0.parts = .text(text) }
  }
  package static func hugeText(bytes: Int) -> Fault {
    Fault("hugeText") { $0.text = String(repeating: "lorem ipsum ", count: bytes / 12 + 1) }
  }
  package static func thoughtBefore(_ drafts: Int = 1) -> Fault { Fault("thoughtBefore") { $0.parts = .drafts(drafts) } }
  package static let onlyThought = Fault("onlyThought") { $0.parts = .onlyDraft }
  package static func pictures(_ count: Int) -> Fault { Fault("pictures") { $0.parts = .several(count) } }

  // MARK: The picture

  package static func declaredType(_ mediaType: String) -> Fault { Fault("declaredType") { $0.mediaType = mediaType } }
  package static func format(_ format: FormatID) -> Fault { Fault("format") { $0.format = format } }
  /// JPEG bytes under the label of PNG.
  package static let jpegLabelledPNG = Fault("jpegLabelledPNG") {
    $0.format = FormatID("jpeg")
    $0.mediaType = "image/png"
  }
  package static func pixels(_ size: PixelSize) -> Fault { Fault("pixels") { $0.size = size } }
  /// Answers this ratio whatever was asked.
  package static func aspectRatio(_ ratio: AspectRatio) -> Fault { Fault("aspectRatio") { $0.aspectRatio = ratio } }
  /// Answers this size whatever was asked.
  package static func imageSize(_ size: String) -> Fault { Fault("imageSize") { $0.imageSize = size } }
  /// The first half of the picture's bytes.
  package static let truncatedPicture = Fault("truncatedPicture") { $0.pixels = .truncated }
  package static let notAPicture = Fault("notAPicture") { $0.pixels = .noPicture }

  // MARK: Spelling

  package static let markdown = Fault("markdown") { $0.carrier = .markdown }
  package static let dataPrefix = Fault("dataPrefix") { $0.hasDataPrefix = true }
  package static let urlSafeBase64 = Fault("urlSafeBase64") { $0.base64 = .urlSafe }
  package static let unpaddedBase64 = Fault("unpaddedBase64") { $0.base64 = .unpadded }
  package static let base64LineBreaks = Fault("base64LineBreaks") { $0.base64 = .lineBreaks }
  package static let snakeCase = Fault("snakeCase") { $0.isSnakeCase = true }
  /// Null for everything that may be missing.
  package static let nulls = Fault("nulls") { $0.hasNulls = true }
}
