import Diagnostics
import ImageCore
import PipelineModel
import PipelineSpec
import Planning
import Storage

/// A file that a local stage made, on its way to the output folder.
struct RenditionFile {
  let asset: String
  /// What templates may name for it.
  let bindings: Bindings
  let variant: Int
  let link: Chain.Link
  let asked: AskedPicture?
  /// The key of the stage's input.
  let input: Digest?
  let parents: [Manifest.Parent]
  let exchange: Exchange?
  /// The answer that its picture goes back to, of this asset or of the one that it starts from.
  let origin: Exchange?
  let hasSourcePicture: Bool
  /// What is to be seen in it, or `nil` where nobody was asked.
  let description: String?

  func publish(_ file: ProducedFile, services: RunServices) async throws {
    guard let declaration = link.stage.outputs.first(where: { $0.name == file.name }), let input else {
      preconditionFailure("a stage makes what it declared, of an input that is known")
    }
    let (setting, isAsked) = services.pipeline.provenance(of: declaration)
    let provenance = RenditionProvenance(setting, exchange: origin, hasSourcePicture: hasSourcePicture, description: description)
    let key = services.localKey.key(of: declaration, by: link, asked: asked, input: services.localKey.input(input, with: provenance))
    let path = services.pipeline.layout.path(
      of: file.name, variant: variant, extension: file.fileExtension,
      content: services.pipeline.layout.usesHash ? Digest.of(file.bytes) : nil, bindings: bindings)
    let isCarried = file.picture.map { FileProvenance.isCarried(by: $0.size, isAsked: isAsked) } ?? true
    try await publish(
      file, at: path, kind: .rendition, settings: declaration.settings, key: key,
      provenance: isCarried ? setting : ProvenanceSetting.none, services: services)
  }

  /// Publishes a prepared input that ends its chain.
  func publishPrepared(_ picture: EncodedPicture, key: Digest?, services: RunServices) async throws {
    guard let key else { preconditionFailure("a prepared picture has an input that is known") }
    try await publish(
      ProducedFile(name: OutputNaming.preparedName, picture: picture),
      at: "\(asset)/\(OutputNaming.fileName(OutputNaming.preparedName, variant: variant, extension: picture.format.fileExtension))",
      kind: .prepared, settings: link.settings, key: key, provenance: nil, services: services)
  }

  private func publish(
    _ file: ProducedFile, at path: String, kind: OutputKind, settings: ResolvedSettings, key: Digest, provenance: ProvenanceSetting?,
    services: RunServices
  ) async throws {
    let entry = Manifest.File(
      path: path, asset: asset, variant: variant, kind: kind, rendition: kind == .rendition ? file.name : nil,
      sha256: Digest.of(file.bytes).hex,
      bytes: file.bytes.count, format: file.picture?.format.rawValue ?? file.fileExtension,
      mediaType: file.picture == nil ? file.mediaType : nil, size: file.picture?.size, parents: parents,
      made: Manifest.Made(
        stage: link.name, revision: link.type.revision,
        settings: settings.shown, input: input?.hex ?? "", key: key.hex,
        provenance: provenance?.rawValue),
      provenance: exchange.map { Manifest.Provenance($0) }, description: kind == .rendition ? description : nil)
    services.recorder.add(file: entry, published: try await services.publisher.publish(file.bytes, as: entry))
  }
}
