import Dialects
import GatewayEmulator
import ImageCore
import Synchronization
import Testing

struct RecordingTests {
  @Test func `a request is kept with its parts as they were sent`() async throws {
    let data = try png(6, 4) { _, _ in [10, 20, 30, 255] }
    try await emulator().withServer { server in
      _ = try await LoopbackClient(port: server.port).post(path, body: body("on a lawn", ratio: "4:3", images: [(data, "image/jpeg")]))
      let request = try #require(await server.requests.first)
      #expect(request.ordinal == 1)
      #expect(request.model == "gemini-3.1-flash-image")
      #expect(request.prompt == "on a lawn")
      #expect(request.aspectRatio == "4:3")
      #expect(request.imageSize == "512")
      #expect(request.responseModalities == ["IMAGE"])
      let image = try #require(request.images.first)
      #expect(image.mediaType == "image/jpeg")
      #expect(image.format == FormatID("png"))
      #expect(image.uprightSize == PixelSize(6, 4))
      #expect(try raster(image.bytes).pixels.prefix(4) == [10, 20, 30, 255])
      #expect(String(decoding: request.body, as: UTF8.self).contains("on a lawn"))
      #expect(request.logLine().hasPrefix("{\"request\":1,"))
    }
  }

  @Test func `the oldest requests are forgotten, not miscounted`() async throws {
    try await emulator(EmulatorScript(always: .textOnly())) { $0.recordedRequests = 2 }.withServer { server in
      for _ in 0..<4 { _ = try await LoopbackClient(port: server.port).post(path, body: body()) }
      #expect(await server.requestCount == 4)
      #expect(await server.requests.map(\.ordinal) == [3, 4])
    }
  }

  @Test func `an observer is told of each request`() async throws {
    let seen = Mutex<[String]>([])
    let observer = RequestObserver { request in seen.withLock { $0.append(request.logLine()) } }
    try await emulator(EmulatorScript(always: .textOnly())) { $0.onRequest = observer }.withServer { server in
      _ = try await LoopbackClient(port: server.port).post(path, body: body("first"))
      _ = try await LoopbackClient(port: server.port).post(path, body: "{")
    }
    let lines = seen.withLock { $0 }
    #expect(lines.count == 2)
    #expect(lines[0].contains("\"prompt\":\"first\""))
    #expect(lines[1].contains("Invalid JSON"))
  }
}
