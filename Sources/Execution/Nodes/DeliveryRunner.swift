import Diagnostics
import ImageCore
import PipelineModel
import Planning
import Storage

/// Makes what is made of all assets together, once their chains have ended.
struct DeliveryRunner {
  let plan: Plan
  let services: RunServices
  /// The assets that this run could not make.
  let failed: Set<String>
  /// The assets that wait for answers on their way; a set is made when all of it has come.
  let waiting: Set<String>

  /// A rendition on its way into a set.
  private typealias Source = (member: Delivery.Member, entry: Manifest.File)

  /// - Returns: the collectors that could not make theirs, with the reason and their place in the file.
  func run() async -> [(collector: String, failure: AssetFailure)] {
    guard !plan.deliveries.isEmpty, !services.stop.isStopped else { return [] }
    var failures: [(collector: String, failure: AssetFailure)] = []
    let files: [String: Manifest.File]
    do throws(AssetFailure) {
      files = try presentFiles()
    } catch {
      return plan.deliveries.map { (Self.name(of: $0.delivery), error.at($0.delivery)) }
    }
    var taken: [String: String] = [:]
    for planned in plan.deliveries where !planned.delivery.members.contains(where: { waiting.contains($0.asset) }) {
      let delivery = planned.delivery
      do {
        try await run(planned, files, &taken)
      } catch {
        let failure = AssetFailure(error).at(delivery)
        failures.append((Self.name(of: delivery), failure))
        services.events.send(
          .delivered(
            collector: delivery.name, folder: delivery.stage.place.folder, files: 0, missing: [], failure: failure.message))
      }
    }
    return failures
  }

  private static func name(of delivery: Delivery) -> String { "\(delivery.name) in \(delivery.stage.place.folder)" }

  /// Returns the files that the output folder has now, by their path.
  private func presentFiles() throws(AssetFailure) -> [String: Manifest.File] {
    var files = try plan.wholeManifest()?.byPath ?? [:]
    for file in services.recorder.all.files { files[file.path] = file }
    return files
  }

  private func run(
    _ planned: PlannedDelivery, _ files: [String: Manifest.File], _ taken: inout [String: String]
  ) async throws {
    let delivery = planned.delivery
    let records = services.recorder.all
    let written = Dictionary(grouping: records.files.filter { $0.kind == .rendition }, by: \.asset)
    var sources: [Source] = []
    var missing = Set(delivery.members.map(\.asset))
    for source in planned.sources {
      let (asset, rendition) = (source.member.asset, source.member.rendition)
      let shown = records.shown[asset]
      if failed.contains(asset), shown == nil { continue }
      let variant = shown ?? source.variant
      let new = written[asset]?.first { $0.rendition == rendition && $0.variant == variant }
      // Of a variant that the plan did not expect to be the one, the files of before are those that the manifest has.
      let path = variant == source.variant ? source.path : plan.manifest?.renditions(of: asset, rendition, variant: variant).first?.path
      guard let entry = new ?? path.flatMap({ files[$0] }), entry.size != nil else { continue }
      sources.append((source.member, entry))
      missing.remove(source.member.asset)
    }
    guard !sources.isEmpty else {
      throw StageFailure("missing-rendition", "none of the renditions that it is made of are there")
    }
    let key = services.localKey.key(
      of: delivery,
      files: sources.compactMap { source in DeliveredFile(source.entry).map { (source.member, $0) } })
    if planned.status == .current, planned.key == key {
      return try claim(planned.paths, for: delivery, &taken, files)
    }
    // What could not be foreseen may be what it was: an asset that was to be made and failed once more.
    let present = try presentFiles(of: key, files)
    if !present.isEmpty { return try claim(present, for: delivery, &taken, files) }
    let made = try await services.processor.withRoom { try await collect(delivery, sources) }
    try await publish(made, of: delivery, key: key, sources: sources, &taken, files)
    services.events.send(
      .delivered(
        collector: delivery.name, folder: delivery.stage.place.folder, files: made.count, missing: missing.sorted(), failure: nil))
  }

  /// Returns the paths of the files that an earlier run made of the same, or none where one of them is not as it was.
  private func presentFiles(of key: Digest, _ files: [String: Manifest.File]) throws -> [String] {
    let made = files.values.filter { $0.kind == .delivery && $0.made.key == key.hex }
    guard let first = made.first, first.made.input == LocalKey.completeness(of: made.map { ($0.path, $0.sha256) }).hex else { return [] }
    for file in made {
      guard try isPresent(file) else { return [] }
    }
    return made.map(\.path)
  }

  private func collect(_ delivery: Delivery, _ sources: [Source]) async throws -> [ProducedFile] {
    let folder = services.pipeline.outputFolder
    let renditions = sources.compactMap { source -> CollectedRendition? in
      guard let size = source.entry.size, let format = services.reader.codecs.codec(for: FormatID(source.entry.format))?.format else {
        return nil
      }
      let entry = source.entry
      return CollectedRendition(
        role: source.member.role, asset: source.member.asset, rendition: source.member.rendition, path: entry.path, format: format,
        size: size, sha256: entry.sha256, bindings: source.member.bindings,
        description: entry.description
      ) { [reader = services.reader] in
        let bytes = try folder.read(entry.path, limit: reader.limits.encodedBytes)
        guard Digest.of(bytes).hex == entry.sha256 else {
          throw AssetFailure(.asset, .changedSource, "'\(entry.path)' is not the file that was written")
        }
        return try reader.open(bytes)
      }
    }
    let context = CollectContext(writer: services.writer, limits: services.reader.limits) { [events = services.events] message in
      events.send(.note(asset: delivery.stage.place.folder, stage: delivery.name, message: message))
    }
    return try await delivery.stage.collect(renditions, in: context)
  }

  private func publish(
    _ made: [ProducedFile], of delivery: Delivery, key: Digest, sources: [Source], _ taken: inout [String: String],
    _ files: [String: Manifest.File]
  ) async throws {
    let paths = made.map { "\(delivery.stage.place.folder)/\($0.name)" + ($0.fileExtension.isEmpty ? "" : ".\($0.fileExtension)") }
    let whole = LocalKey.completeness(of: zip(paths, made).map { ($0, Digest.of($1.bytes).hex) })
    try claim(paths, for: delivery, &taken, files)
    var parents: [Manifest.Parent] = []
    for source in sources {
      let parent = Manifest.Parent(kind: .file, name: source.entry.path, sha256: source.entry.sha256)
      if !parents.contains(parent) { parents.append(parent) }
    }
    for (file, path) in zip(made, paths) {
      let digest = Digest.of(file.bytes).hex
      let entry = Manifest.File(
        path: path, asset: "", variant: 1, kind: .delivery, sha256: digest, bytes: file.bytes.count,
        format: file.picture?.format.rawValue ?? file.fileExtension, mediaType: file.mediaType, size: file.picture?.size, parents: parents,
        made: Manifest.Made(
          stage: delivery.name, revision: type(of: delivery.stage).revision, settings: delivery.settings.shown, input: whole.hex,
          key: key.hex))
      // A set that changes in one place leaves the files of the others alone.
      if files[path]?.sha256 == digest, try isPresent(entry) {
        services.recorder.add(kept: entry)
        continue
      }
      let published = try await services.publisher.publish(file.bytes, at: path, asset: "", size: file.picture?.size)
      services.recorder.add(file: entry, published: published)
    }
  }

  /// Returns whether a file stands in the output folder as the manifest has it.
  private func isPresent(_ file: Manifest.File) throws -> Bool {
    let folder = services.pipeline.outputFolder
    guard case .file? = try folder.occupant(of: file.path) else { return false }
    return try folder.digest(of: file.path).hex == file.sha256
  }
}

extension DeliveryRunner {
  /// Takes paths for a delivery, whether its files are there already or not.
  /// - Throws: where one of them is another's.
  private func claim(
    _ paths: [String], for delivery: Delivery, _ taken: inout [String: String], _ files: [String: Manifest.File]
  ) throws {
    for path in paths {
      let other = taken.updateValue(delivery.name, forKey: OutputNaming.fold(path))
      let rendition = files[path].flatMap { $0.kind == .delivery ? nil : $0.asset }
      if let owner = other ?? rendition {
        throw StageFailure("output-clash", "'\(path)' is a file of '\(owner)'; give one of them another place")
      }
    }
  }
}

extension AssetFailure {
  /// Returns the same failure, located at a collector.
  fileprivate func at(_ delivery: Delivery) -> AssetFailure {
    AssetFailure(kind, code, message, stage: delivery.name, position: delivery.position)
  }
}

extension DeliveredFile {
  /// - Returns: `nil` for what is no picture.
  fileprivate init?(_ file: Manifest.File) {
    guard let digest = Digest(hex: file.sha256), let size = file.size else { return nil }
    self.init(path: file.path, digest: digest, format: file.format, width: size.width, height: size.height, description: file.description)
  }
}
