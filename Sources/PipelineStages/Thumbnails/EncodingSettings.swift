import Diagnostics
import ImageCore

/// How one rendition is encoded: the settings of every format, each checked against what the chosen one can do.
struct EncodingSettings: Sendable {
  /// A setting that only some formats have a use for, and where the file gives it.
  private struct Given: Sendable {
    let key: String
    let needs: ImageFormat.Capability
    let position: SourcePosition?
  }

  let options: EncodeOptions
  private let given: [Given]
  private let needsLossless: [Given]
  private let qualityPosition: SourcePosition?

  init(settings: inout SettingsReader) {
    let quality = settings.integer("quality", default: Quality.standard.value, in: 0...100, "Quality of lossy formats.")
    let lossless = settings.flag("lossless", default: false, "Keep every pixel exactly, in formats that can do both.")
    let progressive = settings.flag("progressive", default: false, "JPEG: from coarse to fine, in several scans.")
    let chroma = settings.choice(
      "chroma", default: ChromaSampling.automatic,
      "JPEG: colour for every pixel (`4:4:4`), for every fourth (`4:2:0`), or by the quality (`auto`: `4:4:4` from 90 on).")
    let level = settings.integer("level", in: 0...9, "PNG: the level of compression, from 0 (none) to 9 (smallest).")
    let palette = settings.flag("palette", default: true, "PNG: a palette where the picture has at most 256 colours; pixels stay exact.")
    let near = settings.integer(
      "nearLossless", in: 0...100, "WebP: lossless coding of pixels changed a little to be smaller, from 0 (most) to 100 (not at all).")
    let method = settings.integer("method", in: 0...6, "WebP: effort, from 0 (fastest) to 6 (smallest).")
    let exact = settings.flag("exact", default: lossless || near != nil, "WebP: keep the colour of wholly transparent pixels.")

    var options = EncodeOptions(quality: quality.flatMap { Quality($0) } ?? .standard, lossless: lossless || near != nil)
    options.progressive = progressive
    options.chroma = chroma ?? .automatic
    options.compressionLevel = level
    options.usesPalette = palette
    options.nearLossless = near
    options.method = method
    options.exact = exact
    self.options = options

    let needs: [(String, ImageFormat.Capability)] = [
      ("progressive", .progressive), ("chroma", .chromaSampling), ("level", .compressionLevel), ("palette", .palette),
      ("nearLossless", .nearLossless), ("method", .method), ("exact", .exactColour),
    ]
    given = needs.compactMap { key, capability in
      settings.has(key) ? Given(key: key, needs: capability, position: settings.position(of: key)) : nil
    }
    needsLossless = lossless ? [Given(key: "lossless", needs: .lossless, position: settings.position(of: "lossless"))] : []
    qualityPosition = settings.has("quality") ? settings.position(of: "quality") : nil
  }

  /// A diagnostic for each setting that `format`, written as `word`, has no use for.
  func check(for format: ImageFormat, word: String) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if let qualityPosition {
      if !format.can(.lossy) {
        diagnostics.append(Diagnostic(.uselessSetting, "'\(word)' keeps every pixel, so it has no 'quality'", at: qualityPosition))
      } else if options.lossless, format.can(.lossless) {
        diagnostics.append(Diagnostic(.uselessSetting, "lossless coding has no 'quality'", at: qualityPosition))
      }
    }
    for setting in needsLossless where !format.can(setting.needs) {
      diagnostics.append(Diagnostic(.uselessSetting, "'\(word)' cannot be 'lossless'", at: setting.position))
    }
    for setting in given where !format.can(setting.needs) {
      diagnostics.append(Diagnostic(.uselessSetting, "'\(word)' has no '\(setting.key)'", at: setting.position))
    }
    return diagnostics
  }
}

extension Diagnostic.ID {
  static let uselessSetting: Diagnostic.ID = "useless-setting"
}
