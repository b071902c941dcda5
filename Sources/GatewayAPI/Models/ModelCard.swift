package import ImageCore

/// The facts about a model; a model is added by adding one of these.
package struct ModelCard: Hashable, Sendable {
  package var id: String
  /// Other ids of this model. Requests carry the id that the user wrote.
  package var aliases: [String]
  package var title: String
  /// Announced shutdown dates by id or alias; a call may still work after its date.
  package var retirements: [String: Sourced<CalendarDate>]
  package var aspectRatios: [AspectRatio]
  package var imageSizes: [String]
  /// Indicates whether a request may name a size at all.
  package var takesImageSize: Bool
  /// The pixels of an answer, by size and ratio.
  package var pixels: Sourced<[String: [AspectRatio: PixelSize]]>
  /// Output tokens of one picture, by size.
  package var imageTokens: Sourced<[String: Int]>
  /// Input tokens that one picture may count as.
  package var inputImageTokens: Sourced<ClosedRange<Int>>
  /// Text and thinking tokens that a call is expected to answer with beside the picture, for estimates.
  package var textAllowance: Sourced<ClosedRange<Int>>
  /// The list prices, or `nil` if they are not known; then there is no estimate.
  package var prices: Sourced<Prices>?
  package var maximumInputImages: Int
  /// Indicates whether an answer can be transparent.
  package var hasAlpha: Bool
  /// The formats of its answers, each of which any answer may have, or `nil` if they are not known.
  package var answerFormats: [FormatID]?
  /// Facts about which sources disagree; nothing is decided between them here.
  package var disputes: [SourceDispute] = []
  /// Fields that the model is said to refuse with an error; `nil` where nobody says anything.
  package var refusedFields: Sourced<Set<RequestField>>?
  /// How hard it may be told to think; `nil` where nobody knows.
  package var thinking: Sourced<ThinkingLevels>?
  /// What searches cost; `nil` where nobody knows, which is not nothing.
  package var searchPrice: Sourced<SearchPrice>?
  /// What is known of tiers other than the standard one; one that is missing is not offered.
  package var tiers: [ServiceTier: TierFacts] = [:]
  /// The file that changed or added this card; nil for a built-in as it is.
  package var origin: String?

  package init(
    id: String, aliases: [String] = [], title: String, retirements: [String: Sourced<CalendarDate>] = [:], aspectRatios: [AspectRatio],
    imageSizes: [String], takesImageSize: Bool, pixels: Sourced<[String: [AspectRatio: PixelSize]]>, imageTokens: Sourced<[String: Int]>,
    inputImageTokens: Sourced<ClosedRange<Int>>, textAllowance: Sourced<ClosedRange<Int>>, prices: Sourced<Prices>?,
    maximumInputImages: Int, hasAlpha: Bool = false, answerFormats: [FormatID]? = nil
  ) {
    self.id = id
    self.aliases = aliases
    self.title = title
    self.retirements = retirements
    self.aspectRatios = aspectRatios
    self.imageSizes = imageSizes
    self.takesImageSize = takesImageSize
    self.pixels = pixels
    self.imageTokens = imageTokens
    self.inputImageTokens = inputImageTokens
    self.textAllowance = textAllowance
    self.prices = prices
    self.maximumInputImages = maximumInputImages
    self.hasAlpha = hasAlpha
    self.answerFormats = answerFormats
  }

  /// The size of an answer to a request that names none: 1K if the model has it, as the API documents.
  package var defaultSize: String { imageSizes.contains("1K") ? "1K" : imageSizes.first ?? "1K" }

  /// The only size of the model, or `nil` if there are several.
  package var onlySize: String? { imageSizes.count == 1 ? imageSizes[0] : nil }

  /// Returns the pixels that an answer should have, or `nil` for a ratio or size that the model does not have.
  package func expectedSize(_ ratio: AspectRatio, _ size: String?) -> PixelSize? {
    pixels.value[size ?? defaultSize]?[ratio]
  }

  package static func sizeClass(of size: PixelSize) -> SizeClass { SizeClass(area: size) }

  /// Returns the shutdown date of the model under `id`, past or future, or `nil` if none is announced.
  package func retirement(of id: String) -> Sourced<CalendarDate>? { retirements[Self.bare(id)] }

  package func isRetired(_ id: String, on date: CalendarDate) -> Bool {
    retirement(of: id).map { $0.value <= date } ?? false
  }

  /// An id without the API's `models/` before it, or the publisher that other services write there.
  package static func bare(_ id: String) -> String {
    for prefix in ["models/", "google/"] where id.hasPrefix(prefix) { return String(id.dropFirst(prefix.count)) }
    return id
  }
}

extension [ModelCard] {
  /// Returns the card of a model's id or alias, with or without the API's prefix `models/`.
  package func card(for id: String) -> ModelCard? {
    let bare = ModelCard.bare(id)
    return first { $0.id == bare || $0.aliases.contains(bare) }
  }
}

/// The levels of thinking that a model can be told, and what they come to.
package struct ThinkingLevels: Hashable, Sendable {
  /// In the API's words; none where the model takes no level.
  package let levels: [String]
  /// The one of a request that names none.
  package let standard: String?
  /// Text and thinking tokens that a call is expected to answer with, by level.
  package let tokens: [String: ClosedRange<Int>]

  package init(_ levels: [String], standard: String?, tokens: [String: ClosedRange<Int>] = [:]) {
    self.levels = levels
    self.standard = standard
    self.tokens = tokens
  }
}

/// The classes of size that models answer in, distinguished by area.
package enum SizeClass: String, CaseIterable, Comparable, Hashable, Sendable {
  case half = "512"
  case one = "1K"
  case two = "2K"
  case four = "4K"

  /// Returns the class of a picture. The bounds lie far from every size the models document: 512 is about 0.26 to 0.3 megapixels, and each
  /// following class has four times the area of the one before.
  package init(area size: PixelSize) {
    switch size.pixelCount ?? .max {
    case ..<500_000: self = .half
    case ..<2_200_000: self = .one
    case ..<9_000_000: self = .two
    default: self = .four
    }
  }

  package static func < (left: SizeClass, right: SizeClass) -> Bool { left.order < right.order }

  private var order: Int {
    switch self {
    case .half: 0
    case .one: 1
    case .two: 2
    case .four: 3
    }
  }
}

/// A fact about which sources disagree, with what each of them says.
package struct SourceDispute: Hashable, Sendable {
  package enum Aspect: Hashable, Sendable {
    /// How long the model is served, which concerns every call.
    case lifetime
    case sizes
  }

  package let aspect: Aspect
  /// The model's id or alias that it is about.
  package let id: String
  /// What they disagree on, such as `when gemini-3.1-flash-image is shut down`.
  package let subject: String
  package let claims: [Sourced<String>]

  package init(_ aspect: Aspect, of id: String, on subject: String, _ claims: Sourced<String>...) {
    self.aspect = aspect
    self.id = id
    self.subject = subject
    self.claims = claims
  }

  /// What each source says, for people.
  package var text: String {
    "sources disagree on \(subject): "
      + claims.map { "\($0.value) (\($0.source), looked up on \($0.verifiedOn))" }.joined(separator: "; ")
  }
}
