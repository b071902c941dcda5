import ImageCore
import ImageOperations
import PipelineModel

/// The conversion of pixels to a picture that is sent: size, type, and the fallback steps that make it fit.
///
/// The steps: each type in turn at the full quality; then the last lossy type (else the last) at lower qualities; then smaller, three
/// quarters of the edges at a time. Every step is recorded in a note.
struct Preparation: Hashable, Sendable {
  static let standardQuality = 90
  static let lowerQualities = [80, 70, 60]
  /// A picture that is still too large at this longest edge fails.
  static let smallestEdge = 256

  /// Of the result, in pixels; `nil` leaves it to the picture.
  let longest: Int?
  /// Empty: chosen by the picture.
  let mediaTypes: [String]
  let quality: Int
  /// Opaque: the colour beneath transparent pixels if the type has no transparency.
  let background: Colour
  let light: ResamplingSpace
  /// The shape that pictures are brought to; `nil` keeps theirs.
  var canvas: CanonicalCanvas?
  /// The type that is tried first if ``mediaTypes`` is empty and it can show the picture: the source's own.
  var preferredType: String?
  /// Indicates whether transparent pixels are laid on the background in types that have transparency too.
  var flattens = false
  /// The colour beside the picture on its canvas, or `nil` for transparent around pictures with transparency that is kept, else the
  /// background.
  var padding: Colour?

  static let standard = Preparation(longest: nil, mediaTypes: [], quality: standardQuality, background: .white, light: .linear)

  /// Returns the plan that makes a picture of this size fit, or `nil` if it does already.
  func plan(for size: PixelSize) -> FitPlan? { plan(for: size, longest: longest) }

  private func plan(for size: PixelSize, longest: Int?) -> FitPlan? {
    if let canvas { return canvas.plan(for: size, longest: longest) }
    guard let longest, size.longestSide > longest else { return nil }
    return FitPlan(source: size, target: .longest(longest), enlarge: false)
  }

  /// The result for a picture.
  struct Outcome: Sendable {
    let picture: EncodedPicture
    /// The plan from the upright source, or `nil` if no pixel was moved.
    let plan: FitPlan?
    let notes: [String]
    /// Indicates whether transparent pixels were laid on the background though the type could have kept them.
    let isFlattened: Bool
    /// The fallback steps that were taken to make it fit into the bytes allowed.
    let fallbackSteps: [String]
  }

  /// Prepares a picture by the fallback steps.
  /// - Throws: `StageFailure` if no type or no size is accepted; `CancellationError`.
  @concurrent
  func prepare(_ given: RenditionSource, rules: InputRules, writer: ImageWriter) async throws -> Outcome {
    var notes: [String] = []
    var fallbackSteps: [String] = []
    let (source, colourNote) = source(in: given)
    if let colourNote { notes.append(colourNote.description) }
    var plan = plan(for: given.fullSize)
    let isFlattened = flattens && source.raster.hasTransparency
    func outcome(_ picture: EncodedPicture, _ lastRung: String? = nil) -> Outcome {
      Outcome(
        picture: picture, plan: plan, notes: notes, isFlattened: isFlattened, fallbackSteps: fallbackSteps + [lastRung].compactMap(\.self))
    }
    var current = try fitted(source, self.plan(for: source.fullSize))
    let types = candidates(isTransparent: current.hasTransparency, rules: rules, codecs: writer.codecs)
    guard let last = Self.lastResort(among: types) else {
      throw StageFailure("no-accepted-type", "there is no picture type that can be written and that the gateway takes")
    }
    for format in types {
      try Task.checkCancellation()
      let picture = try encode(current, as: format, quality: quality, writer: writer, notes: &notes)
      if picture.bytes.count <= rules.pictureBytes { return outcome(picture) }
      fallbackSteps.append("\(format.mediaType) has \(picture.bytes.count) bytes, more than the \(rules.pictureBytes) allowed")
    }
    if last.can(.lossy) {
      for lower in Self.lowerQualities where lower < quality {
        try Task.checkCancellation()
        let picture = try encode(current, as: last, quality: lower, writer: writer, notes: &notes)
        if picture.bytes.count <= rules.pictureBytes {
          return outcome(picture, "quality lowered to \(lower)")
        }
      }
    }
    while current.size.longestSide * 3 / 4 >= Self.smallestEdge {
      // From the source each time: a filter's overshoot that 8 bits cut off cannot be restored by the next one.
      let longest = current.size.longestSide * 3 / 4
      plan = self.plan(for: given.fullSize, longest: longest)
      current = try fitted(source, self.plan(for: source.fullSize, longest: longest))
      let picture = try encode(current, as: last, quality: min(quality, Self.lowerQualities.last ?? quality), writer: writer, notes: &notes)
      if picture.bytes.count <= rules.pictureBytes {
        return outcome(picture, "made smaller, to \(current.size)")
      }
    }
    throw StageFailure(
      "picture-too-large", "the picture cannot be made to fit into the \(rules.pictureBytes) bytes that the gateway takes")
  }

  /// Returns the pixels to work from. A model is never given colours that were kept for the renditions: it is not known whether it reads
  /// profiles.
  ///
  /// If the picture was scaled while it was decoded, the scaled one is the picture from here on.
  private func source(in given: RenditionSource) -> (ReducedRaster, ColourNote?) {
    switch given {
    case .whole(let picture):
      let (converted, note) = picture.raster.convertedToSRGB()
      return (ReducedRaster(raster: converted, fullSize: picture.fullSize, region: picture.region), note)
    case .scaled(let pictures):
      guard let plan = plan(for: pictures.fullSize) else {
        preconditionFailure("a picture in its own size is asked for as a whole")
      }
      let (converted, note) = pictures[plan.scaling(light: light)].convertedToSRGB()
      return (ReducedRaster(converted), note)
    }
  }

  private func fitted(_ source: ReducedRaster, _ plan: FitPlan?) throws -> Raster {
    let isOpaque = !source.raster.hasTransparency
    let beside = padding ?? (isOpaque || flattens ? background : .transparent)
    let raster = try plan.map { try source.fitted($0, background: beside, light: light) } ?? source.raster
    return flattens ? raster.flattened(onto: background) : raster
  }

  /// Returns the types to try. Without a list: JPEG for opaque pictures and PNG for others, then the rest that can be written.
  func candidates(isTransparent: Bool, rules: InputRules, codecs: CodecRegistry) -> [ImageFormat] {
    let writable = codecs.writable.filter { rules.mediaTypes.contains($0.mediaType) }
    guard mediaTypes.isEmpty else {
      return mediaTypes.compactMap { type in writable.first { $0.mediaType == type } }
    }
    if let preferredType, let format = writable.first(where: { $0.mediaType == preferredType }),
      format.can(.alpha) || !isTransparent
    {
      return [format] + Self.standardCandidates(isTransparent: isTransparent, writable: writable).filter { $0.id != format.id }
    }
    return Self.standardCandidates(isTransparent: isTransparent, writable: writable)
  }

  /// Returns the type of the lower qualities and the smaller sizes.
  static func lastResort(among types: [ImageFormat]) -> ImageFormat? { types.last { $0.can(.lossy) } ?? types.last }

  private static func standardCandidates(isTransparent: Bool, writable: [ImageFormat]) -> [ImageFormat] {
    guard isTransparent else {
      // Without alpha the small types come first.
      return writable.filter { !$0.can(.alpha) } + writable.filter { $0.can(.alpha) && $0.can(.lossy) }
        + writable.filter { !$0.can(.lossy) }
    }
    let withAlpha = writable.filter { $0.can(.alpha) }
    return withAlpha.filter { !$0.can(.lossy) } + withAlpha.filter { $0.can(.lossy) } + writable.filter { !$0.can(.alpha) }
  }

  private func encode(
    _ raster: Raster, as format: ImageFormat, quality: Int, writer: ImageWriter, notes: inout [String]
  ) throws -> EncodedPicture {
    var pixels = raster
    if !format.can(.alpha), raster.hasTransparency {
      pixels = raster.flattened(onto: background)
      let note = "transparent pixels laid on \(background), because \(format.mediaType) has no transparency"
      if !notes.contains(note) { notes.append(note) }
    }
    guard let quality = Quality(quality) else { preconditionFailure("qualities are 1 to 100") }
    let bytes = try writer.write(pixels, as: format.id, fidelity: Fidelity(quality: quality))
    return EncodedPicture(bytes: bytes, format: format, size: pixels.size)
  }
}
