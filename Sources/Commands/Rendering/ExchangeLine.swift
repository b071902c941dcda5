import Diagnostics
import GatewayAPI
import JSON
import PipelineModel
import Storage

enum ExchangeLine {
  private static let maximumOfPrompt = 60

  static func text(_ exchange: Exchange, isBound: Bool = false) -> String {
    var parts = ["\(exchange.id)\(isBound ? " *" : "")", exchange.slot.asset]
    if exchange.slot.variant > 1 { parts[1] += " #\(exchange.slot.variant)" }
    parts.append(exchange.date)
    parts.append("attempt \(exchange.attempt) (\(exchange.cause.displayName))")
    parts.append("\(exchange.gateway), \(exchange.model)")
    parts.append(exchange.displayName)
    if let picture = exchange.picture { parts.append("\(picture.width)x\(picture.height)") }
    if let nanos = exchange.cost?.nanoUSD { parts.append("\(Amount(nanos: nanos)) USD") }
    if let reason = exchange.reason { parts.append(reason) }
    if let prompt = exchange.prompt.map(PrintableText.line) {
      parts.append("\"\(prompt.count > maximumOfPrompt ? prompt.prefix(maximumOfPrompt) + "…" : prompt)\"")
    }
    return parts.joined(separator: "  ")
  }

  static func json(_ exchange: Exchange) -> JSONValue {
    .object([
      ("id", .text(exchange.id.text)), ("pipeline", .text(exchange.slot.pipeline)), ("asset", .text(exchange.slot.asset)),
      ("stage", .integer(exchange.slot.stage)), ("variant", .integer(exchange.slot.variant)), ("attempt", .integer(exchange.attempt)),
      ("cause", .text(exchange.cause.rawValue)), ("gateway", .text(exchange.gateway)), ("model", .text(exchange.model)),
      ("state", .text(exchange.state.rawValue)), ("outcome", .optional(exchange.outcome)),
      ("width", exchange.picture.map { .integer($0.width) } ?? .null), ("height", exchange.picture.map { .integer($0.height) } ?? .null),
      ("date", .text(exchange.date)), ("prompt", .optional(exchange.prompt)),
      ("cost", .optional(exchange.cost?.nanoUSD.map { Amount(nanos: $0).description })), ("reason", .optional(exchange.reason)),
    ])
  }
}
