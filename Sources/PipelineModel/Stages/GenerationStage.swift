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

  /// How its calls are to be served; it changes no answer, and stands in no key.
  var service: ServiceChoice { get }

  /// Whether a gateway may keep what it is sent.
  var storage: StorageChoice { get }

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

  package init(_ request: GenerationRequest, withoutHistory: GenerationRequest? = nil) {
    self.request = request
    self.withoutHistory = withoutHistory
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
