import BuiltIns
import Dialects
import FoundationEssentials
import GatewayAPI
import GatewayClient
import ImageCore
import ScriptedServer
import Synchronization

/// Collects what an exchange writes.
final class MemorySink: AnswerSink {
  struct Full: Error {}

  private let state = Mutex<(bytes: [UInt8], writes: Int)>(([], 0))
  private let limit: Int

  init(limit: Int = .max) { self.limit = limit }

  var bytes: [UInt8] { state.withLock { $0.bytes } }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func write(_ bytes: [UInt8]) async throws {
    try state.withLock { state in
      guard state.bytes.count + bytes.count <= limit else { throw Full() }
      state.bytes += bytes
      state.writes += 1
    }
  }
}

extension GatewayProfile {
  /// A gateway at a scripted server.
  static func local(port: Int, authentication: Authentication = .none) -> GatewayProfile {
    var profile = GatewayProfile(
      name: "local", title: "Local", dialect: GeminiDialect.facts, source: "this test", verifiedOn: CalendarDate(2026, 11, 21))
    if port > 0 { profile.baseURL = .loopback(port: port) }
    profile.authentication = authentication
    profile.keySource = authentication == .none ? .none : .environment(["LOCAL_KEY"])
    return profile
  }
}

extension HTTPContentGenerator {
  static func plain(keys: [String: APIKey] = [:], environment: [String: String] = [:]) -> HTTPContentGenerator {
    // No machine is so slow that a test fails for it.
    HTTPContentGenerator(
      dialects: BuiltIns.dialects, keys: keys, environment: ClientEnvironment { environment[$0] }, connectTimeout: .seconds(3_600))
  }
}

let otter = GenerationRequest(
  model: "gemini-3-pro-image", parts: [.text("An otter on a raft")], aspectRatio: AspectRatio(4, 3), imageSize: "1K")

/// Sends the usual request and hands back what came, or the error.
func exchange(
  _ profile: GatewayProfile, generator: HTTPContentGenerator = .plain(), sink: MemorySink = MemorySink(),
  timeout: Duration = .seconds(3_600),
  willSend: @Sendable () async throws -> Void = {}
) async -> Result<AnswerHead, GatewayError> {
  do {
    let wire = try generator.encode(otter, for: profile, card: nil)
    return .success(try await generator.send(wire, to: profile, timeout: timeout, into: sink, willSend: willSend))
  } catch {
    return .failure(error)
  }
}

/// A body in a file, as if it had been stored; removed when the test lets go of it.
final class AnswerFile: Sendable {
  private let url = FileManager.default.temporaryDirectory.appending(path: "gateway-client-\(UUID().uuidString).json")
  private let size: Int

  convenience init(_ body: String) throws { try self.init(Array(body.utf8)) }

  init(_ body: [UInt8]) throws {
    size = body.count
    try Data(body).write(to: url)
  }

  deinit {
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    do { try FileManager.default.removeItem(at: url) } catch { print("a test file stays behind: \(url.path)") }
  }

  func remove() throws { try FileManager.default.removeItem(at: url) }

  func answer(
    status: Int = 200, ending: AnswerHead.Ending = .declared, headers: [HeaderField] = [], generator: HTTPContentGenerator = .plain(),
    profile: GatewayProfile = .local(port: 0)
  ) throws -> GenerationAnswer {
    let head = AnswerHead(status: status, headers: headers, byteCount: size, ending: ending)
    return try generator.read(head, bodyAt: url.path, from: profile)
  }
}

/// Reads a body as if it had been stored.
func readAnswer(
  _ body: String, status: Int = 200, ending: AnswerHead.Ending = .declared, headers: [HeaderField] = [],
  generator: HTTPContentGenerator = .plain(), profile: GatewayProfile = .local(port: 0)
) throws -> GenerationAnswer {
  try AnswerFile(body).answer(status: status, ending: ending, headers: headers, generator: generator, profile: profile)
}

/// Bytes that begin like a PNG; whether they are one is not looked at here.
let pngBytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0xFB, 0xFF, 0xFE, 0x00, 0x3E]
let pngBase64 = "iVBORw0KGgr7//4APg=="
