import Diagnostics
import GatewayAPI
import ImageCore
import JSON
import PipelineModel

/// The one call by which a gateway is tested: small, and such that dropped fields can be seen in the picture.
struct GatewayProbe {
  let gateway: GatewayProfile
  let model: String
  let ratio: AspectRatio
  /// The size, or `nil` if the model's card, or the gateway, has no sizes to choose from.
  let imageSize: String?

  /// By default a model makes a square, so any other ratio shows whether the request was honoured.
  private static let preferredRatio = AspectRatio(16, 9)

  init(gateway name: String, model: String?, components: Components, today: CalendarDate) throws {
    let names = components.gateways.map(\.name)
    guard let gateway = components.gateways.first(where: { $0.name == name }) else {
      let hint = Suggestion.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw CommandFailure(.wrongInput, "there is no gateway '\(name)'\(hint) There are \(names.joined(separator: ", "))")
    }
    guard gateway.baseURL != nil || gateway.billingDomain == .emulator else {
      throw CommandFailure(
        .wrongInput, "the gateway '\(name)' has no address; give it 'baseURL' and 'key' under 'gateways:' in aquatint/config.yaml")
    }
    let listed = gateway.models.filter { components.models.card(for: $0) != nil }
    let current = listed.first { id in components.models.card(for: id).map { !$0.isRetired(id, on: today) } ?? false }
    let anyCurrent = components.models.first { !$0.isRetired($0.id, on: today) }?.id
    guard let model = model ?? current ?? listed.first ?? (gateway.models.isEmpty ? anyCurrent : nil) else {
      throw CommandFailure(.wrongInput, "no model is known for the gateway '\(name)'; name one with --model")
    }
    let card = components.models.card(for: model)
    let ratios = (card?.aspectRatios ?? [Self.preferredRatio]).filter { gateway.aspectRatios?.contains($0) ?? true }
    self.gateway = gateway
    self.model = model
    ratio = ratios.contains(Self.preferredRatio) ? Self.preferredRatio : ratios.first ?? Self.preferredRatio
    let sizes = (card?.imageSizes ?? []).filter { gateway.imageSizes(card: card)?.contains($0) ?? true }
    imageSize = sizes.min { (SizeClass(rawValue: $0) ?? .four) < (SizeClass(rawValue: $1) ?? .four) }
  }

  /// The pipeline of one call.
  var pipelineFile: String {
    func quoted(_ text: String) -> String { JSONEscapes.quoted(text, .display) }
    let size = imageSize.map { ", imageSize: \(quoted($0))" } ?? ""
    return """
      version: 1
      name: \(quoted("probe-\(gateway.name)"))
      gateway: \(quoted(gateway.name))
      model: \(quoted(model))
      output: out
      asset: probe
      stages:
        - generate:
            {prompt: "A plain grey circle on a white background.", aspectRatio: "\(ratio)"\(size)}

      """
  }
}
