package import Diagnostics
package import ImageCore

/// A codec's settings as a file would choose them: each of them once otherwise than by default, found by their descriptions.
package enum EncodeVariants {
  package struct Variant: Sendable, CustomStringConvertible {
    /// Empty for the default of files.
    package let key: String
    package let value: String
    package let settings: any EncodeSettings
    /// As they stand in the key of a local result.
    package let resolved: ResolvedSettings

    package var description: String { key.isEmpty ? "default" : "\(key): \(value)" }
  }

  package static func of(_ codec: any ImageCodec, fidelity: Fidelity = Fidelity()) -> [Variant] {
    let plain = read(codec, fidelity, [:])
    return [variant("", "", plain)]
      + plain.outcome.descriptions.flatMap { description in
        values(of: description).map { variant(description.key, $0, read(codec, fidelity, [description.key: $0])) }
      }
  }

  /// What is wrong with a file that gives `key` as `value`.
  package static func diagnostics(_ codec: any ImageCodec, _ key: String, _ value: String) -> [Diagnostic] {
    read(codec, Fidelity(), [key: value]).outcome.diagnostics
  }

  private static func variant(
    _ key: String, _ value: String, _ read: (settings: any EncodeSettings, outcome: SettingsReader.Outcome)
  ) -> Variant {
    Variant(key: key, value: value, settings: read.settings, resolved: read.outcome.settings)
  }

  private static func values(of description: SettingDescription) -> [String] {
    switch description.kind {
    case .flag: ["true", "false"].filter { $0 != description.defaultText }
    case .choice(let words): words.filter { $0 != description.defaultText }
    case .integer(let range): [range.lowerBound, range.upperBound].map(String.init)
    default: []
    }
  }

  private static func read(
    _ codec: any ImageCodec, _ fidelity: Fidelity, _ given: [String: String]
  ) -> (settings: any EncodeSettings, outcome: SettingsReader.Outcome) {
    let position = SourcePosition(line: 1, column: 1)
    let entries = given.map { key, value in
      Node.Entry(key: Node.Scalar(key, at: position), value: .scalar(Node.Scalar(value, at: position)))
    }
    var reader = SettingsReader(.mapping(entries, position), subject: codec.format.id.rawValue, at: position)
    let settings = codec.encodeSettings(for: fidelity, from: &reader)
    return (settings, reader.finish())
  }
}
