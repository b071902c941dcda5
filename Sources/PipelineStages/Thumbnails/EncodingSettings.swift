import Diagnostics
import ImageCore

/// Encode options of one rendition: those of every format, and those that each codec has beside them.
struct EncodingSettings: Sendable {
  /// The options that one codec read.
  private struct Choice: Sendable {
    let settings: any EncodeSettings
    let keys: [String]
  }

  private let choices: [FormatID: Choice]
  /// The codecs' settings that the file gives, in order.
  private let given: [(key: String, position: SourcePosition?)]
  private let losslessPosition: SourcePosition?
  private let asksForLossless: Bool
  private let qualityPosition: SourcePosition?

  /// Reads every codec's settings, whatever format is chosen, so that each is documented, and part of every rendition's key.
  init(settings: inout SettingsReader, codecs: [any ImageCodec]) {
    let quality = settings.integer("quality", default: Quality.standard.value, in: 0...100, "Quality of lossy formats.")
    asksForLossless = settings.flag("lossless", default: false, "Keep every pixel exactly, in formats that can do both.")
    let fidelity = Fidelity(quality: quality.flatMap { Quality($0) } ?? .standard, isLossless: asksForLossless)
    var choices: [FormatID: Choice] = [:]
    var given: [(key: String, position: SourcePosition?)] = []
    // By name: the order in which codecs are tried on a file's bytes does not affect keys and schemas.
    for codec in codecs.filter({ $0.format.can(.encode) }).sorted(by: { $0.format.id < $1.format.id }) {
      let known = settings.readKeys.count
      let own = settings.sharingKeys { codec.encodeSettings(for: fidelity, from: &$0) }
      let keys = Array(settings.readKeys.dropFirst(known))
      choices[codec.format.id] = Choice(settings: own, keys: keys)
      for key in keys where settings.has(key) && !given.contains(where: { $0.key == key }) {
        given.append((key, settings.position(of: key)))
      }
    }
    self.choices = choices
    self.given = given
    losslessPosition = settings.position(of: "lossless")
    qualityPosition = settings.has("quality") ? settings.position(of: "quality") : nil
  }

  /// Returns the encode options for a format.
  /// - Precondition: the format is one that can be written.
  func settings(for format: FormatID) -> any EncodeSettings {
    guard let choice = choices[format] else { preconditionFailure("a thumbnail with mistakes is not planned") }
    return choice.settings
  }

  /// Returns a diagnostic for each setting that `format`, written as `word`, does not use.
  func check(for format: ImageFormat, word: String) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    let choice = choices[format.id]
    if let qualityPosition {
      if !format.can(.lossy) {
        diagnostics.append(Diagnostic(.uselessSetting, "'\(word)' keeps every pixel, so it has no 'quality'", at: qualityPosition))
      } else if choice?.settings.isLossless ?? false, format.can(.lossless) {
        diagnostics.append(Diagnostic(.uselessSetting, "lossless coding has no 'quality'", at: qualityPosition))
      }
    }
    if asksForLossless, !format.can(.lossless) {
      diagnostics.append(Diagnostic(.uselessSetting, "'\(word)' cannot be 'lossless'", at: losslessPosition))
    }
    if let (key, message) = choice?.settings.contradiction {
      diagnostics.append(Diagnostic(.uselessSetting, message, at: given.first { $0.key == key }?.position))
    }
    for (key, position) in given where !(choice?.keys.contains(key) ?? false) {
      diagnostics.append(Diagnostic(.uselessSetting, "'\(word)' has no '\(key)'", at: position))
    }
    return diagnostics
  }
}

extension Diagnostic.ID {
  static let uselessSetting: Diagnostic.ID = "useless-setting"
}
