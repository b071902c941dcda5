import BuiltIns
import Diagnostics
import Dialects
import GatewayAPI
import GatewayClient
import ImageCore
import ImageOperations
import PipelineModel
import PipelineStages

/// The target of preparation: a gateway, or the common rules of all; and a model, or any.
struct PrepareTarget {
  private let gateways: [GatewayProfile]
  private let isNamed: Bool
  private let card: ModelCard?
  private let form: PrepareOptions.Form
  let part: PicturePart
  let warnings: [String]

  /// The bytes that the text of a request takes beside its pictures.
  private static let requestAllowance = 64 << 10

  init(_ options: PrepareOptions, today: CalendarDate) throws {
    var warnings: [String] = []
    form = options.form
    isNamed = options.gateway != nil
    if let name = options.gateway {
      let names = BuiltIns.gateways.map(\.name)
      guard let profile = BuiltIns.gateways.first(where: { $0.name == name }) else {
        throw CommandFailure(
          .wrongInput, "--gateway: there is no gateway '\(name)'\(Self.hint(name, names)); there are \(names.joined(separator: ", "))")
      }
      gateways = [profile]
    } else {
      gateways = BuiltIns.gateways
    }
    card = options.model.flatMap { BuiltIns.models.card(for: $0) }
    if let model = options.model {
      if card == nil {
        warnings.append("the model '\(model)' is not known here, so only the gateway's limits count")
      } else if card?.isRetired(model, on: today) == true {
        warnings.append("the model '\(model)' was announced to be shut down by now")
      }
    }
    part =
      options.spelling?.part ?? (isNamed ? gateways.first.map { PicturePart(of: $0, dialects: BuiltIns.dialects) } : nil)
      ?? PicturePart(firstOf: BuiltIns.dialects)
    self.warnings = warnings
  }

  /// Returns the settings for this target.
  /// - Parameter pictures: the number of pictures, which share a request's bytes if they are parts of one.
  func settings(_ options: PrepareOptions, pictures: Int) throws -> PreparationSettings {
    let writable = CodecRegistry(BuiltIns.codecs).writable.map(\.mediaType)
    let taken = writable.filter { type in gateways.allSatisfy { $0.inputMediaTypes.contains(type) } }
    for type in options.mime where !taken.contains(type) {
      let reason = writable.contains(type) ? "is not taken by the gateway" : "cannot be written"
      throw CommandFailure(
        .wrongInput, "--mime: '\(type)' \(reason)\(Self.hint(type, taken)); possible are \(taken.joined(separator: ", "))")
    }
    if let ratio = options.aspect?.ratio { try check(ratio) }
    if form == .parts { try check(count: pictures) }
    var encodedBytes = gateways.map(\.maximumImageBytes).min() ?? 0
    if form == .parts {
      let body = gateways.map(\.maximumBodyBytes).min() ?? 0
      encodedBytes = min(encodedBytes, max(0, body - Self.requestAllowance) / pictures)
    }
    // Four base64 characters carry three bytes.
    var settings = PreparationSettings(rules: InputRules(mediaTypes: taken, pictureBytes: encodedBytes / 4 * 3))
    settings.longest = options.longest
    settings.mediaTypes = options.mime
    settings.quality = options.quality
    settings.background = options.background?.colour
    settings.canvas = options.aspect.map { (ratio: $0.ratio, mode: options.fit?.mode ?? .pad) }
    return settings
  }

  private func check(_ ratio: AspectRatio) throws {
    let limits: [(String, [AspectRatio]?)] = [
      ("the model '\(card?.id ?? "")'", card?.aspectRatios),
      ("the gateway '\(gateways.first?.name ?? "")'", isNamed ? gateways.first?.aspectRatios : nil),
    ]
    for case (let whom, let ratios?) in limits where !ratios.contains(ratio) {
      throw CommandFailure(
        .wrongInput, "--aspect: '\(ratio)' is not a ratio that \(whom) has; it has \(ratios.map(\.description).joined(separator: ", "))")
    }
  }

  private func check(count: Int) throws {
    let limits: [(String, Int?)] = [
      ("the model '\(card?.id ?? "")'", card?.maximumInputImages),
      ("the gateway '\(gateways.first?.name ?? "")'", isNamed ? gateways.first?.maximumReferences : nil),
    ]
    for case (let whom, let most?) in limits where count > most {
      throw CommandFailure(.wrongInput, "\(count) pictures would go into one request, but \(whom) takes \(most)")
    }
  }

  private static func hint(_ text: String, _ candidates: [String]) -> String {
    Suggestion.nearest(to: text, among: candidates).map { " (did you mean '\($0)'?)" } ?? ""
  }
}
