package import ImageCore

/// The data that describe a gateway; a gateway is added by adding one of these.
package struct GatewayProfile: Hashable, Sendable {
  /// The way in which a key is sent to the gateway.
  package enum Authentication: String, CaseIterable, Hashable, Sendable {
    case bearer
    case googleAPIKey = "x-goog-api-key"
    /// The bare key in `Authorization`.
    case raw
    case none
  }

  package enum ImagePartSpelling: String, Hashable, Sendable {
    /// `inlineData`, `mimeType`.
    case camelCase
    /// `inline_data`, `mime_type`.
    case snakeCase
  }

  /// Where a request says what picture is wanted.
  package enum PictureSpelling: String, CaseIterable, Hashable, Sendable {
    /// `generationConfig.imageConfig`.
    case imageConfig
    /// `generationConfig.responseFormat.image`, the newer one.
    case responseFormat
  }

  /// The form of a gateway's error bodies, which the emulator imitates.
  package enum ErrorFormat: String, Hashable, Sendable {
    /// `google.rpc.Status` with typed details.
    case google
    /// OpenAI's, with a string code.
    case relay
  }

  /// The treatment of an `imageSize` that is the only one of its model.
  package enum OnlySizePolicy: String, Hashable, Sendable {
    case sent
    case omitted
  }

  /// The billing domain of a gateway. Answers of an emulator are never used in place of a real gateway's.
  package enum BillingDomain: String, Hashable, Sendable {
    case emulator
    case real
  }

  /// The time that a call may take from its first byte to its last.
  package struct Timeouts: Hashable, Sendable {
    package let upToOneK: Duration
    package let twoK: Duration
    package let fourK: Duration

    package init(upToOneK: Duration, twoK: Duration, fourK: Duration) {
      self.upToOneK = upToOneK
      self.twoK = twoK
      self.fourK = fourK
    }

    /// Models are silent for up to two minutes at 4K, and relays add to that.
    package static let usual = Timeouts(upToOneK: .seconds(180), twoK: .seconds(360), fourK: .seconds(600))

    /// Returns the time for a size; an unknown size gets the longest.
    package func timeout(for size: SizeClass?) -> Duration {
      switch size {
      case .half, .one: upToOneK
      case .two: twoK
      case .four, nil: fourK
      }
    }
  }

  package var name: String
  package var title: String
  package var dialect: DialectFacts
  /// The address, or `nil` if the user or the program must set it.
  package var baseURL: BaseURL?
  /// Appended to the base URL; `{model}` stands for the model's id.
  package var path: String
  package var authentication: Authentication = .bearer
  package var keySource: KeySource = .none
  /// Indicates whether a pipeline file names the source of the key; see ``KeyConsent``.
  package var keyIsOfPipelineFile: Bool = false
  package var imagePartSpelling: ImagePartSpelling = .camelCase
  package var pictureSpelling: PictureSpelling = .imageConfig
  /// Whether a request can say that it is not to be stored (`store`).
  package var takesStore: Bool = false
  /// The tiers that a request can ask for (`serviceTier`); the standard one needs no word.
  package var tiers: Set<ServiceTier> = [.standard]
  /// The header of an answer that says in USD what it cost; `nil` where there is none.
  package var costHeader: String?
  /// How it recognizes a call that comes once more; `nil` where nobody says that it does.
  package var idempotency: Idempotency?
  /// Whether a price by the call is due for an answer without a picture too.
  package var billsEmptyAnswers: Bool = false
  package var errorFormat: ErrorFormat = .relay
  /// Ids that this gateway spells in another way.
  package var modelIDs: [String: String] = [:]
  /// The models that its documents name; others are tried with a warning.
  package var models: [String] = []
  /// The ratios that it accepts, or `nil` for all of the model.
  package var aspectRatios: [AspectRatio]?
  package var imageSizes: [String]?
  package var inputMediaTypes: [String] = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"]
  /// Bytes of one picture after base64.
  package var maximumImageBytes: Int = 7 * 1_024 * 1_024
  /// Bytes of the whole body.
  package var maximumBodyBytes: Int = 20 * 1_024 * 1_024
  /// Pictures in one request, or `nil` for as many as the model accepts.
  package var maximumReferences: Int?
  package var onlySizePolicy: OnlySizePolicy = .omitted
  package var sendsResponseModalities: Bool = true
  /// Fields that every request for a picture has to carry.
  package var requiredFields: Set<RequestField> = []
  /// Fields that the wire format cannot express.
  package var inexpressibleFields: Set<RequestField> = []
  /// Fields that the gateway's documents do not name, though its format has them.
  package var undocumentedFields: Set<RequestField> = []
  /// Fields that are sent although the gateway's own examples leave them out.
  package var addedFields: Set<RequestField> = []
  /// Indicates whether a size of ``imageSizes`` that the model does not have is sent all the same.
  package var passesOnUnverifiedSizes: Bool = false
  /// Indicates whether a picture that an answer only links to may be fetched, over https from public addresses.
  package var fetchesLinks: Bool = false
  /// Statuses that prove here that no work was started, beside 429, 503 and 529 which do everywhere.
  package var noWorkStatuses: Set<Int> = []
  package var timeouts: Timeouts = .usual
  package var isBilled: Bool = true
  package var billingDomain: BillingDomain = .real
  package var parallelCalls: Int = 4
  /// Indicates whether ``parallelCalls`` is somebody's word about this gateway, and not only the usual number; then all processes that share a
  /// store keep to it together.
  package var statesParallelCalls: Bool = false
  /// Calls and tokens a minute, or `nil` if they are only learnt from a 429.
  package var requestsPerMinute: Int?
  package var tokensPerMinute: Int?
  /// Bytes of an answer's body beyond which it is given up.
  package var maximumAnswerBytes: Int = 64 * 1_024 * 1_024
  /// The source of the facts.
  package var source: String
  package var verifiedOn: CalendarDate
  /// The file that changed or added this profile, or `nil` for a built-in as it is.
  package var origin: String?
  /// This gateway's own prices by model; others cost the list price.
  package var prices: [String: Sourced<Prices>] = [:]

  package init(name: String, title: String, dialect: DialectFacts, source: String, verifiedOn: CalendarDate) {
    self.name = name
    self.title = title
    self.dialect = dialect
    self.path = dialect.defaultPath
    self.source = source
    self.verifiedOn = verifiedOn
  }

  /// Indicates whether calls carry a key.
  package var needsKey: Bool { authentication != .none && keySource != .none }

  /// Returns the id of a model at this gateway.
  package func wireModel(for id: String) -> String { modelIDs[id] ?? id }

  /// Returns the same gateway at another address, such as that of an emulator on a free port.
  package func with(baseURL: BaseURL) -> GatewayProfile {
    var copy = self
    copy.baseURL = baseURL
    return copy
  }
}
