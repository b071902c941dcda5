package import Diagnostics
import GatewayAPI
package import ImageCore
import ImageOperations
package import PipelineModel

/// Encodes pixels as a picture that model and gateway accept, with nothing in it but the picture.
package struct NormalizeStage: LocalStage {
  package static let name: StageName = "normalize"
  package static let revision = 3
  package static let summary = "Makes a picture small enough and of a type that the model takes, without metadata."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.encoded

  let preparation: Preparation
  private let mime: [String]
  private let mimePositions: SourcePosition?

  package init(settings: inout SettingsReader) {
    let longest = settings.integer("longest", in: 16...32_768, "The longest edge in pixels; a smaller picture is not enlarged.")
    mime = settings.list(
      "mime", default: [], expected: "a media type such as image/jpeg",
      "Media types in order of preference; the first that fits the gateway's limits wins. Default: by the picture and the gateway.",
      show: { $0 }, parse: { $0.contains("/") ? $0 : nil })
    let quality = settings.integer("quality", default: Preparation.standardQuality, in: 1...100, "Quality of lossy types.")
    let background = settings.value(
      "background", default: Colour.white, expected: "a colour name or six hexadecimal digits",
      "What transparent pixels lie on in types without transparency.", show: { $0.description }, parse: { Colour($0) })
    let light = settings.choice(
      "light", default: ResamplingSpace.linear,
      "What is averaged when the picture is made smaller: `linear` light, or the `encoded` values.")
    mimePositions = settings.position(of: "mime")
    preparation = Preparation(
      longest: longest, mediaTypes: mime, quality: quality ?? Preparation.standardQuality, background: background,
      light: light ?? .linear)
  }

  /// What is done to pictures that go to a model without a `normalize` of the user's own.
  static let standard: NormalizeStage = {
    var reader = SettingsReader(nil, subject: name.rawValue)
    let stage = NormalizeStage(settings: &reader)
    _ = reader.finish()
    return stage
  }()

  package func check(in context: CheckContext) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    let writable = context.codecs.writable.map(\.mediaType)
    // Without a paid stage only this program has to accept the picture.
    let accepted = context.precedesPaidStage ? writable.filter { context.inputRules.mediaTypes.contains($0) } : writable
    for type in mime where !accepted.contains(type) {
      let reason =
        writable.contains(type)
        ? "is not taken by \(context.gateways.map { "'\($0.name)'" }.joined(separator: " and "))" : "cannot be written"
      diagnostics.append(
        Diagnostic(
          .unacceptedType, "the media type '\(type)' \(reason)", at: mimePositions, allowed: accepted,
          suggestion: Suggestion.nearest(to: type, among: accepted)))
    }
    return diagnostics
  }

  package func need(of size: PixelSize) -> PixelNeed {
    preparation.plan(for: size).map { plan in
      .scaled([plan.scaling(light: preparation.light)], atLeast: plan.minimumSource, passesThrough: false)
    } ?? .everything
  }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult {
    let outcome = try await preparation.prepare(RenditionSource(artifact), rules: context.inputRules, writer: context.writer)
    return StageResult(.encoded(outcome.picture), notes: outcome.notes + outcome.fallbackSteps)
  }
}

extension Diagnostic.ID {
  fileprivate static let unacceptedType: Diagnostic.ID = "unaccepted-type"
}

extension NormalizeStage: PreparingStage {
  package func estimate(on picture: ExpectedPicture, rules: InputRules, codecs: CodecRegistry) -> PreparationEstimate {
    preparation.estimate(on: picture, rules: rules, codecs: codecs)
  }

  package func prepare(_ raster: Raster, rules: InputRules, writer: ImageWriter) async throws -> EncodedPicture {
    try await preparation.prepare(.whole(ReducedRaster(raster)), rules: rules, writer: writer).picture
  }

  package func prepare(
    _ picture: OpenedPicture, of path: String, rules: InputRules, writer: ImageWriter
  ) async throws -> EncodedPicture {
    let (raster, _) = try await PictureDecoder.decode(picture, of: path)
    return try await prepare(raster, rules: rules, writer: writer)
  }
}

extension Preparation {
  /// Returns the prediction of ``prepare(_:rules:writer:)``, as far as it is known without pixels.
  func estimate(on picture: ExpectedPicture, rules: InputRules, codecs: CodecRegistry) -> PreparationEstimate {
    let types = candidates(isTransparent: picture.mayBeTransparent, rules: rules, codecs: codecs)
    let opaqueTypes = candidates(isTransparent: false, rules: rules, codecs: codecs)
    let last = Self.lastResort(among: types)
    return PreparationEstimate(
      size: picture.size.map { plan(for: $0)?.outputSize ?? $0 }, mediaTypes: types.map(\.mediaType),
      opaqueMediaTypes: types == opaqueTypes ? nil : opaqueTypes.map(\.mediaType), quality: quality, lastType: last?.mediaType,
      lowerQualities: last.map { $0.can(.lossy) ? Self.lowerQualities.filter { $0 < quality } : [] } ?? [],
      smallestEdge: Self.smallestEdge, pictureBytes: rules.pictureBytes)
  }
}

/// A shape that pictures are brought to by one nominal ratio: exactly with `cover` and `pad`, as the frame they fit into with `inside`.
struct CanonicalCanvas: Hashable, Sendable {
  let ratio: AspectRatio
  let mode: FitMode

  /// Returns the plan for a picture of this size, or `nil` if it fits as it is. Nothing is enlarged.
  ///
  /// - Parameter longest: the longest edge of the canvas in pixels; `nil` leaves it to the picture.
  func plan(for size: PixelSize, longest: Int?) -> FitPlan? {
    let natural =
      switch mode {
      case .cover: AspectCrop(of: size, to: ratio).rectangle.size
      case .pad, .inside: AspectPad(of: size, to: ratio).canvas
      }
    let canvas = longest.flatMap { $0 < natural.longestSide ? frame(longest: $0) : nil } ?? natural
    let plan = FitPlan(source: size, target: .box(canvas, mode), enlarge: false)
    let isIdentity = plan.outputSize == size && plan.scaled == size
    return isIdentity ? nil : plan
  }

  /// Returns the frame of the ratio whose longer side is given; the other is rounded half up.
  private func frame(longest: Int) -> PixelSize {
    func other(_ numerator: Int, _ denominator: Int) -> Int { max(1, (2 * longest * numerator + denominator) / (2 * denominator)) }
    return ratio.width >= ratio.height
      ? PixelSize(longest, other(ratio.height, ratio.width)) : PixelSize(other(ratio.width, ratio.height), longest)
  }
}
