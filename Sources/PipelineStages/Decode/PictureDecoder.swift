import ImageCore
import ImageOperations
import PipelineModel

/// Decodes bytes to upright sRGB pixels, with notes for a person.
enum PictureDecoder {
  /// Decodes all of a picture.
  static func decode(
    _ picture: OpenedPicture, of path: String? = nil, policy: DecodePolicy = .standard
  ) async throws -> (raster: Raster, notes: [String]) {
    let (artifact, notes) = try await decode(picture, of: path, policy: policy) { _ in nil }
    guard case .raster(let raster) = artifact else { preconditionFailure("nothing less than all pixels was asked for") }
    return (raster, notes)
  }

  /// Decodes only the pixels of a picture that are needed.
  /// - Parameters:
  ///   - path: named where the bytes are no picture; nil for bytes that are of no file.
  ///   - rounds: whether samples of 8 bits will do where all of the picture is decoded.
  ///   - need: given the upright size of the picture, what will do; nil for all of it.
  @concurrent
  static func decode(
    _ picture: OpenedPicture, of path: String?, policy: DecodePolicy, rounds: Bool = false, need: @Sendable (PixelSize) -> ScalingNeed?
  ) async throws -> (artifact: Artifact, notes: [String]) {
    switch try named(path, { () throws(CodecError) in try read(picture, policy: policy, rounds: rounds, need: need) }) {
    case .cancelled: throw CancellationError()
    case .scaled(let pictures, let plan):
      return (.scaled(pictures), try notes(on: plan.header, colourSpace: plan.colourSpace, policy: policy))
    case .whole(let decoded):
      let (picture, notes) = try finish(decoded, policy: policy)
      return (picture.isReduced ? .reduced(picture) : .raster(picture.raster), notes)
    case .converted(let raster, let plan, let note):
      let notes = try notes(on: plan.header, colourSpace: plan.colourSpace, policy: policy) + (note.map { [$0.description] } ?? [])
      let stored = ReducedRaster(raster: raster, fullSize: plan.header.size, region: plan.region)
      let picture = stored.upright(from: plan.header.orientation)
      return (picture.isReduced ? .reduced(picture) : .raster(picture.raster), notes)
    }
  }

  private static func named<Value>(_ path: String?, _ body: () throws(CodecError) -> Value) throws -> Value {
    do throws(CodecError) {
      return try body()
    } catch {
      throw StageFailure("unreadable-picture", path.map { "'\($0)' cannot be used: \(error)" } ?? error.description)
    }
  }

  private enum Outcome {
    case whole(DecodedImage)
    /// With what a person should know of the conversion.
    case converted(Raster, DecodingPlan, ColourNote?)
    case scaled(ScaledPictures, DecodingPlan)
    case cancelled
  }

  private static func read(
    _ picture: OpenedPicture, policy: DecodePolicy, rounds: Bool, need: (PixelSize) -> ScalingNeed?
  ) throws(CodecError) -> Outcome {
    let header = picture.header
    let need = need(header.uprightSize)
    let target = need?.least.map { header.orientation.swapsAxes ? $0.transposed : $0 }
    let plan = try picture.plan(fitting: target, natively: true)
    guard let need, var scaler = scaler(need, plan, policy: policy) else {
      if let outcome = try converted(picture, plan, policy: policy, rounds: rounds) { return outcome }
      return .whole(try picture.decode(by: plan))
    }
    var isCancelled = false
    try picture.decodeRows(by: plan) { rows in
      isCancelled = Task.isCancelled
      if !isCancelled { scaler.take(rows) }
      return !isCancelled
    }
    return isCancelled ? .cancelled : .scaled(scaler.finish(), plan)
  }

  /// Decodes a picture and converts its rows as they come; nil where they do not have to be, or cannot.
  private static func converted(
    _ picture: OpenedPicture, _ plan: DecodingPlan, policy: DecodePolicy, rounds: Bool
  ) throws(CodecError) -> Outcome? {
    let isDeep = plan.layout.format == .rgba16
    guard policy.colour == .convert, plan.colourSpace != .sRGB || (isDeep && rounds),
      let rows = SRGBRows(converting: plan.colourSpace, layout: plan.layout, rounds: rounds)
    else { return nil }
    var isCancelled = false
    try picture.decodeRows(by: plan) { part in
      isCancelled = Task.isCancelled
      if !isCancelled { rows.take(part) }
      return !isCancelled
    }
    if isCancelled { return .cancelled }
    return .converted(rows.finish(), plan, rows.note)
  }

  /// Takes pixels that were decoded already, or decodes what is stored.
  @concurrent
  static func finish(_ answered: AnsweredPicture, policy: DecodePolicy = .standard) async throws -> (raster: Raster, notes: [String]) {
    if let decoded = answered.decoded {
      let (picture, notes) = try finish(decoded, policy: policy)
      return (picture.raster, notes)
    }
    do {
      return try await decode(answered.open(), policy: policy)
    } catch let error as CodecError {
      throw StageFailure("unreadable-picture", error.description)
    }
  }

  /// Returns the scaler for a need, or `nil` if the picture has to be in memory as a whole.
  private static func scaler(_ need: ScalingNeed, _ plan: DecodingPlan, policy: DecodePolicy) -> RowScaler? {
    let colour: RowColour? =
      switch policy.colour {
      case .convert: RowColour(converting: plan.colourSpace)
      case .keep: RowColour(keeping: plan.colourSpace, format: plan.layout.format)
      }
    guard let colour else { return nil }
    return RowScaler(
      need.scalings, of: plan.header.uprightSize, orientation: plan.header.orientation, layout: plan.layout, region: plan.region,
      colour: colour)
  }

  private static func finish(_ decoded: DecodedImage, policy: DecodePolicy) throws -> (picture: ReducedRaster, notes: [String]) {
    var notes = try notes(on: decoded.header, colourSpace: decoded.raster.colourSpace, policy: policy)
    let (raster, colourNote) =
      switch policy.colour {
      case .convert: decoded.raster.convertedToSRGB()
      case .keep: decoded.raster.keepingColour()
      }
    if let colourNote { notes.append(colourNote.description) }
    let stored = ReducedRaster(raster: raster, fullSize: decoded.header.size, region: decoded.region)
    return (stored.upright(from: decoded.header.orientation), notes)
  }

  /// Returns the notes that follow from the header alone.
  private static func notes(on header: ImageHeader, colourSpace: ColourSpace, policy: DecodePolicy) throws -> [String] {
    var notes: [String] = []
    if header.frameCount > 1 {
      guard policy.animated == .first else {
        throw StageFailure(
          "animated-picture", "the picture has \(header.frameCount) frames, and 'animated' is 'error'")
      }
      notes.append("only the first of \(header.frameCount) frames is used")
    }
    if header.colourModel == .cmyk {
      notes.append("CMYK inks were converted to sRGB" + (colourSpace == .sRGB ? " without a profile" : ""))
    }
    return notes
  }
}
