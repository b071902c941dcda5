import ImageCore
import ImageOperations
import PipelineModel

/// How pixels become a picture that is sent: size, type, and the ladder by which it is made to fit.
///
/// The ladder: each type in turn at the full quality; then the last lossy type (else the last) at lower qualities; then smaller, three quarters
/// of the edges at a time. Every step is said in a note.
struct Preparation: Hashable, Sendable {
  static let standardQuality = 90
  static let lowerQualities = [80, 70, 60]
  /// A picture that is still too large at this longest edge is given up.
  static let smallestEdge = 256

  /// Of the result, in pixels; nil leaves it to the picture.
  let longest: Int?
  /// Empty: chosen by the picture.
  let mediaTypes: [String]
  let quality: Int
  /// Opaque: what transparent pixels lie on where the type has no transparency.
  let background: Colour
  let light: ResamplingLight
  /// The shape that pictures are brought to; nil keeps theirs.
  var canvas: CanonicalCanvas?
  /// The type that is tried first where ``mediaTypes`` is empty and it can show the picture: the source's own.
  var preferredType: String?
  /// Whether transparent pixels are laid on the background in types that have transparency too.
  var flattens = false
  /// The colour beside the picture on its canvas; nil: transparent around pictures with transparency that is kept, else the background.
  var padding: Colour?

  static let standard = Preparation(longest: nil, mediaTypes: [], quality: standardQuality, background: .white, light: .linear)

  /// How a picture of this size is made to fit; nil where it does already.
  func plan(for size: PixelSize) -> FitPlan? { plan(for: size, longest: longest) }

  private func plan(for size: PixelSize, longest: Int?) -> FitPlan? {
    if let canvas { return canvas.plan(for: size, longest: longest) }
    guard let longest, size.longestSide > longest else { return nil }
    return FitPlan(source: size, target: .longest(longest), enlarge: false)
  }

  /// What came of a picture.
  struct Outcome: Sendable {
    let picture: EncodedPicture
    /// How it was made from the upright source; nil where no pixel was moved.
    let plan: FitPlan?
    let notes: [String]
    /// Whether transparent pixels were laid on the background though the type could have kept them.
    let isFlattened: Bool
    /// The steps of the ladder that were taken to make it fit into the bytes allowed.
    let rungs: [String]
  }

  /// - Throws: `StageFailure` where there is no type or no size that is accepted; `CancellationError`.
  @concurrent
  func prepare(_ given: RenditionSource, rules: InputRules, writer: ImageWriter) async throws -> Outcome {
    var notes: [String] = []
    var rungs: [String] = []
    let (source, colourNote) = source(in: given)
    if let colourNote { notes.append(colourNote.description) }
    var plan = plan(for: given.fullSize)
    let isFlattened = flattens && source.raster.hasTransparency
    func outcome(_ picture: EncodedPicture, _ lastRung: String? = nil) -> Outcome {
      Outcome(picture: picture, plan: plan, notes: notes, isFlattened: isFlattened, rungs: rungs + [lastRung].compactMap(\.self))
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
      rungs.append("\(format.mediaType) has \(picture.bytes.count) bytes, more than the \(rules.pictureBytes) allowed")
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
      // From the source each time: what a filter overshoots and 8 bits cut off cannot be brought back by the next one.
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

  /// The pixels to work from. A model is never given colours that were kept for the renditions: nobody says whether it reads profiles.
  ///
  /// What was scaled while it was decoded is the picture from here on.
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

  /// The types to try. Without a list: JPEG for opaque pictures and PNG for others, then the rest that can be written.
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

  /// The type that qualities are lowered with, and that smaller sizes are tried with.
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
