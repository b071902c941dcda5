import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage
import SystemPackage

/// The further pictures that local stages of a turn look at.
extension TurnRunner {
  /// Returns all of them, opened; waits for those of other assets.
  func sidePictures() async throws -> [SideInput.Origin: SidePicture] {
    var found: [SideInput.Origin: SidePicture] = [:]
    for node in turn.locals {
      for side in link(of: node).stage.sideInputs where found[side.origin] == nil {
        found[side.origin] = try await picture(of: side.origin, at: node)
      }
    }
    return found
  }

  private func picture(of origin: SideInput.Origin, at node: PlannedNode) async throws -> SidePicture {
    switch origin {
    case .source:
      guard let path = chain.sourcePath else { preconditionFailure("a chain without a source was refused") }
      return try file(path, planned.files)
    case .mask(let path): return try file(path.string, planned.masks)
    case .turn(let number):
      guard let place = planned.asset.graph.generation(number, before: node.place) else {
        preconditionFailure("a chain without that turn was refused")
      }
      guard let answer = asset.turns.position(of: place).flatMap({ earlier[$0] }) ?? planned[place]?.exchange?.decision.answer else {
        throw AssetFailure(.asset, .missingOriginal, "there is no answer of turn \(number) to look at").at(link(of: node))
      }
      return try await answered(answer, "the answer of turn \(number)", at: node)
    case .asset(let name):
      return try await answered(try await services.dependencies.original(of: name), "the asset '\(name)'", at: node)
    }
  }

  private func file(_ path: String, _ files: [FilePath: PlannedFile]) throws -> SidePicture {
    let opened = try PlannedPictures.open(path, of: planned, reader: services.reader, kept: services.kept)
    return SidePicture(picture: opened, digest: files[FilePath(path)]?.digest)
  }

  private func answered(_ exchange: Exchange, _ displayName: String, at node: PlannedNode) async throws -> SidePicture {
    let answer = try await services.exchanges.load(exchange, wants: [.image], opens: true)
    guard case .result(let picture)? = answer.reading.result else {
      throw AssetFailure(.asset, .missingOriginal, "\(displayName) has no picture to look at").at(link(of: node))
    }
    do {
      return SidePicture(picture: try picture.open(), digest: answer.exchange.picture?.blob.digest)
    } catch let error as CodecError {
      throw AssetFailure(.asset, .unreadablePicture, "\(displayName) cannot be used: \(error)").at(link(of: node))
    }
  }

  /// Lets the stages after a generation look at files that they could do nothing with, before it is paid.
  func inspectSides(after node: PlannedNode) async throws {
    let links = chain.links[(node.place.stage + 1)...].filter { !$0.stage.sideInputs.isEmpty }
    guard !links.isEmpty else { return }
    let files = FileAccess(planned: planned, loaded: nil, reader: services.reader, kept: services.kept)
    for link in links {
      guard let stage = link.stage as? any LocalStage else { continue }
      do {
        try await services.processor.withRoom { try await stage.inspect(files) }
      } catch {
        throw AssetFailure(error).at(link)
      }
    }
  }
}

/// A further picture that a stage looks at, opened.
struct SidePicture: Sendable {
  let picture: OpenedPicture
  let digest: Digest?
}
