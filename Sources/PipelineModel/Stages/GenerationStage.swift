package import Diagnostics
package import GatewayAPI
package import ImageCore

/// A stage that asks a model: one paid call for each variant. It says what is to be asked; asking is the engine's.
package protocol GenerationStage: Stage {
  /// How many calls it makes, at least 1.
  var variants: Int { get }

  /// Further pictures that go with the request, in order, as paths relative to the pipeline file.
  var references: [(path: String, position: SourcePosition?)] { get }

  /// What this stage contributes to the key of its exchanges, defaults written out: everything that could change the answer and nothing else.
  var keyFields: [(name: String, value: String)] { get }

  /// What the model is asked, as the file words it.
  var prompt: String { get }

  /// Returns the sentence about the ground that a request adds to the prompt, or `nil` where it adds none. Where the colour is found in the pictures
  /// that go along it is named by a word in its place.
  func groundSentence(inputs: Int) -> String?

  /// Whether it asks for a picture, and not for words alone.
  var wantsPicture: Bool { get }

  /// Returns what is asked for a chain whose picture has the size `input` (upright; `nil` without one).
  func asked(input: PixelSize?, card: ModelCard?) -> AskedPicture

  /// Whether a ratio is asked for, even if it is only known once the input is.
  var asksForRatio: Bool { get }

  /// Whether the turns before go with its requests as they were.
  var replaysHistory: Bool { get }

  /// How many more calls may follow an answer that holds no picture and no refusal.
  var asksAgain: Int { get }

  /// What prepares pictures for the model where no stage before this one does.
  var preparer: any PreparingStage { get }

  /// Returns what keeps a gateway from taking one call that sends `inputs` pictures, in a few words, or `nil` where nothing is known to.
  func obstacle(at gateway: GatewayProfile, card: ModelCard?, inputs: Int, asked: AskedPicture) -> String?

  /// Returns what decides the price of one call that sends `inputs` pictures.
  func shape(inputs: Int, asked: AskedPicture) -> RequestShape

  /// Returns the request for what flows into the stage, with its pictures prepared.
  ///
  /// - Throws: a ``StageFailure`` for a picture that cannot be prepared, and what reading a planned file throws.
  func request(for input: Artifact, in context: RequestContext) async throws -> RequestedGeneration
}

/// What a generation asks.
package struct RequestedGeneration: Sendable {
  package let request: GenerationRequest
  /// The same without the turns before it, for a gateway that refuses those, or `nil` where none are sent.
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

/// What a generation stage may use to put its request together.
package struct RequestContext: Sendable {
  /// Letter for letter as it goes on the wire.
  package let modelID: String
  package let reader: ImageReader
  package let writer: ImageWriter
  /// What a model's input has to be.
  package let inputRules: InputRules
  package let asked: AskedPicture
  package let files: FileAccess
  /// The stage before this one that prepares pictures for the model, for further pictures that are to be prepared alike.
  package let preparer: (any PreparingStage)?
  /// The turns before this one, oldest first, for a stage that sends them along; empty for others, and where they cannot be had.
  package let history: [Content]
  /// Where pictures are decoded and encoded in turns.
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
