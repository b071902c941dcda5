import Diagnostics
import ImageCore

extension GatewayProfile {
  /// Reads the limits and habits in an entry of `gateways:`; those that it lacks stay as they are in the profile.
  mutating func readLimits(_ reader: inout SettingsReader) {
    models = words("models", models, &reader, "The models that the gateway serves; others are tried with a warning.")
    let ratios = reader.list(
      "aspectRatios", default: aspectRatios ?? [], expected: "ratios such as 4:3",
      "The ratios that the gateway takes; none given: whatever the model has.", show: \.description, parse: { AspectRatio($0) })
    aspectRatios = ratios.isEmpty ? nil : ratios
    let sizes = words("imageSizes", imageSizes ?? [], &reader, "The sizes that the gateway takes; none given: whatever the model has.")
    imageSizes = sizes.isEmpty ? nil : sizes
    inputMediaTypes = reader.list(
      "mimeTypes", default: inputMediaTypes, expected: "media types such as image/png", "The types of pictures that may be sent along.",
      show: { $0 }, parse: { $0.hasPrefix("image/") && $0.utf8.count <= 100 ? $0 : nil })
    maximumReferences =
      reader.integer(
        "references", default: maximumReferences, in: 0...1_000, "Pictures in one request; none given: whatever the model takes.")
    maximumImageBytes =
      reader.integer("maximumImageBytes", default: maximumImageBytes, in: 1...1_000_000_000, "Bytes of one picture after base64.")
      ?? maximumImageBytes
    maximumBodyBytes =
      reader.integer("maximumBodyBytes", default: maximumBodyBytes, in: 1...1_000_000_000, "Bytes of the whole request.")
      ?? maximumBodyBytes
    statesParallelCalls = statesParallelCalls || reader.has("parallel")
    parallelCalls = reader.integer("parallel", default: parallelCalls, in: 1...1_000, "Calls at the same time.") ?? parallelCalls
    requestsPerMinute = reader.integer(
      "requestsPerMinute", default: requestsPerMinute, in: 1...1_000_000, "Calls a minute; none given: what a 429 teaches.")
    tokensPerMinute = reader.integer(
      "tokensPerMinute", default: tokensPerMinute, in: 1...1_000_000_000, "Tokens a minute; none given: what a 429 teaches.")
    let seconds = reader.integer(
      "timeout", default: nil, in: 1...86_400, "Seconds that a call may take; none given: 180 to 600, by the size of the picture.")
    if let seconds { timeouts = Timeouts(upToOneK: .seconds(seconds), twoK: .seconds(seconds), fourK: .seconds(seconds)) }
    let statuses = reader.list(
      "noWork", default: noWorkStatuses.sorted(), expected: "statuses from 300 to 599",
      "Statuses that prove that the gateway started no work, so that the call may be sent again.", show: { String($0) },
      parse: { Int($0).flatMap { (300..<600).contains($0) ? $0 : nil } })
    noWorkStatuses = Set(statuses)
    let sendsOnlySize = reader.flag(
      "alwaysSendImageSize", default: onlySizePolicy == .sent, "Whether imageSize goes out although the model has one size only.")
    onlySizePolicy = sendsOnlySize ? .sent : .omitted
    let isSnakeCase = reader.flag(
      "snakeCaseParts", default: imagePartSpelling == .snakeCase, "Whether pictures are sent as inline_data instead of inlineData.")
    imagePartSpelling = isSnakeCase ? .snakeCase : .camelCase
    pictureSpelling =
      reader.choice(
        "pictureSettings", default: pictureSpelling,
        "Where ratio and size stand in a request: generationConfig.imageConfig, or the newer generationConfig.responseFormat.image.")
      ?? pictureSpelling
    takesStore = reader.flag("store", default: takesStore, "Whether a request can say that it is not to be stored.")
    let chosen = reader.list(
      "tiers", default: ServiceTier.listed.filter(tiers.contains), expected: "flex or priority",
      allowed: ServiceTier.listed.map(\.rawValue), "The tiers that a request can ask for beside the standard one.", show: \.rawValue,
      parse: { ServiceTier.listed($0) })
    tiers = Set(chosen).union(tiers.intersection([.batch])).union([.standard])
    costHeader = reader.value(
      "costHeader", default: costHeader, expected: "a header's name", "The header of an answer that says in USD what it cost.",
      show: { $0 }, parse: { Self.isHeaderName($0) ? .some($0) : nil })
    billsEmptyAnswers = reader.flag(
      "billsEmptyAnswers", default: billsEmptyAnswers, "Whether 'perCall' is due for an answer without a picture too.")
    fetchesLinks = reader.flag(
      "fetchLinks", default: fetchesLinks, "Whether a picture that an answer links to is fetched, over https from public addresses only.")
  }

  /// Whether a text is what HTTP calls a token (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
  static func isHeaderName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100 && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains($0) }
  }

  private func words(_ key: String, _ given: [String], _ reader: inout SettingsReader, _ documentation: String) -> [String] {
    reader.list(
      key, default: given, expected: "a list of names", documentation, show: { $0 }, parse: { $0.isEmpty || $0.utf8.count > 200 ? nil : $0 }
    )
  }
}
