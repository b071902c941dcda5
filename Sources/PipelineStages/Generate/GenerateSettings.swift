import Diagnostics
import GatewayAPI
import ImageCore
import ImageOperations

/// The fields of a request beside its pictures, as the file gives them. Keys are spelled as the API spells them.
struct GenerateSettings: Sendable {
  enum Ratio: Hashable, Sendable {
    case exactly(AspectRatio)
    /// The model's ratio nearest to the input's.
    case match
    /// None is sent.
    case auto

    init?(_ text: String) {
      switch text {
      case "match": self = .match
      case "auto": self = .auto
      default:
        guard let ratio = AspectRatio(text) else { return nil }
        self = .exactly(ratio)
      }
    }

    var text: String {
      switch self {
      case .exactly(let ratio): ratio.description
      case .match: "match"
      case .auto: "auto"
      }
    }
  }

  /// The part of the earlier turns that goes with a request.
  enum History: String, CaseIterable, Hashable, Sendable {
    /// The previous picture alone, as part of the prompt.
    case none
    /// The turns themselves, the model's own parts as they came.
    case replay
  }

  /// A flat ground that is asked for.
  struct Ground: Hashable, Sendable {
    /// As the file gives it.
    let text: String
    /// Nil where it is found in the pictures that go with the request.
    let colour: Colour?

    init?(_ text: String) {
      self.text = text
      colour = Colour(text)
      guard text == "auto" || colour?.isOpaque == true else { return nil }
    }
  }

  let prompt: String
  /// The place of the prompt, or `nil` if the file gives none, which is reported separately.
  let promptPosition: SourcePosition?
  let references: [String]
  let referencesPosition: SourcePosition?
  /// The ratio, or `nil` for text assets, or if the file is wrong.
  let ratio: Ratio?
  let ratioPosition: SourcePosition?
  let imageSize: String?
  let imageSizePosition: SourcePosition?
  let ground: Ground?
  let variants: Int
  let emptyAnswerRetries: Int
  let history: History
  let historyPosition: SourcePosition?
  let systemInstruction: String?
  let responseModalities: [Modality]
  let temperature: NumberText?
  let topP: NumberText?
  let topK: NumberText?
  let seed: NumberText?
  let maxOutputTokens: NumberText?
  let safetySettings: [SafetySetting]
  let tools: [Tool]
  let thinkingLevel: String?
  let searchTypes: [SearchType]
  let storage: StorageChoice
  let service: ServiceChoice
  let tierPosition: SourcePosition?
  let quality: String?
  let mask: String?
  let maskPosition: SourcePosition?
  let background: String?
  /// Settings that are preferences: if model or gateway cannot satisfy them, the nearest available values are used.
  let preferred: Set<RequestField>
  /// The places of the settings that the file gives.
  let positions: [String: SourcePosition]

  /// `variants` are calls; a larger number is probably a typing error.
  private static let maximumVariants = 100
  private static let maximumAsks = 10

  init(settings: inout SettingsReader) {
    prompt = settings.text("prompt", isRequired: true, "What the model is asked to make.") ?? ""
    references = settings.list(
      "references", default: [], expected: "a path", "Further pictures, in this order, prepared like the source.", show: { $0 },
      parse: { $0.isEmpty ? nil : $0 })
    ratio = settings.value(
      "aspectRatio", default: Ratio?.none, expected: "a ratio such as 16:9, 'match' or 'auto'",
      "The ratio of the picture: one of the model's, `match` for the one nearest to the input, or `auto` to send none.",
      show: { $0?.text }, parse: { Ratio($0).map { .some($0) } })
    imageSize = settings.text("imageSize", "The size class of the picture, such as 1K; default: the model's.")
    ground = settings.omittingDefaults { settings in
      settings.value(
        "ground", default: Ground?.none, expected: "'auto', a colour name or six hexadecimal digits",
        "A flat ground of one colour, which a sentence added to the prompt asks for, so that `cutout` can take it away: the colour, or `auto` for the one farthest from those of the pictures that go along.",
        show: { $0?.text }, parse: { Ground($0).map { .some($0) } })
    }
    variants = settings.integer("variants", default: 1, in: 1...Self.maximumVariants, "How many pictures; each is a paid call.") ?? 1
    emptyAnswerRetries =
      settings.integer(
        "askAgain", default: 1, in: 0...Self.maximumAsks,
        "How many more paid calls may follow an answer that holds no picture and no refusal.") ?? 1
    history =
      settings.choice(
        "history", default: .none,
        "In a later turn: `none` sends the previous picture with the prompt, `replay` the turns before as they were, with the model's own parts."
      )
      ?? .none
    historyPosition = settings.position(of: "history")
    systemInstruction = settings.text("systemInstruction", "Standing instructions for the model.")
    let modalities = settings.list(
      "responseModalities", default: [.image], expected: "TEXT or IMAGE", allowed: Modality.allCases.map(\.rawValue),
      "What may come back; [TEXT] makes a text asset.", show: { $0.rawValue }, parse: { Modality(rawValue: $0) })
    // If none could be read that was reported; consequences are not.
    responseModalities = modalities.isEmpty ? [.image] : modalities
    temperature = settings.number("temperature", in: 0...2, "How freely the model samples.")
    topP = settings.number("topP", in: 0...1, "Share of probability that is sampled from.")
    topK = settings.wholeNumber("topK", in: 1...1_000, "How many tokens are sampled from.")
    seed = settings.wholeNumber(
      "seed", in: Int(Int32.min)...Int(Int32.max), "A hint for the model's sampling. It does not make answers repeat; the store does.")
    maxOutputTokens = settings.wholeNumber("maxOutputTokens", in: 1...1_000_000, "The most tokens of an answer.")
    safetySettings = settings.entries("safetySettings", "Thresholds of the safety filters.") { entry in
      SafetySetting(
        category: entry.text("category", isRequired: true, "A harm category.") ?? "",
        threshold: entry.text("threshold", isRequired: true, "A threshold.") ?? "")
    }.map(\.element)
    tools = settings.list(
      "tools", default: [], expected: "a tool's name such as google_search", "Tools that the model may use.", show: { $0.snakeCase },
      parse: { Tool($0) })
    thinkingLevel = settings.text("thinkingLevel", "How hard the model is to think, such as minimal or high; default: the model's.")
    searchTypes = settings.list(
      "searchTypes", default: [], expected: "webSearch or imageSearch", allowed: SearchType.allCases.map(\.rawValue),
      "What `google_search` among the tools may look for; default: what the model looks for by itself.", show: \.rawValue,
      parse: { SearchType(rawValue: $0) })
    storage =
      settings.choice(
        "storage", default: StorageChoice.none,
        "Whether the gateway may keep request and answer: `none` tells it not to, where it can be told, `allow` leaves that to its own settings."
      ) ?? .none
    let tiers = ServiceTier.choosable.map { ($0.rawValue, $0) }
    let tier =
      settings.choice(
        "tier", among: tiers, default: ServiceTier.standard, show: { $0?.rawValue },
        "How the call is served: `flex` for less, when there is room, `priority` for more, before others.") ?? .standard
    let patience = settings.value(
      "patience", default: ServiceChoice.usualPatience, expected: "a duration such as 15m",
      "How long a `flex` call is asked for again where there is no room.", show: { "\($0.components.seconds / 60)m" },
      parse: { DurationText.read($0) })
    let otherwise = settings.list(
      "otherwise", default: [], expected: "standard or priority", allowed: ["standard", "priority"],
      "Tiers to ask for where there is no room for a `flex` call.", show: \.rawValue,
      parse: { text in ServiceTier.choosable.first { $0.rawValue == text && $0 != .flex } })
    service = ServiceChoice(tier, patience: patience, otherwise: otherwise)
    tierPosition = settings.position(of: "tier")
    quality = settings.text("quality", "Quality, for gateways of the dialect `images`.")
    mask = settings.text(
      "mask", "A picture of the input's proportions: where it is transparent, the input may be changed. For `openai-images`.")
    maskPosition = settings.position(of: "mask")
    background = settings.value(
      "background", default: String?.none, expected: "transparent, opaque or auto",
      "The ground of the answer, for gateways of the dialect `openai-images`.", show: { $0 },
      parse: { ["transparent", "opaque", "auto"].contains($0) ? .some($0) : nil })
    preferred = Set(
      settings.list(
        "prefer", default: [], expected: "a setting of generate", allowed: Self.preferable.map(\.rawValue),
        "Settings that may be replaced by the nearest that model and gateway can do, or left out, with a note.", show: { $0.rawValue },
        parse: { text in Self.preferable.first { $0.rawValue == text } }))
    ratioPosition = settings.position(of: "aspectRatio")
    promptPosition = settings.has("prompt") ? settings.position(of: "prompt") : nil
    imageSizePosition = settings.position(of: "imageSize")
    referencesPosition = settings.position(of: "references")
    var positions: [String: SourcePosition] = [:]
    for key in RequestField.allCases.map(\.setting) where settings.has(key) { positions[key] = settings.position(of: key) }
    self.positions = positions
    if ratio == nil, !settings.has("aspectRatio"), responseModalities.contains(.image) {
      settings.reportMissing("aspectRatio")
    }
    let categories = safetySettings.map(\.category)
    if Set(categories).count < categories.count {
      settings.report(.repeatedCategory, "'safetySettings' names a category twice", at: "safetySettings")
    }
    if !responseModalities.contains(.image) {
      for key in ["aspectRatio", "imageSize", "ground"] where settings.has(key) {
        settings.report(.textHasNoShape, "'\(key)' is of a picture, and 'responseModalities' asks for text alone", at: key)
      }
    }
    if tier != .flex {
      for key in ["patience", "otherwise"] where settings.has(key) {
        settings.report(.nothingToWaitFor, "'\(key)' is of 'tier: flex'", at: key)
      }
    }
    if !searchTypes.isEmpty, !tools.contains(where: \.isSearch) {
      settings.report(.nothingSearches, "'searchTypes' needs 'tools: [google_search]'", at: "searchTypes")
    }
    if settings.isEmptyList("responseModalities") {
      settings.report(.noModality, "'responseModalities' needs TEXT or IMAGE", at: "responseModalities")
    }
  }

  var wantsPicture: Bool { responseModalities.contains(.image) }
}

extension RequestField {
  /// The setting of this field.
  var setting: String {
    switch self {
    case .textAnswer, .textBesidePicture: Self.responseModalities.rawValue
    default: rawValue
    }
  }
}

extension SettingsReader {
  /// Reads a number of JSON's form within `range`, kept as its text.
  fileprivate mutating func number(_ key: String, in range: ClosedRange<Double>, _ documentation: String) -> NumberText? {
    value(
      key, default: NumberText?.none,
      expected: "a number from \(NumberText.show(range.lowerBound)) to \(NumberText.show(range.upperBound))",
      documentation, show: { $0?.text },
      parse: { text in
        guard let number = NumberText(text), let value = Double(text), range.contains(value) else { return nil }
        return .some(number)
      })
  }

  /// Reads an integer within `range`, kept as its text.
  fileprivate mutating func wholeNumber(_ key: String, in range: ClosedRange<Int>, _ documentation: String) -> NumberText? {
    integer(key, in: range, documentation).map { NumberText($0) }
  }

  fileprivate mutating func reportMissing(_ key: String) {
    report(.missingKey, "'generate' needs '\(key)'", at: "")
  }
}

extension NumberText {
  /// Returns a bound of a range as people write it.
  fileprivate static func show(_ bound: Double) -> String { String(Int(bound)) }
}

extension Diagnostic.ID {
  fileprivate static let textHasNoShape: Diagnostic.ID = "text-has-no-shape"
  fileprivate static let nothingToWaitFor: Diagnostic.ID = "nothing-to-wait-for"
  fileprivate static let nothingSearches: Diagnostic.ID = "nothing-searches"
  fileprivate static let noModality: Diagnostic.ID = "no-modality"
  fileprivate static let repeatedCategory: Diagnostic.ID = "repeated-category"
}
