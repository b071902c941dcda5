import Diagnostics
import ImageCore
import ImageOperations
import PipelineModel

/// One rendition that `thumbnails` makes.
struct Thumbnail: Sendable {
  let name: String
  let target: FitTarget?
  let format: FormatID
  let formatWord: String
  let encoding: EncodingSettings
  /// The background, or `nil` for white if one is needed, and transparency otherwise.
  let background: Colour?
  let enlarge: Bool
  let light: ResamplingSpace
  /// Nil: as the pipeline file says for all.
  let provenance: ProvenanceSetting?
  let treatment: RenditionTreatment
  let namePosition: SourcePosition?
  let formatPosition: SourcePosition?
  private let sizePosition: SourcePosition?

  private static let sides = 1...32_768

  /// - Parameter codecs: those whose formats may be chosen.
  init(settings: inout SettingsReader, codecs: [any ImageCodec]) {
    name = settings.text("name", isRequired: true, "The file's name without extension.") ?? ""
    let longest = settings.integer("longest", in: Self.sides, "The longest edge in pixels.")
    let width = settings.integer("width", in: Self.sides, "The width in pixels.")
    let height = settings.integer("height", in: Self.sides, "The height in pixels.")
    let fit = settings.choice("fit", default: FitMode?.none, "How the picture fits into width and height; default `inside`.")
    formatWord = settings.text("format", isRequired: true, "The format that is written: \(Self.alternatives(codecs)).") ?? ""
    encoding = EncodingSettings(settings: &settings, codecs: codecs)
    background = settings.value(
      "background", default: Colour?.none, expected: "a colour name, or six or eight hexadecimal digits",
      "What lies under transparent pixels and around padded pictures; default: white where one is needed.",
      show: { $0?.description }, parse: { Colour($0).map { .some($0) } })
    enlarge = settings.flag("enlarge", default: false, "Whether a smaller picture is enlarged.")
    light =
      settings.choice(
        "light", default: ResamplingSpace.linear, "What is averaged when the picture is scaled: `linear` light, or the `encoded` values.")
      ?? .linear
    provenance = settings.omittingDefaults {
      $0.choice(
        "provenance", default: ProvenanceSetting?.none,
        "Whether this file says how its picture came to be: `xmp` or `none`; default: as `provenance` at the top of the file says, and nothing for pictures of at most \(FileProvenance.smallSide) pixels where that is silent."
      )
    }
    treatment = RenditionTreatment(settings: &settings)
    if treatment.focus != .centre, fit != .cover {
      settings.report(.unclearSize, "'focus' says what 'fit: cover' keeps, and nothing is cut off here", at: "focus")
    }
    format = FormatID(formatWord)
    namePosition = settings.position(of: "name")
    formatPosition = settings.position(of: "format")
    sizePosition = settings.position(of: longest != nil ? "longest" : (height ?? 0) > (width ?? 0) ? "height" : "width")
    target = Self.target(longest: longest, width: width, height: height, fit: fit, settings: &settings)
  }

  /// Returns the formats' words as in "`png`, `jpeg` or `webp`".
  private static func alternatives(_ codecs: [any ImageCodec]) -> String {
    let words = codecs.map(\.format).filter { $0.can(.encode) }.map { "`\($0.id)`" }
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) or \(last)"
  }

  private static func target(
    longest: Int?, width: Int?, height: Int?, fit: FitMode?, settings: inout SettingsReader
  ) -> FitTarget? {
    if longest != nil, width != nil || height != nil {
      settings.report(.unclearSize, "'longest' and 'width' or 'height' exclude each other", at: width != nil ? "width" : "height")
      return nil
    }
    if let longest {
      if fit != nil { settings.report(.unclearSize, "'fit' needs 'width' and 'height', not 'longest'", at: "fit") }
      return .longest(longest)
    }
    switch (width, height) {
    case (let width?, let height?): return .box(PixelSize(width, height), fit ?? .inside)
    case (let side?, nil), (nil, let side?):
      // One that could not be read was reported where it stands.
      if settings.has("width"), settings.has("height") { return nil }
      if let fit, fit != .inside {
        settings.report(.unclearSize, "'fit: \(fit.rawValue)' needs both 'width' and 'height'", at: "fit")
        return nil
      }
      return width != nil ? .width(side) : .height(side)
    case (nil, nil):
      // A value that could not be read was reported at its place.
      if !settings.has("longest"), !settings.has("width"), !settings.has("height") {
        settings.report(.unclearSize, "a thumbnail needs 'longest', or 'width' and 'height'", at: "name")
      }
      return nil
    }
  }

  func check(in context: CheckContext) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if let problem = OutputNaming.problem(with: name), !name.isEmpty {
      diagnostics.append(Diagnostic(.invalidName, "the name '\(name)' \(problem)", at: namePosition))
    }
    if let stem = nameWithoutExtension(context.codecs) {
      diagnostics.append(
        Diagnostic(
          .invalidName, "the name '\(name)' has an extension already, and 'format' gives the file its own", at: namePosition,
          suggestion: stem))
    }
    if let reserved = OutputNaming.reservedOnWindows(name) {
      diagnostics.append(
        Diagnostic(
          .deviceName, "the name '\(name)' cannot be a file on Windows, where '\(reserved)' is a device", severity: .warning,
          at: namePosition))
    }
    let writable = context.codecs.writable
    guard let known = writable.first(where: { $0.id == format }) else {
      let words = writable.map(\.id.rawValue)
      if let obstacle = context.codecs.codec(for: format)?.format.encodingObstacle {
        diagnostics.append(
          Diagnostic(.unknownFormat, "'\(formatWord)' cannot be written here: \(obstacle)", at: formatPosition, allowed: words))
      } else if !formatWord.isEmpty {
        diagnostics.append(
          Diagnostic(
            .unknownFormat, "'\(formatWord)' is not a format that can be written", at: formatPosition, allowed: words,
            suggestion: Suggestion.nearest(to: formatWord, among: words) ?? alias(among: writable)))
      }
      return diagnostics
    }
    if let problem = sizeProblem(as: known, limits: context.limits) {
      diagnostics.append(Diagnostic(.oversizedOutput, problem, at: sizePosition))
    }
    return diagnostics + encoding.check(for: known, word: formatWord)
  }

  /// Returns the name without the extension of a format that it ends with, or `nil` if it has none.
  private func nameWithoutExtension(_ codecs: CodecRegistry) -> String? {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return codecs.codecs.contains { $0.format.fileExtensions.contains(ending) } ? String(name[..<dot]) : nil
  }

  /// Returns the format that a file extension such as `jpg` stands for.
  private func alias(among formats: [ImageFormat]) -> String? {
    formats.first { $0.fileExtensions.contains(formatWord.lowercased()) }?.id.rawValue
  }

  /// Returns the picture that is made of one of this size, or `nil` for settings with mistakes.
  func picture(of size: PixelSize, codecs: CodecRegistry) -> PlannedPicture? {
    step(for: size).map { PlannedPicture(name: name, size: $0.plan.outputSize, format: codecs.codec(for: format)?.format) }
  }

  /// The size that it has of every picture that is large enough, or `nil` where the picture's proportions decide it.
  var canvas: PixelSize? {
    guard case .box(let size, let fit)? = target, fit != .inside else { return nil }
    return size
  }

  /// How a picture of this size is scaled; nil for settings with mistakes.
  /// - Parameter focus: the subject's place, where the picture was looked at.
  func step(for size: PixelSize, focus: FocusPoint? = nil) -> Renditions.Step? {
    target.map { target in
      Renditions.Step(
        plan: FitPlan(source: size, target: target, enlarge: enlarge, focus: focus ?? treatment.point), light: light,
        resampling: treatment.resampling)
    }
  }

  /// How a picture is scaled; nil for settings with mistakes.
  func step(for raster: Raster) -> Renditions.Step? {
    let whole = step(for: raster.size)
    guard let step = whole, treatment.focus == .subject else { return whole }
    return self.step(for: raster.size, focus: raster.subject(for: step.plan.crop.size))
  }

  /// The file of the scaled picture, with an XMP packet where it has something to say.
  func encode(_ scaled: Raster, _ plan: FitPlan, writer: ImageWriter, provenance: FileProvenance?) throws -> ProducedFile {
    guard let format = writer.codecs.codec(for: format)?.format else {
      preconditionFailure("a thumbnail with mistakes is not planned")
    }
    var picture = scaled.sharpened(byThousandths: treatment.sharpening)
    let keepsTransparency = background == nil && format.can(.alpha) && picture.hasTransparency
    if let placement = plan.placement {
      picture = picture.padded(placement, onto: background ?? (keepsTransparency ? .transparent : .white))
    }
    if picture.hasTransparency, !format.can(.alpha) || (background?.isOpaque ?? false) {
      picture = picture.flattened(onto: background ?? .white)
    }
    let bytes = try writer.write(
      picture, as: format.id, settings: encoding.settings(for: format.id), xmp: provenance?.packet(for: picture.size))
    return ProducedFile(name: name, picture: EncodedPicture(bytes: bytes, format: format, size: picture.size))
  }

  /// Returns the note on a plan that could not be met, or `nil` if it was.
  func note(on plan: FitPlan) -> String? {
    plan.keptSmaller ? "'\(name)' stays smaller than asked, because 'enlarge' is false" : nil
  }
}

extension Diagnostic.ID {
  fileprivate static let unclearSize: Diagnostic.ID = "unclear-size"
  fileprivate static let invalidName: Diagnostic.ID = "invalid-name"
  fileprivate static let deviceName: Diagnostic.ID = "device-name"
  static let oversizedOutput: Diagnostic.ID = "oversized-output"
  fileprivate static let unknownFormat: Diagnostic.ID = "unknown-format"
}

extension Thumbnail {
  /// Returns the reason why the requested size is impossible, whatever the source is, or `nil` if it depends on the source.
  func sizeProblem(as format: ImageFormat, limits: DecodeLimits) -> String? {
    guard let target else { return nil }
    if let asked = minimumAsked(of: target), let longest = format.longestSide, asked > longest {
      return "'\(name)' asks for \(asked) pixels on a side, and a \(format.id) picture has at most \(longest)"
    }
    guard let size = exactSize(of: target) else { return nil }
    return PlannedPicture(name: name, size: size, format: format).problem(within: limits)
  }

  /// Returns the longest side of a picture that meets the target in full. A box that it fits inside is met by either side.
  private func minimumAsked(of target: FitTarget) -> Int? {
    switch target {
    case .longest(let side), .width(let side), .height(let side): side
    case .box(let box, .inside): min(box.width, box.height)
    case .box(let box, .cover), .box(let box, .pad): box.longestSide
    }
  }

  /// Returns the size that every source yields, or `nil` if it depends on the source. Without `enlarge` a small source is covered by less
  /// than the box.
  private func exactSize(of target: FitTarget) -> PixelSize? {
    switch target {
    case .box(let box, .pad): box
    case .box(let box, .cover): enlarge ? box : nil
    case .box(_, .inside), .longest, .width, .height: nil
    }
  }
}
