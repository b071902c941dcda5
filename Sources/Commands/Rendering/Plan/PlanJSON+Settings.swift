import Diagnostics
import JSON
import PipelineModel

extension PlanJSON {
  /// Returns the values in force of a stage's settings, those without one left out; its own value, as in `decode: result`, is named
  /// `value`.
  static func settings(of link: Chain.Link) -> JSONValue {
    let kinds = Dictionary(uniqueKeysWithValues: link.type.settingDescriptions.map { ($0.key, $0.kind) })
    return .object(
      link.settings.settings.filter { !$0.value.isEmpty }.map { setting in
        (setting.key.isEmpty ? "value" : setting.key, value(setting.value, of: kinds[setting.key] ?? .text))
      })
  }

  private static func value(_ text: String, of kind: SettingDescription.Kind) -> JSONValue {
    switch kind {
    case .list:
      return .array((ListText.texts(of: text) ?? [text]).map { .text($0) })
    case .entries(let descriptions):
      let kinds = Dictionary(uniqueKeysWithValues: descriptions.map { ($0.key, $0.kind) })
      return .array(
        (ListText.texts(of: text) ?? []).map { entry in
          let parts = ListText.texts(of: entry) ?? []
          let pairs = stride(from: 0, to: parts.count - 1, by: 2).map { (key: parts[$0], value: parts[$0 + 1]) }
          return .object(pairs.filter { !$0.value.isEmpty }.map { ($0.key, value($0.value, of: kinds[$0.key] ?? .text)) })
        })
    case .text, .integer, .flag, .choice, .formatted, .settings, .names, .either:
      return .text(ListText.shown(text))
    }
  }
}
