import Diagnostics
import GatewayAPI
import ImageCore
import JSON
import PipelineModel
import PipelineSpec
import Planning

/// The JSON Schema of pipeline files, for editors: draft 7, which YAML language servers read (https://json-schema.org/draft-07).
///
/// It is made of the descriptions that reading produces, so it cannot have other settings than the program. It is a little wider than the
/// program: rules between settings, or after templates are replaced, are checked by `check`.
struct PipelineSchema {
  let components: Components
  /// The origin for descriptions of defaults that are days.
  private let origin = EntryOrigin.pipelineFile(today: CalendarDate(2026, 1, 1))

  init(components: Components) { self.components = components }

  var value: JSONValue {
    .object([
      ("$schema", .text("http://json-schema.org/draft-07/schema#")),
      ("title", .text("Aquatint pipeline, version 1")),
      ("type", .text("object")),
      ("required", .array(DocumentKey.required.map { .text($0.rawValue) })),
      ("additionalProperties", .flag(false)),
      (
        "properties",
        .object(
          DocumentKey.allCases.map { key in
            (key.rawValue, SchemaNode(topLevel(key)).described(DocumentKey.documentation[key] ?? "").value)
          })
      ),
    ])
  }

  private func topLevel(_ key: DocumentKey) -> [SchemaNode.Member] {
    switch key {
    case .version: SchemaNode.words(["1"], allowsTemplate: false)
    case .gateway: SchemaNode.listable(SchemaNode.suggestions(components.gateways.map(\.name)))
    case .model: SchemaNode.suggestions(components.models.map(\.id))
    case .sources: SchemaNode.listable(SchemaNode.text)
    case .matrix: matrix
    case .rows: rows
    case .values: SchemaNode.names(SchemaNode.text)
    case .stages: list(of: components.stages.stages) + [("minItems", .integer(1))]
    case .deliver: list(of: components.collectors.collectors)
    case .gateways:
      SchemaNode.names(
        SchemaNode.settings(GatewayProfile.descriptions(builtIns: components.gateways, dialects: components.dialects, origin: origin)))
    case .models: SchemaNode.names(SchemaNode.settings(ModelCard.descriptions(cards: components.models, origin: origin)))
    case .budget: SchemaNode.amount
    case .limits: SchemaNode.settings(components.limits.descriptions)
    case .keep: SchemaNode.words(KeptVariants.allCases.map(\.rawValue), allowsTemplate: false)
    case .originals: SchemaNode.words(KeptOriginals.allCases.map(\.rawValue), allowsTemplate: false)
    case .provenance: SchemaNode.words(ProvenanceSetting.allCases.map(\.rawValue), allowsTemplate: false)
    default: SchemaNode.text
    }
  }

  private var matrix: [SchemaNode.Member] {
    let entries: JSONValue = .object([
      ("type", .text("array")), ("items", .object(SchemaNode.names(SchemaNode.text) + [("minProperties", .integer(1))])),
    ])
    return [
      ("type", .text("object")), ("properties", .object([("exclude", entries), ("include", entries)])),
      ("additionalProperties", .object(SchemaNode.listable(SchemaNode.text))),
    ]
  }

  /// The path of a file, or the rows themselves.
  private var rows: [SchemaNode.Member] {
    let list: JSONValue = .object([
      ("type", .text("array")), ("minItems", .integer(1)),
      ("items", .object(SchemaNode.names(SchemaNode.text) + [("minProperties", .integer(1))])),
    ])
    return [
      (
        "anyOf",
        .array([.object([("type", .text("string")), ("pattern", .text("\\.([cC][sS][vV]|[tT][sS][vV]|[jJ][sS][oO][nN])$"))]), list])
      )
    ]
  }

  /// A list of these stages or collectors: an item is a name alone, or the name with what is read below it.
  private func list(of stages: [any Stage.Type]) -> [SchemaNode.Member] {
    let item: JSONValue = .object([
      ("type", .text("object")), ("minProperties", .integer(1)), ("maxProperties", .integer(1)), ("additionalProperties", .flag(false)),
      ("properties", .object(stages.map { ($0.name.rawValue, stage($0)) })),
    ])
    let name: JSONValue = .object([("enum", .array(stages.map { .text($0.name.rawValue) }))])
    return [("type", .text("array")), ("items", .object([("anyOf", .array([item, name]))]))]
  }

  /// Returns the values behind a stage's name: none, its own value, or a mapping of its settings.
  private func stage(_ stage: any Stage.Type) -> JSONValue {
    let descriptions = stage.settingDescriptions
    let own = descriptions.first { $0.key.isEmpty }
    let settings = descriptions.filter { !$0.key.isEmpty }
    var forms: [JSONValue] = []
    if let own { forms.append(.object(SchemaNode.kind(own.kind))) }
    if !settings.isEmpty { forms.append(.object(SchemaNode.settings(settings))) }
    if !descriptions.contains(where: \.isRequired) { forms.append(.object([("type", .text("null"))])) }
    let members: [SchemaNode.Member] = forms.count == 1 ? forms[0].members : [("anyOf", .array(forms))]
    let documentation = [stage.summary, own?.documentation].compactMap(\.self).joined(separator: " ")
    return SchemaNode(members).described(documentation).value
  }
}
