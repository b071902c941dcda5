package import Diagnostics
package import ImageCore

extension DecodeLimits {
  /// Returns the limits with those that a pipeline file sets under `limits:`.
  func replacing(from node: Node?) -> (limits: DecodeLimits, diagnostics: [Diagnostic]) {
    let (limits, outcome) = SettingsReader.readingAsMeant(node, reading)
    return (limits, outcome.diagnostics)
  }

  /// The settings under `limits:`.
  package var descriptions: [SettingDescription] { reading(nil).outcome.descriptions }

  private func reading(_ node: Node?) -> (value: DecodeLimits, outcome: SettingsReader.Outcome) {
    var reader = SettingsReader(node, subject: "limits", at: node?.position)
    var limits = self
    for setting in DecodeLimits.settings {
      let value = reader.integer(setting.name, default: self[keyPath: setting.path], in: DecodeLimits.range, setting.documentation)
      if let value { limits[keyPath: setting.path] = value }
    }
    return (limits, reader.finish())
  }
}
