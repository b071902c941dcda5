import Diagnostics
import ImageCore
import PipelineModel
import Planning
import Storage

/// A file that a local stage made, on its way to the output folder.
struct RenditionFile {
  let asset: String
  let variant: Int
  let link: Chain.Link
  let asked: AskedPicture?
  /// The key of the stage's input.
  let input: Digest?
  let parents: [Manifest.Parent]
  let exchange: Exchange?
  let provenance: RenditionProvenance

  func publish(_ file: ProducedFile, services: RunServices) async throws {
    guard let declaration = link.stage.outputs.first(where: { $0.name == file.name }), let input else {
      preconditionFailure("a stage makes what it declared, of an input that is known")
    }
    let key = services.localKey.key(of: declaration, by: link, asked: asked, input: services.localKey.input(input, with: provenance))
    try await publish(file, kind: .rendition, settings: declaration.settings, key: key, services: services)
  }

  /// Publishes a prepared input that ends its chain.
  func publishPrepared(_ picture: EncodedPicture, key: Digest?, services: RunServices) async throws {
    guard let key else { preconditionFailure("a prepared picture has an input that is known") }
    try await publish(
      ProducedFile(name: OutputNaming.preparedName, picture: picture), kind: .prepared, settings: link.settings, key: key,
      services: services)
  }

  private func publish(
    _ file: ProducedFile, kind: OutputKind, settings: ResolvedSettings, key: Digest, services: RunServices
  ) async throws {
    let path = "\(asset)/\(OutputNaming.fileName(file.name, variant: variant, extension: file.fileExtension))"
    let published = try await services.publisher.publish(file.bytes, at: path, asset: asset, size: file.picture?.size)
    let entry = Manifest.File(
      path: path, asset: asset, variant: variant, kind: kind, rendition: kind == .rendition ? file.name : nil,
      sha256: published.blob.digest.hex,
      bytes: file.bytes.count, format: file.picture?.format.rawValue ?? file.fileExtension,
      mediaType: file.picture == nil ? file.mediaType : nil, size: file.picture?.size, parents: parents,
      made: Manifest.Made(
        stage: link.name, revision: link.type.revision,
        settings: settings.shown, input: input?.hex ?? "", key: key.hex,
        provenance: kind == .rendition ? services.pipeline.provenance.rawValue : nil),
      provenance: exchange.map { Manifest.Provenance($0) })
    services.recorder.add(file: entry, published: published)
  }
}
