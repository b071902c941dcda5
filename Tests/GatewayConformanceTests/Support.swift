import BuiltIns
import Dialects
import Foundation
import GatewayAPI
import GatewayClient
import GatewayEmulator
import ImageCore
import Synchronization
import Testing

/// Collects an answer's body.
final class BodySink: AnswerSink {
  private let state = Mutex<[UInt8]>([])

  var bytes: [UInt8] { state.withLock { $0 } }

  func write(_ bytes: [UInt8]) async throws { state.withLock { $0 += bytes } }
}

/// A profile at an emulator, and the client that speaks to it.
struct Caller {
  let profile: GatewayProfile
  let generator: HTTPContentGenerator

  init(_ profile: GatewayProfile, port: Int) throws {
    var profile = profile.with(baseURL: .loopback(port: port))
    // The host of one's own gets its key from the file.
    if profile.keySource == .none, profile.authentication != .none { profile.keySource = .environment(["OURS_API_KEY"]) }
    let key = try #require(APIKey("conformance-key"))
    self.profile = profile
    self.generator = HTTPContentGenerator(
      dialects: BuiltIns.dialects,
      keys: profile.authentication == .none ? [:] : [profile.name: key], environment: ClientEnvironment { _ in nil },
      connectTimeout: .seconds(3_600))
  }

  /// Sends a request and reads its answer.
  func answer(to request: GenerationRequest) async throws -> GenerationAnswer {
    let wire = try generator.encode(request, for: profile, card: BuiltIns.models.card(for: request.model))
    let sink = BodySink()
    let head = try await generator.send(wire, to: profile, timeout: .seconds(3_600), into: sink) {}
    let file = FileManager.default.temporaryDirectory.appending(path: "conformance-\(UUID().uuidString).json")
    try Data(sink.bytes).write(to: file)
    defer {
      do { try FileManager.default.removeItem(at: file) } catch { print("a test file stays behind: \(file.path)") }
    }
    return try generator.read(head, bodyAt: file.path, from: profile).holdingPictures()
  }

  /// The error that a request ends with; nil if it is answered.
  func error(of request: GenerationRequest) async throws -> GatewayError? {
    do {
      _ = try await answer(to: request)
      return nil
    } catch let error as GatewayError {
      return error
    }
  }
}

extension GenerationAnswer {
  /// The same answer with its pictures in memory, so that its file can go.
  fileprivate func holdingPictures() throws -> GenerationAnswer {
    var copy = self
    for index in copy.candidates.indices {
      copy.candidates[index].parts = try copy.candidates[index].parts.map { part in
        guard case .image(let image) = part.payload else { return part }
        let held = AnswerImage(
          bytes: try image.bytes, declaredMediaType: image.declaredMediaType, isThought: image.isThought,
          thoughtSignature: image.thoughtSignature, origin: image.origin)
        return AnswerPart(.image(held), isThought: part.isThought, thoughtSignature: part.thoughtSignature)
      }
    }
    return copy
  }
}

func emulator(as profile: GatewayProfile? = nil, _ faults: Fault...) -> EmulatorServer {
  var configuration = EmulatorConfiguration()
  configuration.profile = profile
  configuration.script = EmulatorScript(
    faults.isEmpty ? [] : [EmulatorScript.Rule(requests: nil, model: nil, prompt: nil, times: nil, faults: faults)])
  return EmulatorServer(
    configuration: configuration, dialects: BuiltIns.dialects, cards: BuiltIns.models, codecs: CodecRegistry(BuiltIns.codecs))
}

func builtIn(_ name: String) throws -> GatewayProfile { try #require(BuiltIns.gateways.first { $0.name == name }) }

/// A small picture of one colour as PNG.
func smallPicture() throws -> [UInt8] {
  let layout = try #require(RasterLayout(size: PixelSize(48, 32), format: .rgba8))
  let pixels = [[UInt8]](repeating: [200, 120, 40, 255], count: 48 * 32).flatMap { $0 }
  return try ImageWriter(codecs: CodecRegistry(BuiltIns.codecs)).write(Raster(layout: layout, pixels: pixels), as: FormatID("png"))
}

func sizeOfPicture(_ bytes: [UInt8]) throws -> PixelSize {
  try ImageReader(codecs: CodecRegistry(BuiltIns.codecs)).open(bytes).header.uprightSize
}
