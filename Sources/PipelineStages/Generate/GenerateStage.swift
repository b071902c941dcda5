package import Diagnostics
package import GatewayAPI
package import ImageCore
import ImageOperations
package import PipelineModel

/// Asks a model for a picture: one paid call for each variant.
package struct GenerateStage: GenerationStage {
  package static let name: StageName = "generate"
  package static let revision = 1
  package static let summary = "Asks the model for a picture, with the prepared input if there is one."
  package static let consumes: Set<Artifact.Kind> = [.nothing, .raster, .encoded, .result]
  package static let produces = Artifact.Kind.result
  package static let notedSetting = "prompt"

  private let settings: GenerateSettings

  package init(settings reader: inout SettingsReader) { settings = GenerateSettings(settings: &reader) }

  package var prompt: String { settings.prompt }

  package func groundSentence(inputs: Int) -> String? {
    settings.ground.map { GroundChoice(of: $0).sentence(inputs: inputs) }
  }

  package var variants: Int { settings.variants }

  package var replaysHistory: Bool { settings.history == .replay }

  package var emptyAnswerRetries: Int { settings.emptyAnswerRetries }

  package var service: ServiceChoice { settings.service }

  package var storage: StorageChoice { settings.storage }

  package var preparer: any PreparingStage { NormalizeStage.standard }

  package var references: [(path: String, position: SourcePosition?)] {
    // The mask last, so that the key has its digest.
    settings.references.map { ($0, settings.referencesPosition) } + (settings.mask.map { [($0, settings.maskPosition)] } ?? [])
  }

  package var wantsPicture: Bool { settings.wantsPicture }

  package var asksForRatio: Bool {
    switch settings.ratio {
    case .exactly?, .match?: true
    case .auto?: false
    // A ratio that is missing or wrong was reported; stages that depend on it report nothing more.
    case nil: wantsPicture
    }
  }

  /// The default size of the API: https://ai.google.dev/gemini-api/docs/image-generation
  private static let standardImageSize = "1K"

  package var keyFields: [(name: String, value: String)] {
    var fields = [("prompt", settings.prompt), ("responseModalities", settings.responseModalities.map(\.rawValue).joined(separator: ","))]
    if wantsPicture {
      fields.append(("aspectRatio", settings.ratio?.text ?? "auto"))
      fields.append(("imageSize", settings.imageSize ?? Self.standardImageSize))
    }
    let optional: [(String, String?)] = [
      ("systemInstruction", settings.systemInstruction), ("temperature", settings.temperature?.text), ("topP", settings.topP?.text),
      ("topK", settings.topK?.text), ("seed", settings.seed?.text), ("maxOutputTokens", settings.maxOutputTokens?.text),
      ("quality", settings.quality), ("thinkingLevel", settings.thinkingLevel), ("background", settings.background),
      // Which of the references it is; what it holds stands there.
      ("mask", settings.mask.map { _ in "reference.\(settings.references.count + 1)" }),
    ]
    for case (let name, let value?) in optional { fields.append((name, value)) }
    // Never the sentence, nor the colour that `auto` comes to.
    if let ground = settings.ground { fields.append(("ground", ground.text)) }
    if replaysHistory { fields.append(("history", settings.history.rawValue)) }
    for (index, tool) in settings.tools.enumerated() { fields.append(("tools.\(index + 1)", tool.snakeCase)) }
    // Where the file gives them alone, so that every key of before stays. How a call is served changes no answer, and stands in no key.
    if !settings.searchTypes.isEmpty { fields.append(("searchTypes", settings.searchTypes.map(\.rawValue).joined(separator: ","))) }
    for setting in settings.safetySettings { fields.append(("safetySettings.\(setting.category)", setting.threshold)) }
    return fields
  }

  package func asked(input: PixelSize?, card: ModelCard?) -> AskedPicture {
    let ratio: AspectRatio? =
      switch settings.ratio {
      case .exactly(let ratio)?: settings.attainable(ratio, among: card?.aspectRatios ?? [ratio])
      case .match?: input.flatMap { AspectRatio.nearest(to: $0, among: card?.aspectRatios ?? Self.commonRatios) }
      case .auto?, nil: nil
      }
    let size = settings.imageSize.map { settings.attainable($0, among: card?.imageSizes ?? [$0]) }
    return AskedPicture(ratio: ratio, imageSize: size, expected: ratio.flatMap { card?.expectedSize($0, size) })
  }

  /// The ratios of every known model, for models without a card.
  private static let commonRatios = [
    AspectRatio(1, 1), AspectRatio(2, 3), AspectRatio(3, 2), AspectRatio(3, 4), AspectRatio(4, 3), AspectRatio(4, 5), AspectRatio(5, 4),
    AspectRatio(9, 16), AspectRatio(16, 9), AspectRatio(21, 9),
  ]

  package func shape(inputs: Int, asked: AskedPicture) -> RequestShape {
    RequestShape(
      textByteCount: textByteCount(inputs: inputs), inputImages: inputs,
      imageSize: asked.imageSize, responseModalities: settings.responseModalities,
      maxOutputTokens: settings.maxOutputTokens.flatMap { Int($0.text) }, thinkingLevel: settings.thinkingLevel,
      searches: settings.tools.contains(where: \.isSearch))
  }

  private func textByteCount(inputs: Int) -> Int {
    [settings.prompt, settings.systemInstruction, groundSentence(inputs: inputs)].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
  }

  package func obstacle(at gateway: GatewayProfile, card: ModelCard?, inputs: Int, asked: AskedPicture) -> String? {
    let pictures = [ContentPart](repeating: .image([], mediaType: "image/png"), count: inputs)
    var request = settings.request(model: "", parts: [.text("")] + pictures, asked: asked)
    request.tier = settings.service.tier
    if replaysHistory { request.contents.insert(Content(role: .model, parts: []), at: 0) }
    return gateway.obstacle(to: request, card: card)
  }

  package func check(in context: CheckContext) -> [Diagnostic] {
    GenerateChecks(settings: settings, context: context).diagnostics
  }

  package func request(for input: Artifact, in context: RequestContext) async throws -> RequestedGeneration {
    var ground = settings.ground.map { GroundChoice(of: $0) }
    let picture = try await prepared(input, in: context, &ground)
    let references = try await references(in: context, &ground)
    let asked = ground?.asked
    let text = ContentPart.text(settings.prompt + (asked.map { "\n\n\($0.sentence)" } ?? ""))
    var stateless = settings.request(
      model: context.modelID, parts: [text] + [picture].compactMap { $0.map(ContentPart.image) } + references.map(ContentPart.image),
      asked: context.asked)
    stateless.mask = try await mask(in: context, over: picture?.size ?? references.first?.size)
    guard replaysHistory, !context.history.isEmpty else {
      return RequestedGeneration(stateless, ground: asked)
    }
    var replay = stateless
    // The previous picture stands in the model's own turn.
    replay.contents = context.history + [Content(role: .user, parts: [text] + references.map(ContentPart.image))]
    return RequestedGeneration(replay, withoutHistory: stateless, ground: asked)
  }

  private func references(in context: RequestContext, _ ground: inout GroundChoice?) async throws -> [EncodedPicture] {
    var parts: [EncodedPicture] = []
    for path in settings.references {
      let opened = try await context.files.open(path)
      let choice = ground
      let (picture, seen) = try await withProcessor(of: context, for: opened.header.size) {
        let (raster, _) = try await PictureDecoder.decode(opened, of: path)
        return (try await prepare(raster, in: context), choice?.seeing(raster))
      }
      parts.append(picture)
      ground = seen
    }
    return parts
  }

  /// Returns the mask as the PNG that goes along, in the size of the picture that it lies over, or `nil` if there is none.
  private func mask(in context: RequestContext, over size: PixelSize?) async throws -> [UInt8]? {
    guard let path = settings.mask, let size else { return nil }
    let opened = try await context.files.open(path)
    return try await withProcessor(of: context, for: opened.header.size) {
      let (raster, _) = try await PictureDecoder.decode(opened, of: path)
      let scaled = try raster.convertedToSRGB().raster.resampled(to: size)
      return try context.writer.write(scaled, as: FormatID("png"))
    }
  }

  /// Returns what came in as a picture that may leave the machine: only what our own encoders wrote does.
  private func prepared(
    _ artifact: Artifact, in context: RequestContext, _ ground: inout GroundChoice?
  ) async throws -> EncodedPicture? {
    let choice = ground
    switch artifact {
    case .nothing, .text: return nil
    case .encoded(let picture):
      if let choice, choice.looksAtPictures {
        ground = try await withProcessor(of: context, for: picture.size) {
          choice.seeing(try await PictureDecoder.decode(context.reader.open(picture.bytes)).raster)
        }
      }
      return picture
    case .reduced, .scaled: preconditionFailure("'generate' needs all pixels, so it gets them")
    case .raster(let raster):
      ground = choice?.seeing(raster)
      return try await withProcessor(of: context, for: raster.size) { try await prepare(raster, in: context) }
    case .result(let answered):
      let (picture, seen) = try await withProcessor(of: context, for: answered.size) {
        let (raster, _) = try await PictureDecoder.finish(answered)
        return (try await prepare(raster, in: context), choice?.seeing(raster))
      }
      ground = seen
      return picture
    }
  }

  private func prepare(_ raster: Raster, in context: RequestContext) async throws -> EncodedPicture {
    try await (context.preparer ?? preparer).prepare(raster, rules: context.inputRules, writer: context.writer)
  }

  private func withProcessor<Result: Sendable>(
    of context: RequestContext, for size: PixelSize, _ body: () async throws -> Result
  ) async throws -> Result {
    // Decoded, scaled and encoded pixels together take about three times the decoded ones.
    try await context.processor.withRoom(bytes: size.width * size.height * 12, body)
  }
}

extension ContentPart {
  fileprivate static func image(_ picture: EncodedPicture) -> ContentPart {
    .image(picture.bytes, mediaType: picture.format.mediaType)
  }
}
