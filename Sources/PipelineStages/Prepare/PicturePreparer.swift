package import ImageCore
import ImageOperations
import PipelineModel
import Storage

/// Prepares one picture: finds the reasons why it cannot be sent as it is, and removes them. Without any, its bytes stay the same.
package struct PicturePreparer: Sendable {
  private let settings: PreparationSettings
  private let preparation: Preparation
  private let reader: ImageReader
  private let writer: ImageWriter

  package init(settings: PreparationSettings, codecs: CodecRegistry, limits: DecodeLimits = .standard) {
    self.settings = settings
    preparation = settings.preparation
    reader = ImageReader(codecs: codecs, limits: limits)
    writer = ImageWriter(codecs: codecs)
  }

  /// The largest file that is read, in bytes.
  var largestFile: Int { reader.limits.encodedBytes }

  /// A picture whose header and metadata were read, and are within the limits.
  struct Opened: Sendable {
    let picture: OpenedPicture
    let metadata: ImageMetadata
    let state: PictureState

    fileprivate var header: ImageHeader { picture.header }

    /// The bytes that decoding, turning, converting and scaling may hold at once: three copies of the pixels.
    fileprivate var workingBytes: Int { (header.size.pixelCount ?? 0) * (header.bitDepth > 8 ? 8 : 4) * 3 }
  }

  /// Returns the bytes that preparing may hold at once.
  func workingBytes(of source: Opened) -> Int {
    let made = preparation.plan(for: source.state.size).map { [PlannedPicture(name: "", size: $0.outputSize, format: nil)] } ?? []
    // A picture beyond a limit is refused before memory is allocated for it.
    guard made.allSatisfy({ $0.problem(within: reader.limits) == nil }) else { return source.workingBytes }
    return WorkingMemory.bytes(reading: source.workingBytes, making: made)
  }

  func open(_ bytes: [UInt8]) throws(CodecError) -> Opened {
    let picture = try reader.open(bytes)
    let header = picture.header
    let state = PictureState(
      format: picture.format, size: header.uprightSize, storedSize: header.storedSize, orientation: header.storedOrientation,
      bytes: bytes.count, digest: Digest.of(bytes))
    return Opened(picture: picture, metadata: try picture.metadata(), state: state)
  }

  /// Prepares an opened picture.
  /// - Throws: `CodecError` or `StageFailure` if the picture cannot be decoded or made to fit; `CancellationError`.
  @concurrent
  func prepare(_ source: Opened) async throws -> PreparedPicture {
    let plan = preparation.plan(for: source.state.size)
    if let plan, let excess = reader.limits.problem(making: plan.outputSize) {
      throw StageFailure(
        "oversized-output",
        "it would become \(plan.outputSize): \(excess.actual) \(excess.displayName), more than the \(excess.allowed) allowed (\(excess.name))"
      )
    }
    var hasIdleBytes = false
    if steps(for: source, plan: plan).isEmpty {
      // A picture that is sent as it is has to be whole, and nothing but a picture.
      hasIdleBytes = try source.picture.hasIdleBytes()
      let isSeeThrough = try preparation.flattens && source.header.hasAlpha && source.picture.decode().raster.hasTransparency
      guard hasIdleBytes || isSeeThrough else {
        return PreparedPicture(bytes: source.picture.bytes, state: source.state, steps: [], notes: [], plan: nil)
      }
    }
    let need = plan.map { plan in
      // A canvas is laid out from the pixels; otherwise only the scaled picture has to be kept.
      ScalingNeed(scalings: self.preparation.canvas == nil ? [plan.scaling(light: self.preparation.light)] : [], least: plan.minimumSource)
    }
    let (pixels, decodingNotes) = try await PictureDecoder.decode(
      source.picture, of: nil, policy: .standard, rounds: need == nil, need: { _ in need })
    var preparation = preparation
    preparation.preferredType = source.state.format.mediaType
    let outcome = try await preparation.prepare(RenditionSource(pixels), rules: settings.rules, writer: writer)
    // The changes of size by the fallback steps are in its plan.
    var steps = steps(for: source, plan: outcome.plan, hasIdleBytes: hasIdleBytes)
    if outcome.isFlattened {
      steps.append(PreparationStep(action: .flatten, reason: "transparent pixels lie on \(preparation.background)"))
    }
    addEncoding(outcome, of: source, to: &steps)
    let state = PictureState(
      format: outcome.picture.format, size: outcome.picture.size, storedSize: outcome.picture.size, orientation: .upright,
      bytes: outcome.picture.bytes.count, digest: Digest.of(outcome.picture.bytes))
    return PreparedPicture(
      bytes: outcome.picture.bytes, state: state, steps: steps, notes: decodingNotes + outcome.notes, plan: outcome.plan)
  }

  /// Returns the steps that a picture needs before it may be sent; empty if its own bytes may be, as far as is known without its pixels.
  ///
  /// - Parameter hasIdleBytes: `true` if its compressed data were found to hold bytes that no pixel comes from.
  private func steps(for source: Opened, plan: FitPlan?, hasIdleBytes: Bool = false) -> [PreparationStep] {
    var steps: [PreparationStep] = []
    func add(_ action: PreparationStep.Action, _ reason: String) { steps.append(PreparationStep(action: action, reason: reason)) }
    let header = source.header
    if header.frameCount > 1 { add(.takeFirstFrame, "it has \(header.frameCount) frames") }
    if header.orientation != .upright { add(.orient, "stored with orientation \(header.orientation.rawValue)") }
    if header.colourModel == .cmyk {
      add(.convertColour, "its colours are CMYK inks")
    } else if let space = source.metadata.colourSpace, space != .sRGB {
      add(.convertColour, "its colours are \(space.name)")
    }
    var samples: [String] = []
    if header.bitDepth != 8 { samples.append("\(header.bitDepth) bit\(header.bitDepth == 1 ? "" : "s") a sample") }
    if header.colourModel == .grey, header.hasAlpha { samples.append("grey with transparency") }
    if !samples.isEmpty { add(.convertSamples, samples.joined(separator: ", ")) }
    let carried = carried(by: source) + (hasIdleBytes ? ["bytes among its data that no pixel comes from"] : [])
    if !carried.isEmpty { add(.strip, "it carries \(carried.joined(separator: ", "))") }
    addShape(plan, to: &steps)
    let type = source.state.format.mediaType
    let wanted = preparation.mediaTypes.first { settings.rules.mediaTypes.contains($0) }
    if let wanted, wanted != type {
      add(.changeType, "\(wanted) was asked for")
    } else if wanted == nil, !settings.rules.mediaTypes.contains(type) || !source.state.format.can(.encode) {
      add(.changeType, "\(type) is not among the types that are sent")
    }
    if source.state.bytes > settings.rules.pictureBytes, steps.isEmpty {
      add(.compress, "\(source.state.bytes) bytes are more than the \(settings.rules.pictureBytes) allowed")
    }
    return steps
  }

  private func addEncoding(_ outcome: Preparation.Outcome, of source: Opened, to steps: inout [PreparationStep]) {
    let (old, new) = (source.state.format.mediaType, outcome.picture.format.mediaType)
    if old != new, !steps.contains(where: { $0.action == .changeType }) {
      let reason = outcome.fallbackSteps.isEmpty ? "\(old) has no transparency" : "\(old) would be too large"
      steps.append(PreparationStep(action: .changeType, reason: reason))
    }
    guard !outcome.fallbackSteps.isEmpty else { return }
    steps.removeAll { $0.action == .compress }
    steps.append(PreparationStep(action: .compress, reason: outcome.fallbackSteps.joined(separator: "; ")))
  }

  private func addShape(_ plan: FitPlan?, to steps: inout [PreparationStep]) {
    guard let plan else { return }
    let ratio = preparation.canvas.map { "\($0.ratio)" } ?? ""
    if plan.crop.size != plan.source {
      steps.append(PreparationStep(action: .crop, reason: "\(plan.source) is not \(ratio); \(plan.crop) is kept"))
    }
    if plan.scaled != plan.crop.size {
      let longest = preparation.longest.map { ", the longest edge at most \($0)" } ?? ""
      steps.append(PreparationStep(action: .resize, reason: "\(plan.crop.size) to \(plan.scaled)\(longest)"))
    }
    if let placement = plan.placement, placement.canvas != plan.scaled {
      steps.append(PreparationStep(action: .pad, reason: "\(plan.scaled) is not \(ratio); it lies on \(placement.canvas)"))
    }
  }

  /// Returns the names of the file's content beside its pixels.
  private func carried(by source: Opened) -> [String] {
    var names = source.picture.ancillaryBlocks
    if names == nil {
      let metadata = source.metadata
      let found: [(Bool, String)] = [
        (metadata.exif != nil, "EXIF"), (metadata.xmp != nil, "XMP"), (metadata.iccProfile != nil, "a colour profile"),
        (metadata.hasContentCredentials, "a C2PA manifest"),
      ]
      names = found.filter(\.0).map(\.1)
    }
    var result = names ?? []
    if let exif = source.metadata.exif, EXIF(exif.span).hasGPS, let index = result.firstIndex(of: "EXIF") {
      result[index] = "EXIF with a GPS position"
    }
    return result
  }
}
