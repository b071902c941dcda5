import ImageCore

/// How one answer is to look; faults change it before it is built.
struct AnswerPlan: Sendable {
  enum Connection: Sendable {
    case answered
    /// Closed in order (FIN) or broken off (RST), before or after the request's body was read.
    case closed
    case reset
  }

  enum Parts: Sendable {
    case picture
    /// Drafts with `thought` before the picture.
    case drafts(Int)
    case onlyDraft
    case several(Int)
    case text(String)
    /// A candidate without content.
    case nothing
  }

  enum Carrier: Sendable { case inlineData, markdown }
  enum Base64Style: Sendable { case standard, urlSafe, unpadded, lineBreaks, twice }
  enum Pixels: Sendable { case whole, truncated, noPicture }

  /// An answer that is not a generated one.
  struct Fixed: Sendable {
    var status: Int
    var contentType: String
    var headers: [ReceivedRequest.Header] = []
    var body: [UInt8]
  }

  var connection = Connection.answered
  var delay = Duration.zero
  /// Stops after so many bytes of the body and closes the connection.
  var cutAfter: Int?
  var fixed: Fixed?
  /// So many bytes of the body at a time, with this pause between.
  var drip: (bytes: Int, pause: Duration)?
  /// Spaces after the body.
  var padding = 0
  /// The first answer to this request once more, whatever its number.
  var isRepeated = false

  var parts = Parts.picture
  var carrier = Carrier.inlineData
  var base64 = Base64Style.standard
  var hasDataPrefix = false
  /// An address instead of a picture.
  var link: String?
  var pixels = Pixels.whole
  /// The label of the picture; nil for the true one.
  var mediaType: String?
  var format: FormatID?
  var size: PixelSize?
  var aspectRatio: AspectRatio?
  var imageSize: String?
  /// A text part before the others.
  var text: String?

  var isSnakeCase = false
  var hasNulls = false
  var hasCandidates = true
  var finishReason = "STOP"
  var finishMessage: String?
  var blockReason: String?
}
