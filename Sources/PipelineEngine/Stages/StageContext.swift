package import GatewayAPI
package import ImageCore

/// What a stage may use while it runs; there is no other way for it to reach anything.
package struct StageContext: Sendable {
  /// Letter for letter as it goes on the wire; empty in chains without paid stages.
  package let modelID: String
  package let reader: ImageReader
  package let writer: ImageWriter
  /// What a model's input has to be.
  package let inputRules: InputRules
  /// What the latest paid stage before this one asks for.
  package let asked: AskedPicture?
  /// The size of the chain's present picture, upright; nil where there is none.
  package let inputSize: PixelSize?
  /// How many further paid calls were made already because this result's predecessors were rejected.
  package let retriesDone: Int
  /// The names of the outputs to make; others are up to date.
  package let wantedOutputs: Set<String>
  package let files: FileAccess
  /// The stage before this one that prepares pictures for the model, for further pictures that are to be prepared alike.
  package let preparer: (any Stage)?
  package let exchange: ExchangeAccess
  /// The turns before this one, oldest first, for a stage that sends them along; empty for others, and where they cannot be had.
  package let history: [Content]
  /// Where a stage that waits for the network goes for its local work; nil where the stage is inside already.
  package let processor: ResourceLane?
  /// What the stages after this one need of an upright picture of the given size; nil for all of it.
  package let scalingNeed: @Sendable (PixelSize) -> ScalingNeed?
  /// How many pieces of local work may run at once.
  package let localTasks: Int
  /// The XMP packet that files made by this stage carry; nil where they are pixels only.
  package let provenance: [UInt8]?

  package init(
    modelID: String, reader: ImageReader, writer: ImageWriter, inputRules: InputRules, asked: AskedPicture?, inputSize: PixelSize?,
    retriesDone: Int, wantedOutputs: Set<String>, files: FileAccess, preparer: (any Stage)?,
    exchange: ExchangeAccess, history: [Content] = [], processor: ResourceLane?,
    scalingNeed: @escaping @Sendable (PixelSize) -> ScalingNeed?, localTasks: Int, provenance: [UInt8]? = nil
  ) {
    self.modelID = modelID
    self.reader = reader
    self.writer = writer
    self.inputRules = inputRules
    self.asked = asked
    self.inputSize = inputSize
    self.retriesDone = retriesDone
    self.wantedOutputs = wantedOutputs
    self.files = files
    self.preparer = preparer
    self.exchange = exchange
    self.history = history
    self.processor = processor
    self.scalingNeed = scalingNeed
    self.localTasks = localTasks
    self.provenance = provenance
  }
}

/// Reads the files that the plan names: each is exactly what was planned, or the asset fails.
package struct FileAccess: Sendable {
  private let readFile: @Sendable (String) async throws -> [UInt8]
  private let readOriginal: @Sendable (String) async throws -> AnsweredPicture

  package init(
    readFile: @escaping @Sendable (String) async throws -> [UInt8],
    readOriginal: @escaping @Sendable (String) async throws -> AnsweredPicture
  ) {
    self.readFile = readFile
    self.readOriginal = readOriginal
  }

  /// The bytes of a source or reference, by its path as the settings have it.
  package func read(_ path: String) async throws -> [UInt8] { try await readFile(path) }

  /// The original of another asset.
  package func original(of asset: String) async throws -> AnsweredPicture { try await readOriginal(asset) }
}

/// The way of a paid stage to its one paid call: budget, ledger, network and store stand behind it.
package struct ExchangeAccess: Sendable {
  private let perform: @Sendable (GenerationRequest, GenerationRequest?) async throws -> StageResult

  package init(_ perform: @escaping @Sendable (GenerationRequest) async throws -> StageResult) {
    self.perform = { request, _ in try await perform(request) }
  }

  init(withFallback perform: @escaping @Sendable (GenerationRequest, GenerationRequest?) async throws -> StageResult) {
    self.perform = perform
  }

  /// - Parameter fallback: what to ask where a gateway refuses the turns before.
  package func ask(_ request: GenerationRequest, otherwise fallback: GenerationRequest? = nil) async throws -> StageResult {
    try await perform(request, fallback)
  }
}

/// What a picture that is sent has to be, for all gateways of the run.
package struct InputRules: Hashable, Sendable {
  /// In the order of preference of the one who wrote them down.
  package let mediaTypes: [String]
  /// Bytes of one picture before base64.
  package let pictureBytes: Int

  package init(mediaTypes: [String], pictureBytes: Int) {
    self.mediaTypes = mediaTypes
    self.pictureBytes = pictureBytes
  }
}

/// What a paid stage asks of the model about the picture's shape.
package struct AskedPicture: Hashable, Sendable {
  /// Nil where none is sent.
  package let ratio: AspectRatio?
  /// As it goes on the wire; nil where none is sent.
  package let imageSize: String?
  /// The model card's exact size for both; nil where the card does not know.
  package let expected: PixelSize?

  package init(ratio: AspectRatio?, imageSize: String?, expected: PixelSize?) {
    self.ratio = ratio
    self.imageSize = imageSize
    self.expected = expected
  }
}
