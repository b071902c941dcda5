import GatewayAPI
import ImageCore
package import PipelineModel
import Storage
import SystemPackage

/// Predicts the preparation of a plan's pictures for the model: of sources from their headers; of references, which are few and go with
/// many calls, by preparing them.
package struct PreparationForecaster: Sendable {
  /// References that are prepared beforehand; for more only the estimate is shown.
  private static let maximumPrepared = 16
  /// In bytes.
  private static let usualHeader = 1 << 18

  private let plan: Plan
  private let reader: ImageReader
  private let writer: ImageWriter
  private let rules: InputRules
  /// The expected size of each asset's last answer, by asset.
  private let originals: [String: PixelSize]
  /// The pictures that were opened while planning, or `nil` if none were kept.
  private let kept: SourceByteCache?

  package init(_ plan: Plan, components: Components, kept: SourceByteCache? = nil) {
    self.plan = plan
    self.kept = kept
    reader = ImageReader(codecs: components.codecs, limits: plan.pipeline.limits)
    writer = ImageWriter(codecs: components.codecs)
    rules = ChainChecker(pipeline: plan.pipeline, components: components).inputRules
    var originals = plan.startingPoints.compactMapValues { $0.picture.map { PixelSize($0.width, $0.height) } }
    for asset in plan.assets {
      if let last = asset.lastGeneration?.exchange { originals[asset.name] = last.asked.expected }
    }
    self.originals = originals
  }

  /// The results so far.
  private struct Findings {
    struct Reference: Hashable {
      let path: String
      /// The link that prepares it, or `nil` if the paid stage does so itself.
      let link: ObjectIdentifier?
    }

    var pictures: [String: ExpectedPicture] = [:]
    var prepared: [Reference: ForecastPreparation.Prepared] = [:]
    var tried: Set<Reference> = []
    var preparations: [ForecastPreparation] = []
    var requests: [ForecastRequest] = []
  }

  @concurrent
  package func forecast() async throws(CancellationError) -> (preparations: [ForecastPreparation], requests: [ForecastRequest]) {
    var findings = Findings()
    for asset in plan.assets where asset.problem == nil && asset.hasWork { try await look(at: asset, &findings) }
    return (findings.preparations, findings.requests)
  }

  /// The picture that flows along a chain.
  private struct Flow {
    var picture: ExpectedPicture?
    var role = ForecastPreparation.Role.source
    var path: String?
    /// Indicates whether a stage has prepared it.
    var isPrepared = false
    /// Indicates whether it goes with a request as it is now.
    var hasPicture: Bool { picture != nil }
  }

  private func look(at asset: PlannedAsset, _ findings: inout Findings) async throws(CancellationError) {
    let nodes = Dictionary(grouping: asset.nodes, by: \.place.stage)
    var flow = Flow()
    var preparer: (stage: any PreparingStage, link: Chain.Link)?
    for (index, link) in asset.asset.chain.links.enumerated() {
      let statuses = Set(nodes[index, default: []].map(\.status))
      switch link.input?.input {
      case .file(let written, _)?:
        flow = Flow(picture: asset.files[FilePath(written)].map { picture(at: $0.path, &findings) }, path: written)
      case .asset(let name, _)?: flow = Flow(picture: answer(of: originals[name]), role: .result)
      case .result?, nil: break
      }
      if let stage = link.stage as? any PreparingStage {
        preparer = (stage, link)
        if statuses.contains(.run) { add(flow, of: asset, at: index, stage, &findings) }
        flow.isPrepared = true
      }
      guard let paid = link.generation else { continue }
      if statuses.contains(.call) {
        if !flow.isPrepared { add(flow, of: asset, at: index, paid.preparer, &findings) }
        try await send(paid, with: preparer, flow, of: asset, at: index, &findings)
      }
      flow = Flow(picture: answer(of: nodes[index]?.first?.exchange?.asked.expected), role: .result)
    }
  }

  private func add(_ flow: Flow, of asset: PlannedAsset, at index: Int, _ stage: any PreparingStage, _ findings: inout Findings) {
    guard let picture = flow.picture else { return }
    findings.preparations.append(
      ForecastPreparation(
        asset: asset.name, stage: index, role: flow.role, path: flow.path, picture: picture,
        estimate: stage.estimate(on: picture, rules: rules, codecs: reader.codecs), result: nil))
  }

  /// Records the references of a request, and its size.
  private func send(
    _ paid: any GenerationStage, with preparer: (stage: any PreparingStage, link: Chain.Link)?, _ flow: Flow, of asset: PlannedAsset,
    at index: Int,
    _ findings: inout Findings
  ) async throws(CancellationError) {
    guard let exchange = asset[NodePlace(stage: index, variant: 1)]?.exchange else { return }
    let stage = preparer?.stage ?? paid.preparer
    var known = paid.shape(inputs: 0, asked: exchange.asked).textByteCount
    var open = flow.hasPicture ? 1 : 0
    for reference in paid.references {
      guard let file = asset.files[FilePath(reference.path)] else { continue }
      let place = Findings.Reference(path: file.path, link: preparer.map { ObjectIdentifier($0.link.identity) })
      if findings.tried.count < Self.maximumPrepared, findings.tried.insert(place).inserted {
        findings.prepared[place] = try await prepare(file.path, by: stage, &findings)
      }
      let result = findings.prepared[place]
      if let result { known += Self.base64(result.bytes) } else { open += 1 }
      let picture = picture(at: file.path, &findings)
      findings.preparations.append(
        ForecastPreparation(
          asset: asset.name, stage: index, role: .reference, path: reference.path, picture: picture,
          estimate: stage.estimate(on: picture, rules: rules, codecs: reader.codecs), result: result))
    }
    findings.requests.append(
      ForecastRequest(
        asset: asset.name, stage: index, knownBytes: known, openPictures: open,
        maximumBytes: known + open * Self.base64(rules.pictureBytes),
        allowedBytes: plan.pipeline.gateways.map(\.maximumBodyBytes).min() ?? 0))
  }

  /// Prepares the picture of a file, or returns `nil` if it cannot be prepared; a run will report why.
  private func prepare(
    _ path: String, by stage: any PreparingStage, _ findings: inout Findings
  ) async throws(CancellationError) -> ForecastPreparation.Prepared? {
    do {
      let opened = try opened(path) ?? reader.open(FileBytes.read(path, limit: reader.limits.encodedBytes))
      findings.pictures[path] = expected(opened.header)
      let picture = try await stage.prepare(opened, of: path, rules: rules, writer: writer)
      return .init(mediaType: picture.format.mediaType, size: picture.size, bytes: picture.bytes.count)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      return nil
    }
  }

  private func picture(at path: String, _ findings: inout Findings) -> ExpectedPicture {
    if let known = findings.pictures[path] { return known }
    let picture = header(at: path).map(expected) ?? ExpectedPicture(mediaType: nil, size: nil, mayBeTransparent: true)
    findings.pictures[path] = picture
    return picture
  }

  /// Returns the picture that planning opened, of a file that has not changed since, or `nil` if it had no need to, or no room to keep it.
  private func opened(_ path: String) throws(StorageError) -> OpenedPicture? {
    guard let kept, let stamp = try FileStamp.of(path) else { return nil }
    return kept.look(path, ifStill: stamp)?.picture
  }

  private func expected(_ header: ImageHeader) -> ExpectedPicture {
    ExpectedPicture(
      mediaType: reader.codecs.codec(for: header.format)?.format.mediaType, size: header.uprightSize, mayBeTransparent: header.hasAlpha)
  }

  /// Returns the header of a file, or `nil` if there is none: the plan has reported that, or the file was removed since.
  private func header(at path: String) -> ImageHeader? {
    do {
      if let opened = try opened(path) { return opened.header }
      // Most headers stand in the first part of a file; this saves reading a folder of photographs once more as a whole.
      let beginning = try FileBytes.beginning(of: path, count: Self.usualHeader)
      if let header = header(in: beginning) { return header }
      let bytes = try FileBytes.read(path, limit: reader.limits.encodedBytes)
      return try reader.open(bytes).header
    } catch {
      return nil
    }
  }

  /// Returns the header in `bytes`, or `nil` if it needs more of the file.
  private func header(in bytes: [UInt8]) -> ImageHeader? {
    do throws(CodecError) {
      return try reader.open(bytes).header
    } catch {
      return nil
    }
  }

  /// Returns the facts about a picture that a model will return.
  private func answer(of size: PixelSize?) -> ExpectedPicture {
    ExpectedPicture(mediaType: nil, size: size, mayBeTransparent: plan.pipeline.card?.hasAlpha ?? true)
  }

  /// Returns the length in base64: three bytes are four characters, rounded up.
  private static func base64(_ bytes: Int) -> Int { (bytes + 2) / 3 * 4 }
}
