import Diagnostics
import GatewayAPI
import ImageCore
import JSON

/// The facts about a gateway, for people and for programs.
struct GatewayFacts {
  let profile: GatewayProfile

  var lines: [String] {
    var lines = ["\(profile.name)  \(profile.title)"]
    func add(_ name: String, _ value: String?) {
      if let value { lines.append("  \(name): \(value)") }
    }
    let host = profile.baseURL?.description ?? (profile.billingDomain == .emulator ? "this machine" : "the file's base URL")
    add("address", profile.baseURL == nil ? "\(host), \(profile.path)" : host + profile.path)
    add("dialect", profile.dialect.name)
    add("key", key)
    add("models", profile.models.isEmpty ? "any" : profile.models.joined(separator: ", "))
    add("ratios", profile.aspectRatios.map { $0.map(\.description).joined(separator: " ") } ?? "the model's")
    add("sizes", (profile.imageSizes?.joined(separator: " ") ?? "the model's") + sizeRemark)
    add("references", profile.maximumReferences.map(String.init) ?? "the model's")
    add("types", profile.inputMediaTypes.joined(separator: " "))
    add(
      "limits", "\(Count.bytes(profile.maximumImageBytes)) a picture and \(Count.bytes(profile.maximumBodyBytes)) a request, after base64")
    add("required", names(profile.requiredFields))
    add("not possible", names(profile.inexpressibleFields))
    add("not documented", names(profile.undocumentedFields))
    add(
      "proves that no work began",
      profile.noWorkStatuses.isEmpty ? nil : profile.noWorkStatuses.sorted().map(String.init).joined(separator: " "))
    let tiers = ServiceTier.allCases.filter { profile.tiers.contains($0) && $0 != .standard }.map(\.rawValue)
    add("tiers", tiers.isEmpty ? nil : tiers.joined(separator: ", "))
    add("storing", profile.takesStore ? "can be told not to" : nil)
    add("cost in the header", profile.costHeader)
    for model in profile.prices.keys.sorted() {
      let price = profile.prices[model]
      let beginning = price?.holdsFrom.map { " from \($0) on" } ?? ""
      add("price of \(model)", (price?.value.perCall.map { "\($0) USD a call" } ?? "its own") + beginning)
    }
    add("source", "\(profile.source), \(profile.verifiedOn)")
    add("from", profile.origin)
    return lines
  }

  var json: JSONValue { .object(base + service) }

  private var base: [(name: String, value: JSONValue)] {
    [
      ("name", .text(profile.name)), ("title", .text(profile.title)), ("dialect", .text(profile.dialect.name)),
      ("baseURL", .optional(profile.baseURL?.description)), ("path", .text(profile.path)),
      ("auth", .text(profile.authentication.rawValue)), ("keyVariables", Self.texts(profile.keySource.variables)),
      ("models", Self.texts(profile.models)),
      ("aspectRatios", profile.aspectRatios.map { Self.texts($0.map(\.description)) } ?? .null),
      ("imageSizes", profile.imageSizes.map(Self.texts) ?? .null),
      ("alwaysSendsImageSize", .flag(profile.onlySizePolicy == .sent)), ("imageSizesUnverified", .flag(profile.passesOnUnverifiedSizes)),
      ("references", profile.maximumReferences.map { .integer($0) } ?? .null), ("mimeTypes", Self.texts(profile.inputMediaTypes)),
      ("maximumImageBytes", .integer(profile.maximumImageBytes)), ("maximumBodyBytes", .integer(profile.maximumBodyBytes)),
      ("requiredFields", fields(profile.requiredFields)), ("impossibleFields", fields(profile.inexpressibleFields)),
      ("undocumentedFields", fields(profile.undocumentedFields)),
      ("noWork", .array(profile.noWorkStatuses.sorted().map { .integer($0) })), ("billed", .flag(profile.isBilled)),
      ("parallel", .integer(profile.parallelCalls)), ("source", .text(profile.source)),
      ("verifiedOn", .text(profile.verifiedOn.description)), ("from", .text(profile.origin ?? "built-in")),
      ("usdPerMillionTokens", .object(profile.prices.sorted { $0.key < $1.key }.map { ($0.key, ModelFacts.json($0.value.value)) })),
      ("keyFromCommand", .flag(profile.keySource.isCommand)), ("keyFile", .optional(profile.keySource.file)),
    ]
  }

  /// How calls are served there, and what says what they cost.
  private var service: [(name: String, value: JSONValue)] {
    [
      ("tiers", Self.texts(ServiceTier.allCases.filter(profile.tiers.contains).map(\.rawValue))), ("store", .flag(profile.takesStore)),
      ("costHeader", .optional(profile.costHeader)), ("billsEmptyAnswers", .flag(profile.billsEmptyAnswers)),
      ("pictureSettings", .text(profile.pictureSpelling.rawValue)),
    ]
  }

  private var key: String {
    guard profile.authentication != .none else { return "none" }
    if profile.keySource.isCommand { return "\(profile.authentication.rawValue), from a command" }
    if let path = profile.keySource.file { return "\(profile.authentication.rawValue), from the file '\(path)'" }
    let variables = profile.keySource.variables
    return "\(profile.authentication.rawValue), from \(variables.isEmpty ? "the file" : variables.joined(separator: " or "))"
  }

  private var sizeRemark: String {
    if profile.passesOnUnverifiedSizes { return " (passed on, not verified)" }
    return profile.onlySizePolicy == .sent ? " (always sent)" : ""
  }

  private func names(_ fields: Set<RequestField>) -> String? {
    let names = RequestField.allCases.filter(fields.contains).map(\.rawValue)
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  private func fields(_ fields: Set<RequestField>) -> JSONValue {
    Self.texts(RequestField.allCases.filter(fields.contains).map(\.rawValue))
  }

  static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .text($0) }) }
}
