package import GatewayAPI
package import ImageCore
package import JSON

/// The properties of one answer; faults change it before it is built.
package struct AnswerPlan: Sendable {
  package enum Connection: Sendable {
    case answered
    /// Closed in order (FIN) or aborted (RST), before or after the request's body was read.
    case closed
    case reset
  }

  package enum Parts: Sendable {
    case picture
    /// Drafts with `thought` before the picture.
    case drafts(Int)
    case onlyDraft
    case several(Int)
    case text(String)
    /// A candidate without content.
    case nothing
  }

  /// What is said of the tier that answered.
  package enum TierWord: Sendable {
    /// The one that was asked for, where one was.
    case asked
    case nothing
    case word(String)
  }

  package enum Carrier: Sendable { case inlineData, markdown }
  package enum Base64Style: Sendable { case standard, urlSafe, unpadded, lineBreaks, twice }
  package enum Pixels: Sendable { case whole, truncated, noPicture }

  /// An answer that is not a generated one.
  package struct Fixed: Sendable {
    package var status: Int
    package var contentType: String
    package var headers: [HeaderField] = []
    package var body: [UInt8]

    package init(status: Int, contentType: String, headers: [HeaderField] = [], body: [UInt8]) {
      self.status = status
      self.contentType = contentType
      self.headers = headers
      self.body = body
    }
  }

  package var connection = Connection.answered
  package var delay = Duration.zero
  /// Stops after so many bytes of the body and closes the connection.
  package var cutAfter: Int?
  package var fixed: Fixed?
  /// So many bytes of the body at a time, with this pause between.
  package var drip: (bytes: Int, pause: Duration)?
  /// Beside those that every answer has.
  package var headers: [HeaderField] = []
  /// Spaces after the body.
  package var padding = 0
  /// Repeats the first answer to this request, whatever its number.
  package var isRepeated = false

  package var parts = Parts.picture
  package var carrier = Carrier.inlineData
  package var base64 = Base64Style.standard
  package var hasDataPrefix = false
  /// An address instead of a picture.
  package var link: String?
  package var pixels = Pixels.whole
  /// The media type that the picture is labelled with, or `nil` for the true one.
  package var mediaType: String?
  package var format: FormatID?
  package var size: PixelSize?
  package var aspectRatio: AspectRatio?
  package var imageSize: String?
  /// Whether transparency is painted behind the subject, as a checkerboard.
  package var isOnCheckerboard = false
  /// What is done to the picture that came along, which is otherwise returned as it is; painted anew where there are none.
  package var edits: [PictureEdit] = []
  /// A text part before the others.
  package var text: String?

  package var isSnakeCase = false
  package var hasNulls = false
  package var hasCandidates = true
  package var tier = TierWord.asked
  /// How many queries the model says that it searched with.
  package var searches: (web: Int, image: Int)?
  /// The state that a job ends in.
  package var jobEnd = EmulatedJob.State.succeeded
  /// How long it takes.
  package var jobDuration = Duration.zero
  /// Whether a job's answers leave out the names of its items.
  package var isKeyless = false
  /// Whether a job leaves out the answer to an item.
  package var isLeftOut = false
  /// What `usage` says that the call cost.
  package var cost: JSONValue?
  package var finishReason = "STOP"
  package var finishMessage: String?
  package var blockReason: String?

  package init() {}

  /// Returns the word for the tier that answered a call, or `nil` where nothing is said of it.
  package func tierWord(for call: EmulatedCall) -> String? {
    switch tier {
    case .asked: call.serviceTier
    case .nothing: nil
    case .word(let word): word
    }
  }
}
