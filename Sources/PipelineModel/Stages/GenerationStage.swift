package import Diagnostics
package import GatewayAPI
package import ImageCore

/// A stage that makes one paid call for each variant. It returns the request; the engine sends it.
package protocol GenerationStage: Stage {
  /// The setting whose words a row's note is appended to.
  static var notedSetting: String { get }

  /// How many calls it makes, at least 1.
  var variants: Int { get }

  /// Further pictures that go with the request, in order, as paths relative to the pipeline file.
  var references: [(path: String, position: SourcePosition?)] { get }

  /// The stage's fields in the key of its exchanges, defaults written out: everything that could change the answer and nothing else.
  var keyFields: [(name: String, value: String)] { get }

  /// What the model is asked, as the file words it.
  var prompt: String { get }

  /// Returns the sentence about the ground that a request adds to the prompt, or `nil` where it adds none. Where the colour is found in the pictures
  /// that go along it is named by a word in its place.
  func groundSentence(inputs: Int) -> String?

  /// Whether it asks for a picture, and not for words alone.
  var wantsPicture: Bool { get }

  /// Returns the requested shape for a chain whose picture has the size `input` (upright; `nil` without one).
  func asked(input: PixelSize?, card: ModelCard?) -> AskedPicture

  /// Indicates whether a ratio is requested, even if it is only known once the input is.
  var asksForRatio: Bool { get }

  /// Indicates whether its requests carry the turns before as they were.
  var replaysHistory: Bool { get }

  /// The number of retries after an answer that holds no picture and no refusal.
  var emptyAnswerRetries: Int { get }

  /// How its calls are to be served; it changes no answer, and stands in no key.
  var service: ServiceChoice { get }

  /// Whether a gateway may keep what it is sent.
  var storage: StorageChoice { get }

  /// What prepares pictures for the model where no stage before this one does.
  var preparer: any PreparingStage { get }

  /// Returns the reason why a gateway cannot take one call that sends `inputs` pictures, in a few words, or `nil` if none is known.
  func obstacle(at gateway: GatewayProfile, card: ModelCard?, inputs: Int, asked: AskedPicture) -> String?

  /// Returns the properties that decide the price of one call that sends `inputs` pictures.
  func shape(inputs: Int, asked: AskedPicture) -> RequestShape

  /// Returns the request for the stage's input, with its pictures prepared.
  ///
  /// - Throws: a ``StageFailure`` for a picture that cannot be prepared, and the errors of reading a planned file.
  func request(for input: Artifact, in context: RequestContext) async throws -> RequestedGeneration
}

extension GenerationStage {
  package var asGeneration: (any GenerationStage)? { self }
}

package struct RequestedGeneration: Sendable {
  package let request: GenerationRequest
  /// The same without the turns before it, for a gateway that refuses those, or `nil` if none are sent.
  package let withoutHistory: GenerationRequest?
  /// The flat ground that it asks for, or `nil` where it asks for none.
  package let ground: AskedGround?

  package init(_ request: GenerationRequest, withoutHistory: GenerationRequest? = nil, ground: AskedGround? = nil) {
    self.request = request
    self.withoutHistory = withoutHistory
    self.ground = ground
  }
}

/// A flat ground that a request asks for. It is recorded with the exchange and in no key, so that a better colour or wording never pays again.
package struct AskedGround: Hashable, Sendable {
  /// Six hexadecimal digits.
  package let colour: String
  /// What the prompt says about it.
  package let sentence: String

  package init(colour: String, sentence: String) {
    self.colour = colour
    self.sentence = sentence
  }
}

/// The dependencies of a generation stage when it makes its request.
package struct RequestContext: Sendable {
  /// Letter for letter as it is sent.
  package let modelID: String
  package let reader: ImageReader
  package let writer: ImageWriter
  /// The rules for a model's input.
  package let inputRules: InputRules
  package let asked: AskedPicture
  package let files: FileAccess
  /// The stage before this one that prepares pictures for the model, for further pictures that are prepared in the same way.
  package let preparer: (any PreparingStage)?
  /// The turns before this one, oldest first, for a stage that sends them along; empty for others, and if they are not available.
  package let history: [Content]
  /// The limiter of decoding and encoding pictures.
  package let processor: AsyncLimiter

  package init(
    modelID: String, reader: ImageReader, writer: ImageWriter, inputRules: InputRules, asked: AskedPicture, files: FileAccess,
    preparer: (any PreparingStage)?, history: [Content], processor: AsyncLimiter
  ) {
    self.modelID = modelID
    self.reader = reader
    self.writer = writer
    self.inputRules = inputRules
    self.asked = asked
    self.files = files
    self.preparer = preparer
    self.history = history
    self.processor = processor
  }
}
