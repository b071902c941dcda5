import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage
import SystemPackage

/// The input of consecutive local stages, read and opened before they wait for the processor.
struct LoadedInput: Sendable {
  /// By the path in the settings.
  let files: [FilePath: OpenedPicture]
  let original: AnsweredPicture?
  /// The call of another asset's original.
  let exchange: Exchange?
  /// The digest that local results depend on, or `nil` if it is known already, or there is nothing.
  let digest: Digest?
  let workingBytes: Int
  /// What stages look at, beside what comes in.
  let sides: [SideInput.Origin: SidePicture]

  /// The digests of ``sides``, for keys.
  var sideDigests: SideDigests {
    var digests = SideDigests()
    for (origin, side) in sides { digests[origin] = side.digest }
    return digests
  }

  /// - Parameter sides: what the stages look at, beside what comes in.
  @concurrent
  static func load(
    _ links: [Chain.Link], for planned: PlannedAsset, artifact: Artifact, sides: [SideInput.Origin: SidePicture], services: RunServices
  ) async throws -> LoadedInput {
    let beside = try sides.values.reduce(0) { $0 + (try reading($1.picture)) }
    switch links.first?.input?.input {
    case .file(let written, _)?:
      let picture = try PlannedPictures.open(written, of: planned, reader: services.reader, kept: services.kept)
      let reading: Int
      do throws(CodecError) {
        reading = try WorkingMemory.bytes(reading: picture)
      } catch {
        throw AssetFailure(.asset, .unreadablePicture, "'\(written)' cannot be used: \(error)")
      }
      return LoadedInput(
        files: [FilePath(written): picture], original: nil, exchange: nil, digest: planned.files[FilePath(written)]?.digest,
        workingBytes: try workingBytes(reading: reading, making: links, from: picture.header.uprightSize, services) + beside, sides: sides)
    case .asset(let name, _)?:
      let exchange = try await services.dependencies.original(of: name)
      let answer = try await services.exchanges.load(exchange, wants: [.image], opens: true)
      guard case .result(let picture)? = answer.reading.result else {
        throw AssetFailure(.asset, .missingOriginal, "the asset '\(name)' has no picture to start from")
      }
      return LoadedInput(
        files: [:], original: picture, exchange: answer.exchange, digest: answer.exchange.picture?.blob.digest,
        workingBytes: try workingBytes(.result(picture), links, services) + beside, sides: sides)
    case .result?, nil:
      return LoadedInput(
        files: [:], original: nil, exchange: nil, digest: nil, workingBytes: try workingBytes(artifact, links, services) + beside,
        sides: sides)
    }
  }

  private static func reading(_ picture: OpenedPicture) throws -> Int {
    do throws(CodecError) {
      return try WorkingMemory.bytes(reading: picture)
    } catch {
      throw AssetFailure(.asset, .unreadablePicture, error.description)
    }
  }

  private static func workingBytes(_ artifact: Artifact, _ links: [Chain.Link], _ services: RunServices) throws -> Int {
    let reading: Int
    do {
      reading = try WorkingMemory.bytes(startingFrom: artifact, with: services.reader)
    } catch let error as CodecError {
      throw AssetFailure(.asset, .unreadablePicture, error.description)
    }
    guard let size = artifact.size else { return reading }
    return try workingBytes(reading: reading, making: links, from: size, services)
  }

  /// Returns the bytes that reading the input and making its pictures takes.
  /// - Throws: `AssetFailure` for a picture that would exceed a limit.
  private static func workingBytes(
    reading: Int, making links: [Chain.Link], from size: PixelSize, _ services: RunServices
  ) throws -> Int {
    let planned = PlannedPicture.pictures(of: links, from: size, codecs: services.reader.codecs)
    for (link, picture) in planned {
      if let problem = picture.problem(within: services.reader.limits) {
        throw AssetFailure(.asset, .oversizedOutput, problem).at(link)
      }
    }
    // One stage works after the other.
    return WorkingMemory.bytes(reading: reading, making: planned.map(\.picture))
      + (links.map { $0.stage.workingBytes(on: size) }.max() ?? 0)
  }
}

/// Files exactly as they were planned with.
enum PlannedPictures {
  /// Opens the file that the settings name `written`.
  ///
  /// - Throws: `AssetFailure` if it is not as planned, or no picture.
  static func open(_ written: String, of planned: PlannedAsset, reader: ImageReader, kept: SourceByteCache?) throws -> OpenedPicture {
    guard let file = planned.files[FilePath(written)] ?? planned.masks[FilePath(written)] else {
      throw AssetFailure(.asset, .unplannedFile, "'\(written)' is not part of the plan")
    }
    let bytes: [UInt8]
    let isUnchanged: Bool
    do throws(StorageError) {
      let before = try FileStamp.of(file.path)
      if let picture = kept?.take(file.path, ifStill: before) { return picture }
      bytes = try FileBytes.read(file.path, limit: reader.limits.encodedBytes)
      let after = try FileStamp.of(file.path)
      isUnchanged = before == after && after.flatMap { file.stamped?.digest(ifStill: $0) } == file.digest
    } catch {
      throw AssetFailure(.asset, .unreadableSource, error.description)
    }
    guard isUnchanged || Digest.of(bytes) == file.digest else {
      throw AssetFailure(.asset, .changedSource, "'\(written)' was changed while the run was under way; run again")
    }
    do throws(CodecError) {
      return try reader.open(bytes)
    } catch {
      throw AssetFailure(.asset, .unreadablePicture, "'\(written)' cannot be used: \(error)")
    }
  }
}

extension FileAccess {
  /// Creates access to the files of the plan; those that were loaded already are not read twice.
  init(planned: PlannedAsset, loaded: LoadedInput?, reader: ImageReader, kept: SourceByteCache?) {
    self.init(
      openFile: { written in
        if let picture = loaded?.files[FilePath(written)] { return picture }
        return try PlannedPictures.open(written, of: planned, reader: reader, kept: kept)
      },
      readOriginal: { name in
        guard let original = loaded?.original else {
          throw AssetFailure(.asset, .missingOriginal, "the asset '\(name)' has no picture to start from")
        }
        return original
      },
      openSide: { origin in
        if let side = loaded?.sides[origin] { return side.picture }
        switch origin {
        case .mask(let path): return try PlannedPictures.open(path.string, of: planned, reader: reader, kept: kept)
        case .source:
          guard let path = planned.asset.chain.sourcePath else { preconditionFailure("a chain without a source was refused") }
          return try PlannedPictures.open(path, of: planned, reader: reader, kept: kept)
        case .turn, .asset: preconditionFailure("answers are loaded before stages look at them")
        }
      })
  }
}

extension Artifact {
  /// The upright size of its picture, or `nil` for text and nothing.
  var size: PixelSize? {
    switch self {
    case .raster(let raster): raster.size
    case .reduced(let picture): picture.fullSize
    case .scaled(let pictures): pictures.fullSize
    case .encoded(let picture): picture.size
    case .result(let answered): answered.size
    case .nothing, .text: nil
    }
  }
}
