package import Diagnostics
package import GatewayAPI
package import ImageCore
package import PipelineModel

/// Asks a model for a picture: one paid call for each variant.
package struct GenerateStage: GenerationStage {
  package static let name: StageName = "generate"
  package static let revision = 1
  package static let summary = "Asks the model for a picture, with the prepared input if there is one."
  package static let consumes: Set<Artifact.Kind> = [.nothing, .raster, .encoded, .result]
  package static let produces = Artifact.Kind.result

  private let settings: GenerateSettings

  package init(settings reader: inout SettingsReader) { settings = GenerateSettings(settings: &reader) }

  package var variants: Int { settings.variants }

  package var replaysHistory: Bool { settings.history == .replay }

  package var asksAgain: Int { settings.asksAgain }

  package var preparer: any PreparingStage { NormalizeStage.standard }

  package var references: [(path: String, position: SourcePosition?)] {
    settings.references.map { ($0, settings.referencesPosition) }
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
      ("quality", settings.quality),
    ]
    for case (let name, let value?) in optional { fields.append((name, value)) }
    if replaysHistory { fields.append(("history", settings.history.rawValue)) }
    for (index, tool) in settings.tools.enumerated() { fields.append(("tools.\(index + 1)", tool.snakeCase)) }
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
      textByteCount: settings.prompt.utf8.count + (settings.systemInstruction?.utf8.count ?? 0), inputImages: inputs,
      imageSize: asked.imageSize, responseModalities: settings.responseModalities,
      maxOutputTokens: settings.maxOutputTokens.flatMap { Int($0.text) })
  }

  package func obstacle(at gateway: GatewayProfile, card: ModelCard?, inputs: Int, asked: AskedPicture) -> String? {
    let pictures = [ContentPart](repeating: .image([], mediaType: "image/png"), count: inputs)
    var request = settings.request(model: "", parts: [.text("")] + pictures, asked: asked)
    if replaysHistory { request.contents.insert(Content(role: .model, parts: []), at: 0) }
    return gateway.obstacle(to: request, card: card)
  }

  package func check(in context: CheckContext) -> [Diagnostic] {
    GenerateChecks(settings: settings, context: context).diagnostics
  }

  package func request(for input: Artifact, in context: RequestContext) async throws -> RequestedGeneration {
    let picture = try await prepared(input, in: context)
    let references = try await references(in: context)
    let text = ContentPart.text(settings.prompt)
    let stateless = settings.request(
      model: context.modelID, parts: [text] + [picture].compactMap { $0.map(ContentPart.image) } + references, asked: context.asked)
    guard replaysHistory, !context.history.isEmpty else { return RequestedGeneration(stateless) }
    var replay = stateless
    // The previous picture stands in the model's own turn.
    replay.contents = context.history + [Content(role: .user, parts: [text] + references)]
    return RequestedGeneration(replay, withoutHistory: stateless)
  }

  private func references(in context: RequestContext) async throws -> [ContentPart] {
    var parts: [ContentPart] = []
    for path in settings.references {
      let opened = try await context.files.open(path)
      let picture = try await withProcessor(of: context, for: opened.header.size) {
        let (raster, _) = try await PictureDecoder.decode(opened, of: path)
        return try await prepare(raster, in: context)
      }
      parts.append(.image(picture))
    }
    return parts
  }

  /// Returns the input as a picture that may leave the machine: only the output of our own encoders may.
  private func prepared(_ artifact: Artifact, in context: RequestContext) async throws -> EncodedPicture? {
    switch artifact {
    case .nothing, .text: return nil
    case .encoded(let picture): return picture
    case .reduced, .scaled: preconditionFailure("'generate' needs all pixels, so it gets them")
    case .raster(let raster):
      return try await withProcessor(of: context, for: raster.size) { try await prepare(raster, in: context) }
    case .result(let answered):
      return try await withProcessor(of: context, for: answered.size) {
        let (raster, _) = try await PictureDecoder.finish(answered)
        return try await prepare(raster, in: context)
      }
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
