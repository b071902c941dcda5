package import Dialects
import GatewayAPI
package import ImageCore
package import JSON

/// One deviation of an answer. A new one is a function here and, to be usable in a file, a row in `FaultTable`.
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

  /// Sends the body in pieces of so many bytes with a pause between them.
  package static func slowDrip(bytes: Int, every pause: Duration) -> Fault {
    Fault("slowDrip") { $0.drip = (max(1, bytes), pause) }
  }
  /// Pads the body with so many spaces, which do not change its content.
  package static func hugeBody(bytes: Int) -> Fault { Fault("hugeBody") { $0.padding = bytes } }

  // MARK: Errors

  /// Returns a 429 with a quota counted by the minute and `RetryInfo`.
  package static func rateLimited(retryDelay: String = "1s") -> Fault {
    Fault("rateLimited") { $0.fixed = ErrorAnswer(message: "Quota exceeded.", retryDelay: retryDelay).answer(status: 429) }
  }
  /// 429 with a quota counted by the day.
  package static let dailyQuota = Fault("dailyQuota") {
    $0.fixed = ErrorAnswer(message: "Quota exceeded for the day.", isDaily: true).answer(status: 429)
  }
  /// A relay without money for its user: 403 with a string code, as new-api answers.
  package static let insufficientQuota = Fault("insufficientQuota") {
    $0.fixed = ErrorAnswer(.relay, message: "The user's quota is not enough.", code: "insufficient_user_quota").answer(status: 403)
  }
  /// 503 with Google's reason for too little capacity.
  package static let overloaded = Fault("overloaded") {
    $0.fixed = ErrorAnswer(message: "The model is overloaded. Please try again later.").answer(status: 503)
  }
  /// 504 as a page of a proxy in front.
  package static let gatewayTimeout = Fault("gatewayTimeout") { $0.fixed = ErrorAnswer(.html).answer(status: 504) }
  /// 524 as a page of a CDN that stopped waiting for the relay.
  package static let edgeTimeout = Fault("edgeTimeout") { $0.fixed = ErrorAnswer(.html).answer(status: 524) }

  /// Returns an error answer. The other arguments are used if the shape has a place for them.
  package static func status(_ code: Int, _ error: ErrorAnswer = ErrorAnswer()) -> Fault {
    Fault("status") { $0.fixed = error.answer(status: code) }
  }
  /// Answers with status 200 and an `error` member of that code.
  package static func errorInside(_ code: Int = 500) -> Fault {
    Fault("errorInside") { $0.fixed = ErrorAnswer().answer(status: code, sentAs: 200) }
  }
  /// Returns any body.
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
  /// Returns a candidate with this reason and no content.
  package static func finishReason(_ reason: String, message: String? = nil) -> Fault {
    Fault("finishReason") {
      $0.parts = .nothing
      $0.finishReason = reason
      $0.finishMessage = message
    }
  }

  // MARK: Jobs

  /// The job ends without results.
  package static let jobFailed = Fault("jobFailed") { $0.jobEnd = .failed }
  package static let jobExpired = Fault("jobExpired") { $0.jobEnd = .expired }
  /// The job is done after so long; at once without it.
  package static func jobDelay(_ duration: Duration) -> Fault { Fault("jobDelay") { $0.jobDuration = duration } }
  /// The answers do not name their items.
  package static let jobWithoutKeys = Fault("jobWithoutKeys") { $0.isKeyless = true }
  /// An item is left out of the results.
  package static let itemMissing = Fault("itemMissing") { $0.isLeftOut = true }

  // MARK: Service and cost

  /// Says that another tier answered, in any word.
  package static func serviceTier(_ word: String) -> Fault { Fault("serviceTier") { $0.tier = .word(word) } }
  /// Says nothing of the tier.
  package static let noServiceTier = Fault("noServiceTier") { $0.tier = .nothing }
  /// Says that the model searched so often.
  package static func searches(web: Int, image: Int = 0) -> Fault { Fault("searches") { $0.searches = (web, image) } }
  /// `usage.cost` with a number, or anything else that JSON has.
  package static func cost(_ value: JSONValue) -> Fault { Fault("cost") { $0.cost = value } }
  /// `usage.cost` with so many USD.
  package static func cost(usd number: String) -> Fault { cost(.number(number)) }
  /// One more header.
  package static func header(_ name: String, _ value: String) -> Fault {
    Fault("header") { $0.headers.append(HeaderField(name, value)) }
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
  /// Answers with this ratio whatever was requested.
  package static func aspectRatio(_ ratio: AspectRatio) -> Fault { Fault("aspectRatio") { $0.aspectRatio = ratio } }
  /// Answers with this size whatever was requested.
  package static func imageSize(_ size: String) -> Fault { Fault("imageSize") { $0.imageSize = size } }
  /// Square at the default size, as relays answer that drop `imageConfig`.
  package static let ratioDropped = Fault("ratioDropped") {
    $0.aspectRatio = AspectRatio(1, 1)
    $0.imageSize = "1K"
  }
  /// Transparency painted as a checkerboard, as models answer that are asked for a transparent ground.
  package static let checkerboard = Fault("checkerboard") { $0.isOnCheckerboard = true }
  /// Returns the picture that came along, with an edit; several edits are made together.
  package static func edit(_ name: String, _ edit: PictureEdit) -> Fault { Fault(name) { $0.edits.append(edit) } }
  /// The bytes and the id of the first answer to the same request, as a proxy with a cache gives them.
  package static let repeatedAnswer = Fault("repeatedAnswer") { $0.isRepeated = true }
  /// The first half of the picture's bytes.
  package static let truncatedPicture = Fault("truncatedPicture") { $0.pixels = .truncated }
  package static let notAPicture = Fault("notAPicture") { $0.pixels = .noPicture }

  // MARK: Spelling

  package static let markdown = Fault("markdown") { $0.carrier = .markdown }
  package static let dataPrefix = Fault("dataPrefix") { $0.hasDataPrefix = true }
  package static let urlSafeBase64 = Fault("urlSafeBase64") { $0.base64 = .urlSafe }
  package static let unpaddedBase64 = Fault("unpaddedBase64") { $0.base64 = .unpadded }
  package static let base64LineBreaks = Fault("base64LineBreaks") { $0.base64 = .lineBreaks }
  package static let base64Twice = Fault("base64Twice") { $0.base64 = .twice }
  /// Returns a Markdown link to a picture instead of the picture.
  package static func markdownLink(_ address: String) -> Fault {
    Fault("markdownLink") {
      $0.link = address
      $0.carrier = .markdown
    }
  }
  /// Returns `fileData` with an address instead of bytes; `url` in the dialect `images`.
  package static func fileLink(_ address: String) -> Fault { Fault("fileLink") { $0.link = address } }
  package static let snakeCase = Fault("snakeCase") { $0.isSnakeCase = true }
  /// Null for every optional member.
  package static let nulls = Fault("nulls") { $0.hasNulls = true }
}
