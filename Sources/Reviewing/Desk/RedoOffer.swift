import GatewayAPI
import JSON
import Planning
import Storage

/// What a review would ask for again, with its price; it is sent only once a person has confirmed it.
struct RedoOffer: Sendable {
  /// Another offer has another id: a confirmation holds for what was shown.
  let id: String
  let assets: [String]
  let calls: Int
  /// With what may be asked again because an answer is not good enough.
  let callsAtMost: Int
  /// Of all calls, or `nil` if the price is not known.
  let cost: CostRange?

  /// - Parameter plan: of the assets alone, with their notes.
  init(_ plan: Plan, drafts: [String: String]) {
    assets = drafts.keys.sorted()
    calls = plan.calls
    callsAtMost = plan.callsAtMost
    cost = plan.cost
    var parts = assets.flatMap { [$0, drafts[$0] ?? ""] }
    parts += [String(plan.calls), String(plan.callsAtMost), plan.cost.map { "\($0.low) \($0.high)" } ?? ""]
    // Lengths keep the parts apart, whatever is in them.
    id = String(Digest.of(utf8: parts.map { "\($0.utf8.count):\($0)" }.joined()).hex.prefix(16))
  }

  var json: JSONValue {
    .object([
      ("id", .text(id)), ("assets", .array(assets.map { .text($0) })), ("calls", .integer(calls)), ("callsAtMost", .integer(callsAtMost)),
      ("low", .optional(cost?.low.description)), ("high", .optional(cost?.high.description)), ("currency", .text("USD")),
    ])
  }
}
