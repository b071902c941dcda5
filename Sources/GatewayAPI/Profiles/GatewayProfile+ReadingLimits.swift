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
    parallelCalls = reader.integer("parallel", default: parallelCalls, in: 1...1_000, "Calls at the same time.") ?? parallelCalls
    requestsPerMinute = reader.integer(
      "requestsPerMinute", default: requestsPerMinute, in: 1...1_000_000, "Calls a minute; none given: what a 429 teaches.")
    tokensPerMinute = reader.integer(
      "tokensPerMinute", default: tokensPerMinute, in: 1...1_000_000_000, "Tokens a minute; none given: what a 429 teaches.")
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
    fetchesLinks = reader.flag(
      "fetchLinks", default: fetchesLinks, "Whether a picture that an answer links to is fetched, over https from public addresses only.")
  }

  private func words(_ key: String, _ given: [String], _ reader: inout SettingsReader, _ documentation: String) -> [String] {
    reader.list(
      key, default: given, expected: "a list of names", documentation, show: { $0 }, parse: { $0.isEmpty || $0.utf8.count > 200 ? nil : $0 }
    )
  }
}
