import Diagnostics
import GatewayAPI
import ImageCore
import PipelineEngine

/// Holds what a request asks for against model and gateways, so that no call is paid to find out.
struct GenerateChecks {
  let settings: GenerateSettings
  let context: CheckContext

  var diagnostics: [Diagnostic] { ratio + imageSize + pictureCount }

  /// Who could not do it, for a message.
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
      return []
    case .exactly(let ratio)?:
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
    if let card = context.card, !card.imageSizes.contains(size) {
      return [refusal(of: "size", size, by: "the model '\(context.modelID ?? card.id)'", allowed: card.imageSizes)]
    }
    // A model's only size may always stand in the file; whether it is sent is the profile's affair.
    if size == context.card?.onlySize { return [] }
    for gateway in context.gateways {
      guard let sizes = gateway.imageSizes, !sizes.contains(size) else { continue }
      return [refusal(of: "size", size, by: named(gateway), allowed: sizes)]
    }
    return []
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
  fileprivate static let tooManyPictures: Diagnostic.ID = "too-many-pictures"
}
