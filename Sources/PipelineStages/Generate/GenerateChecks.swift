import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel

/// Validates a request against model and gateways, so that no call is paid to find out.
struct GenerateChecks {
  let settings: GenerateSettings
  let context: CheckContext

  /// The diagnostics. A gateway that cannot take the request is skipped with a warning if another can; if none can, that is a mistake.
  var diagnostics: [Diagnostic] {
    // A single one cannot be passed over; with a table of prompts this is asked of each row.
    guard context.gateways.count > 1 else { return found }
    let unable = context.gateways.filter { gateway in only([gateway]).found.contains { $0.severity == .error } }
    guard !unable.isEmpty, unable.count < context.gateways.count else { return found }
    let able = context.gateways.filter { gateway in !unable.contains { $0.name == gateway.name } }
    return only(able).found + unable.flatMap { only([$0]).found.filter { $0.severity == .error }.map(Self.passedOver) }
  }

  private var found: [Diagnostic] { prompt + ratio + imageSize + pictureCount + fields + mask + history + model + tier }

  private func only(_ gateways: [GatewayProfile]) -> GenerateChecks {
    GenerateChecks(settings: settings, context: context.with(gateways: gateways))
  }

  private static func passedOver(_ problem: Diagnostic) -> Diagnostic {
    Diagnostic(
      problem.id, "\(problem.message), so it is passed over", severity: .warning, at: problem.position, allowed: problem.allowed,
      suggestion: problem.suggestion, notes: problem.notes)
  }

  private var prompt: [Diagnostic] {
    guard let position = settings.promptPosition else { return [] }
    guard settings.prompt.allSatisfy(\.isWhitespace) else {
      return PromptRemarks.diagnostics(of: settings.prompt, isCutOut: context.laterStages.contains(CutoutStage.name.rawValue), at: position)
    }
    return [Diagnostic(.emptyPrompt, "'prompt' is empty, so there is nothing to ask for", at: position)]
  }

  /// Returns the name of a gateway for a message.
  private func named(_ gateway: GatewayProfile) -> String { "the gateway '\(gateway.name)'" }

  private var ratio: [Diagnostic] {
    switch settings.ratio {
    case nil, .auto?: return []
    case .match?:
      guard context.hasInput else {
        return [
          Diagnostic(.noRatioToMatch, "'match' needs a picture to match, and none comes in here", at: settings.ratioPosition)
        ]
      }
      guard context.knowsInputRatio else {
        return [
          Diagnostic(
            .noRatioToMatch, "'match' needs to know the ratio beforehand, and the 'generate' before it leaves it open; name a ratio",
            at: settings.ratioPosition)
        ]
      }
      return []
    case .exactly(let ratio)?:
      if let instead = replacement(of: ratio) { return [instead] }
      if let card = context.card, !card.aspectRatios.contains(ratio) {
        return [
          refusal(
            of: "ratio", ratio.description, by: "the model '\(context.modelID ?? card.id)'", allowed: ratios(card.aspectRatios),
            suggestion: nearest(to: ratio, among: card.aspectRatios))
        ]
      }
      for gateway in context.gateways {
        guard let ratios = gateway.aspectRatios, !ratios.contains(ratio) else { continue }
        return [
          refusal(
            of: "ratio", ratio.description, by: named(gateway), allowed: self.ratios(ratios), suggestion: nearest(to: ratio, among: ratios))
        ]
      }
      return []
    }
  }

  /// Returns the note on the replacement of a preferred ratio, or `nil` if it is available, or required.
  private func replacement(of ratio: AspectRatio) -> Diagnostic? {
    let having = context.gateways.compactMap(\.aspectRatios) + (context.card.map { [$0.aspectRatios] } ?? [])
    let common = having.dropFirst().reduce(having.first ?? []) { all, some in all.filter { some.contains($0) } }
    guard !common.isEmpty else { return nil }
    let instead = settings.attainable(ratio, among: common)
    guard instead != ratio else { return nil }
    return Diagnostic(
      .degraded, GenerateSettings.note(asking: instead.description, for: ratio.description, "ratio"), severity: .note,
      at: settings.ratioPosition)
  }

  private func replacement(of size: String) -> Diagnostic? {
    let having = context.gateways.compactMap { $0.imageSizes(card: context.card) } + (context.card.map { [$0.imageSizes] } ?? [])
    let common = having.dropFirst().reduce(having.first ?? []) { all, some in all.filter { some.contains($0) } }
    guard !common.isEmpty, !having.allSatisfy({ $0.contains(size) }) else { return nil }
    let instead = settings.attainable(size, among: common)
    guard instead != size else { return nil }
    return Diagnostic(
      .degraded, GenerateSettings.note(asking: instead, for: size, "size"), severity: .note, at: settings.imageSizePosition)
  }

  private func ratios(_ ratios: [AspectRatio]) -> [String] { ratios.map(\.description) }

  private func nearest(to ratio: AspectRatio, among ratios: [AspectRatio]) -> String? {
    AspectRatio.nearest(to: PixelSize(ratio.width, ratio.height), among: ratios)?.description
  }

  private func refusal(of what: String, _ value: String, by whom: String, allowed: [String], suggestion: String? = nil) -> Diagnostic {
    let position = what == "ratio" ? settings.ratioPosition : settings.imageSizePosition
    return Diagnostic(
      what == "ratio" ? .unavailableRatio : .unavailableSize, "'\(value)' is not a \(what) that \(whom) has", at: position,
      allowed: allowed, suggestion: suggestion ?? Suggestion.nearest(to: value, among: allowed))
  }

  private var imageSize: [Diagnostic] {
    guard let size = settings.imageSize else { return [] }
    if let instead = replacement(of: size) { return [instead] }
    for gateway in context.gateways {
      guard let sizes = gateway.imageSizes(card: context.card) else { continue }
      if !sizes.contains(size) {
        let isModels = context.card.map { !$0.imageSizes.contains(size) } ?? false
        return [refusal(of: "size", size, by: isModels ? "the model '\(context.modelID ?? "")'" : named(gateway), allowed: sizes)]
      }
      if gateway.isUnverified(imageSize: size, card: context.card) {
        return [
          Diagnostic(
            .unverifiedSize, "\(named(gateway)) takes '\(size)' for a model that is not known to have it; what comes back is measured",
            severity: .warning, at: settings.imageSizePosition)
        ]
      }
    }
    return []
  }

  /// Diagnostics of the request's fields that a gateway cannot express, or is not known to accept.
  private var fields: [Diagnostic] {
    let parts: [ContentPart] = context.hasInput || !settings.references.isEmpty ? [.image([], mediaType: "image/png")] : []
    let standIn = settings.wantsPicture && settings.ratio != .auto ? AspectRatio(1, 1) : nil
    var said = settings.request(model: "", parts: parts, ratio: standIn).fields
    if settings.history == .replay { said.insert(.history) }
    return context.gateways.flatMap { gateway in
      gateway.unsupportedFields(of: said).map { finding in
        let setting = finding.field.setting
        return switch finding.kind {
        case .inexpressible where settings.prefers(finding.field):
          Diagnostic(
            .degraded, GatewayProfile.note(dropping: finding.field, gateway: gateway.name), severity: .note,
            at: settings.positions[setting])
        case .inexpressible:
          Diagnostic(.unsupportedField, "\(named(gateway)) has no place for '\(setting)'", at: settings.positions[setting])
        case .undocumented:
          Diagnostic(
            .undocumentedField, "\(named(gateway)) does not document '\(setting)', so it may be dropped without a word",
            severity: .warning, at: settings.positions[setting])
        }
      }
    }
  }

  private var mask: [Diagnostic] {
    guard settings.mask != nil, !context.hasInput, settings.references.isEmpty else { return [] }
    return [Diagnostic(.nothingToMask, "'mask' needs a picture to lie over, and none goes along", at: settings.maskPosition)]
  }

  private var tier: [Diagnostic] {
    let service = settings.service.replacing(context.tier)
    return GenerateTierChecks(
      steps: service.steps, position: context.tier == nil ? settings.tierPosition : nil, gateways: context.gateways, card: context.card,
      modelID: context.modelID
    ).diagnostics
  }

  private var model: [Diagnostic] {
    guard let card = context.card else { return [] }
    return GenerateModelChecks(settings: settings, card: card, modelID: context.modelID ?? card.id).diagnostics
  }

  private var history: [Diagnostic] {
    guard settings.history == .replay, !context.followsPaidStage else { return [] }
    return [
      Diagnostic(.nothingToReplay, "'history: replay' needs a 'generate' before it, whose turn it could send", at: settings.historyPosition)
    ]
  }

  private var pictureCount: [Diagnostic] {
    let count = settings.references.count + (context.hasInput ? 1 : 0)
    guard count > 0 else { return [] }
    if let card = context.card, count > card.maximumInputImages {
      return [tooMany(count, by: "the model '\(context.modelID ?? card.id)'", most: card.maximumInputImages)]
    }
    for gateway in context.gateways {
      guard let most = gateway.maximumReferences, count > most else { continue }
      return [tooMany(count, by: named(gateway), most: most)]
    }
    return []
  }

  private func tooMany(_ count: Int, by whom: String, most: Int) -> Diagnostic {
    Diagnostic(.tooManyPictures, "\(count) pictures go with the request, but \(whom) takes \(most)", at: settings.referencesPosition)
  }
}

extension Diagnostic.ID {
  fileprivate static let noRatioToMatch: Diagnostic.ID = "no-ratio-to-match"
  fileprivate static let unavailableRatio: Diagnostic.ID = "unavailable-ratio"
  fileprivate static let unavailableSize: Diagnostic.ID = "unavailable-size"
  fileprivate static let degraded: Diagnostic.ID = "degraded-setting"
  fileprivate static let emptyPrompt: Diagnostic.ID = "empty-prompt"
  fileprivate static let unverifiedSize: Diagnostic.ID = "unverified-size"
  fileprivate static let unsupportedField: Diagnostic.ID = "unsupported-field"
  fileprivate static let undocumentedField: Diagnostic.ID = "undocumented-field"
  fileprivate static let nothingToMask: Diagnostic.ID = "nothing-to-mask"
  fileprivate static let nothingToReplay: Diagnostic.ID = "nothing-to-replay"
  fileprivate static let tooManyPictures: Diagnostic.ID = "too-many-pictures"
}
