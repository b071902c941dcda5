import GatewayAPI
import ImageCore
import ImageOperations
import PipelineModel
import Storage

/// The result of a paid call, on its way to the output folder: byte for byte.
struct OriginalFile {
  let asset: String
  /// Without variant and extension.
  let name: String
  let variant: Int
  let link: Chain.Link
  let answer: ExchangeRunner.Answer
  /// The inputs that were sent.
  let sources: [Manifest.Parent]

  func publish(_ artifact: Artifact, services: RunServices) async throws {
    // Limited, because the bytes are in memory until they are written, and the pixels until they were looked at.
    try await services.processor.withRoom(bytes: Self.workingBytes(artifact)) {
      try await publishReserved(artifact, services: services)
    }
  }

  private func publishReserved(_ artifact: Artifact, services: RunServices) async throws {
    let bytes: [UInt8]
    let fileExtension: String
    let format: String
    var hasCredentials = false
    var hash: String?
    switch artifact {
    case .result(let answered):
      let picture = try answered.open()
      bytes = picture.bytes
      fileExtension = answered.format.fileExtension
      format = answered.format.id.rawValue
      hasCredentials = Self.hasContentCredentials(picture)
      hash = try Self.perceptualHash(of: answered, picture)
    case .text(let text):
      bytes = Array(text.utf8)
      fileExtension = OutputNaming.textExtension
      format = Manifest.textFormat
    case .nothing, .raster, .reduced, .scaled, .encoded: preconditionFailure("an answer is a picture or text")
    }
    let path = "\(asset)/\(OutputNaming.fileName(name, variant: variant, extension: fileExtension))"
    let digest = Digest.of(bytes).hex
    let alternates = StoredAlternate.read(answer.reading.interpretation.alternates).map {
      Manifest.Alternate(sha256: $0.sha256, bytes: $0.bytes, format: $0.format, thought: $0.thought)
    }
    var file = Manifest.File(
      path: path, asset: asset, variant: variant, kind: .original, sha256: digest, bytes: bytes.count, format: format,
      size: artifact.size,
      parents: sources + [Manifest.Parent(kind: .exchange, name: answer.exchange.id.text, sha256: nil)],
      made: Manifest.Made(stage: link.name, revision: link.type.revision, settings: [:], input: answer.exchange.id.text, key: digest),
      provenance: Manifest.Provenance(answer.exchange), alternates: alternates,
      findings: answer.exchange.sizeFinding.map { ["gateway '\(answer.exchange.gateway)': \($0)"] } ?? [],
      hasContentCredentials: hasCredentials)
    // Earlier turns are like later ones by their nature.
    if name == OutputNaming.originalName(turn: 1, of: 1) { file.perceptualHash = hash }
    services.recorder.add(file: file, published: try await services.publisher.publish(bytes, as: file))
    if let words = answer.exchange.accompanyingText { try await publish(words: words, services: services) }
  }

  private static func workingBytes(_ artifact: Artifact) -> Int {
    guard case .result(let answered) = artifact, answered.perceptualHash == nil, answered.decoded == nil else { return 0 }
    return PixelFormat.rgba16.bytesPerPixel * (answered.size.pixelCount ?? 0)
  }

  /// Returns what the picture looks like from afar, or `nil` where its pixels cannot be read, which others say.
  private static func perceptualHash(of answered: AnsweredPicture, _ picture: OpenedPicture) throws -> String? {
    if let known = answered.perceptualHash { return known }
    if let known = answered.decoded { return try known.perceptualHash() }
    let decoded: DecodedImage
    do throws(CodecError) {
      decoded = try picture.decode()
    } catch {
      return nil
    }
    return try decoded.perceptualHash()
  }

  /// Returns whether the bytes hold a C2PA manifest. It covers exactly these bytes, so it is kept with them and in no rendition.
  private static func hasContentCredentials(_ picture: OpenedPicture) -> Bool {
    do throws(CodecError) {
      return try picture.metadata().hasContentCredentials
    } catch {
      // The bytes are kept as they are, whatever metadata they have.
      return false
    }
  }

  /// Publishes the model's text beside its picture.
  private func publish(words: String, services: RunServices) async throws {
    let bytes = Array(words.utf8)
    let path = "\(asset)/\(OutputNaming.fileName(name, variant: variant, extension: OutputNaming.textExtension))"
    let digest = Digest.of(bytes).hex
    let file = Manifest.File(
      path: path, asset: asset, variant: variant, kind: .text, sha256: digest, bytes: bytes.count, format: Manifest.textFormat,
      parents: sources + [Manifest.Parent(kind: .exchange, name: answer.exchange.id.text, sha256: nil)],
      made: Manifest.Made(stage: link.name, revision: link.type.revision, settings: [:], input: answer.exchange.id.text, key: digest),
      provenance: Manifest.Provenance(answer.exchange))
    services.recorder.add(file: file, published: try await services.publisher.publish(bytes, as: file))
  }
}

extension Manifest.Provenance {
  init(_ exchange: Exchange) {
    self.init(
      exchange: exchange.id.text, gateway: exchange.gateway, model: exchange.model,
      cost: exchange.cost?.nanoUSD.map { Amount(nanos: $0).description })
  }
}
