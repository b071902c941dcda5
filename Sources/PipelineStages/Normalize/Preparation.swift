import ImageCore
import ImageOperations
import PipelineEngine

/// How pixels become a picture that is sent: size, type, and the ladder by which it is made to fit.
///
/// The ladder: each type in turn at the full quality; then the last lossy type (else the last) at lower qualities; then smaller, three quarters
/// of the edges at a time. Every step is said in a note.
struct Preparation: Hashable, Sendable {
  static let standardQuality = 90
  private static let lowerQualities = [80, 70, 60]
  /// A picture that is still too large at this longest edge is given up.
  private static let smallestEdge = 256

  let longest: Int?
  /// Empty: chosen by the picture.
  let mediaTypes: [String]
  let quality: Int
  let background: Colour
  let light: ResamplingLight

  static let standard = Preparation(longest: nil, mediaTypes: [], quality: standardQuality, background: .white, light: .linear)

  /// How a picture of this size is made small enough; nil where it is already.
  func plan(for size: PixelSize) -> FitPlan? {
    guard let longest, size.longestSide > longest else { return nil }
    return FitPlan(source: size, target: .longest(longest), enlarge: false)
  }

  @concurrent
  func prepare(
    _ pixels: ReducedRaster, rules: InputRules, writer: ImageWriter
  ) async throws -> (picture: EncodedPicture, notes: [String]) {
    var notes: [String] = []
    // A model is never given colours that were kept for the renditions: nobody says whether it reads profiles.
    let (converted, colourNote) = pixels.raster.convertedToSRGB()
    if let colourNote { notes.append(colourNote.description) }
    var current = converted
    if let plan = plan(for: pixels.fullSize) {
      current = try ReducedRaster(raster: converted, fullSize: pixels.fullSize, region: pixels.region).scaled(plan, light: light)
    }
    let types = candidates(for: current, rules: rules, writer: writer)
    guard let last = types.last(where: { $0.can(.lossy) }) ?? types.last else {
      throw StageFailure(name: "no-accepted-type", message: "there is no picture type that can be written and that the gateway takes")
    }
    for format in types {
      let picture = try encode(current, as: format, quality: quality, writer: writer, notes: &notes)
      if picture.bytes.count <= rules.pictureBytes { return (picture, notes) }
      notes.append("\(format.mediaType) has \(picture.bytes.count) bytes, more than the \(rules.pictureBytes) allowed")
    }
    if last.can(.lossy) {
      for lower in Self.lowerQualities where lower < quality {
        let picture = try encode(current, as: last, quality: lower, writer: writer, notes: &notes)
        if picture.bytes.count <= rules.pictureBytes { return (picture, notes + ["quality lowered to \(lower)"]) }
      }
    }
    while current.size.longestSide * 3 / 4 >= Self.smallestEdge {
      let edge = current.size.longestSide * 3 / 4
      current = try current.fitted(
        FitPlan(source: current.size, target: .longest(edge), enlarge: false), background: background, light: light)
      let picture = try encode(current, as: last, quality: min(quality, Self.lowerQualities.last ?? quality), writer: writer, notes: &notes)
      if picture.bytes.count <= rules.pictureBytes { return (picture, notes + ["made smaller, to \(current.size)"]) }
    }
    throw StageFailure(
      name: "picture-too-large", message: "the picture cannot be made to fit into the \(rules.pictureBytes) bytes that the gateway takes")
  }

  /// The types to try. Without a list: JPEG for opaque pictures and PNG for others, then the rest that can be written.
  private func candidates(for raster: Raster, rules: InputRules, writer: ImageWriter) -> [ImageFormat] {
    let writable = writer.codecs.writable.filter { rules.mediaTypes.contains($0.mediaType) }
    guard mediaTypes.isEmpty else {
      return mediaTypes.compactMap { type in writable.first { $0.mediaType == type } }
    }
    guard raster.hasTransparency else {
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
    let bytes = try writer.write(pixels, as: format.id, options: EncodeOptions(quality: quality))
    return EncodedPicture(bytes: bytes, format: format, size: pixels.size)
  }
}
