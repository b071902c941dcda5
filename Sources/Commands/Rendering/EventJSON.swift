import Execution
import GatewayAPI
import ImageCore
import JSON
import PipelineModel

/// Events of a run as JSON, one line each. The names are stable.
enum EventJSON {
  static func value(_ event: RunEvent) -> JSONValue {
    switch event {
    case .assetStarted(let asset):
      return .object([("event", .text("assetStarted")), ("asset", .text(asset))])
    case .callStarted(let asset, let stage, let variant, let gateway, let model):
      return .object([
        ("event", .text("callStarted")), ("asset", .text(asset)), ("stage", .text(stage)), ("variant", .integer(variant)),
        ("gateway", .text(gateway)), ("model", .text(model)),
      ])
    case .callFinished(let asset, let stage, let variant, let exchange, let outcome, let cost, let elapsed):
      return .object([
        ("event", .text("callFinished")), ("asset", .text(asset)), ("stage", .text(stage)), ("variant", .integer(variant)),
        ("exchange", .optional(exchange)), ("outcome", .text(outcome)), ("cost", .optional(cost?.description)),
        ("milliseconds", .integer(elapsed.milliseconds)),
      ])
    case .waiting(let asset, let stage, let gateway, let time, let why):
      return .object([
        ("event", .text("waiting")), ("asset", .text(asset)), ("stage", .text(stage)), ("gateway", .text(gateway)),
        ("seconds", .text(time.secondsText)), ("why", .text(why)),
      ])
    case .note(let asset, let stage, let message):
      return .object([("event", .text("note")), ("asset", .text(asset)), ("stage", .text(stage)), ("message", .text(message))])
    case .outputWritten(let asset, let path, let bytes, let size):
      return .object([
        ("event", .text("outputWritten")), ("asset", .text(asset)), ("path", .text(path)), ("bytes", .integer(bytes)),
        ("size", .optional(size?.description)),
      ])
    case .assetFinished(let asset, let failure):
      var members: [(name: String, value: JSONValue)] = [
        ("event", .text("assetFinished")), ("asset", .text(asset)), ("succeeded", .flag(failure == nil)),
      ]
      if let failure {
        members += [("failure", .text(failure.code.name)), ("stage", .optional(failure.stage)), ("message", .text(failure.message))]
      }
      return .object(members)
    case .pruned(let path):
      return .object([("event", .text("pruned")), ("path", .text(path))])
    case .delivered(let collector, let folder, let files, let missing, let failure):
      return .object([
        ("event", .text("delivered")), ("collector", .text(collector)), ("folder", .text(folder)), ("files", .integer(files)),
        ("missing", .array(missing.map { .text($0) })), ("failure", .optional(failure)),
      ])
    }
  }

  static func value(_ summary: RunSummary) -> JSONValue {
    .object([
      ("event", .text("summary")), ("assets", .integer(summary.assets)), ("succeeded", .integer(summary.succeeded)),
      ("failed", .integer(summary.failed)), ("notBegun", .integer(summary.notBegun)), ("waiting", .integer(summary.waiting)),
      ("calls", .integer(summary.calls)), ("reused", .integer(summary.reused)),
      ("outputs", .integer(summary.outputs)), ("orphans", .integer(summary.orphans)), ("cost", .text(summary.cost.description)),
      ("costUnknown", .integer(summary.costUnknown)), ("submitted", .integer(summary.submitted)),
    ])
  }
}

extension Duration {
  /// Seconds with three decimals.
  var secondsText: String {
    let thousandths = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - thousandths.count))\(thousandths)"
  }

  var milliseconds: Int { Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
