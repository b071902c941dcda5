import Diagnostics
import JSON
import PipelineModel
import Planning
import Storage

/// What a plan says of things that are made of all assets together.
enum DeliveryFacts {
  static func lines(of plan: Plan) -> [String] {
    let names = plan.deliveries.map { "\($0.delivery.name) in \($0.delivery.stage.place.folder)" }
    let width = names.map(\.count).max() ?? 0
    return zip(names, plan.deliveries).map { name, planned in
      let word = planned.status == .run ? "make" : planned.status == .current ? "keep" : planned.status.rawValue
      let gap = String(repeating: " ", count: width - name.count + 3)
      return "  \(PrintableText.line(name))\(gap)\(word)  \(PrintableText.line(planned.reason.text))"
    }
  }

  static func value(_ planned: PlannedDelivery) -> JSONValue {
    .object([
      ("collector", .text(planned.delivery.name)), ("folder", .text(planned.delivery.stage.place.folder)),
      ("status", .text(planned.status.rawValue)), ("why", .text(planned.reason.text)),
      ("key", .optional(planned.key?.hex)), ("inputs", .array(planned.inputs.map { .text($0.description) })),
      ("files", .array(planned.paths.map { .text($0) })),
    ])
  }
}
