import Foundation
import GatewayEmulator
import ImageCore
import Testing

struct FaultTests {
  @Test func `an answer has Google's shape`() async throws {
    let answer = try await reply()
    #expect(answer.headers["content-type"] == "application/json; charset=UTF-8")
    #expect(try answer.candidate()["finishReason"] as? String == "STOP")
    let object = try answer.object()
    #expect(object["modelVersion"] as? String == "gemini-3.1-flash-image")
    #expect((object["responseId"] as? String)?.isEmpty == false)
    let usage = try #require(object["usageMetadata"] as? [String: Any])
    #expect(usage["candidatesTokenCount"] as? Int == 747)
    let details = try #require(usage["candidatesTokensDetails"] as? [[String: Any]])
    #expect(details.first?["modality"] as? String == "IMAGE")
  }

  @Test func `a status comes in Google's shape with its retry delay`() async throws {
    let answer = try await reply(EmulatorScript(always: .status(429, ErrorAnswer(retryDelay: "34.07s", retryAfter: 35, isDaily: true))))
    #expect(answer.status == 429)
    #expect(answer.headers["retry-after"] == "35")
    #expect(try answer.error().status == "RESOURCE_EXHAUSTED")
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(text.contains("\"retryDelay\":\"34.07s\"") && text.contains("PerDay"))
  }

  @Test func `a status comes in a relay's shape with a string code`() async throws {
    let answer = try await reply(EmulatorScript(always: .status(402, ErrorAnswer(.relay))))
    #expect(answer.status == 402)
    let error = try #require(try answer.object()["error"] as? [String: Any])
    #expect(error["code"] as? String == "insufficient_user_quota")
  }

  @Test func `a status comes as a page`() async throws {
    let answer = try await reply(EmulatorScript(always: .status(502, ErrorAnswer(.html))))
    #expect(answer.status == 502)
    #expect(answer.headers["content-type"] == "text/html")
    #expect(answer.body.starts(with: Array("<html>".utf8)))
  }

  @Test func `an error can hide in a 200`() async throws {
    let answer = try await reply(EmulatorScript(always: .errorInside(503)))
    #expect(answer.status == 200)
    #expect(try answer.error().code == 503)
  }

  @Test func `a body can be cut`() async throws {
    let answer = try await reply(EmulatorScript(always: .cutBody(after: 50_000)))
    #expect(answer.status == 200)
    #expect(answer.isCut)
    #expect(answer.body.count == 50_000)
  }

  @Test(arguments: [Fault.closeBeforeReading, .closeAfterReading, .resetBeforeReading, .resetAfterReading])
  func `a connection can be closed without an answer`(fault: Fault) async throws {
    try await emulator(EmulatorScript(always: fault)).withServer { server in
      let answer = try await LoopbackClient(port: server.port).post(path, body: body())
      #expect(answer.status == 0)
      #expect(answer.isCut)
      if fault.name.hasPrefix("reset") { #expect(answer.isReset) }
      let request = try #require(await server.requests.first)
      #expect(request.faults == [fault.name])
      #expect(request.body.isEmpty == fault.name.hasSuffix("BeforeReading"))
    }
  }

  @Test func `the label can be wrong`() async throws {
    let answer = try await reply(EmulatorScript(always: .jpegLabelledPNG))
    #expect(try answer.pictures().first?.type == "image/png")
    #expect(try header(answer.picture()).format == FormatID("jpeg"))
    let other = try await reply(EmulatorScript(always: .declaredType("application/octet-stream")))
    #expect(try other.pictures().first?.type == "application/octet-stream")
  }

  @Test func `the ratio and the size can be others than asked`() async throws {
    let asked = body(ratio: "16:9", size: "1K")
    let square = try await reply(EmulatorScript(always: .aspectRatio(AspectRatio(1, 1))), to: asked)
    #expect(try header(square.picture()).size == PixelSize(1024, 1024))
    let small = try await reply(EmulatorScript(always: .imageSize("512")), to: asked)
    #expect(try header(small.picture()).size == PixelSize(688, 384))
    let odd = try await reply(EmulatorScript(always: .pixels(PixelSize(640, 333))), to: asked)
    #expect(try header(odd.picture()).size == PixelSize(640, 333))
  }

  @Test func `drafts come before the picture, or alone`() async throws {
    let pictures = try await reply(EmulatorScript(always: .thoughtBefore(2))).pictures()
    #expect(pictures.map(\.isThought) == [true, true, false])
    #expect(Set(pictures.map(\.data)).count == 3)
    #expect(try await reply(EmulatorScript(always: .onlyThought)).pictures().map(\.isThought) == [true])
    #expect(try await reply(EmulatorScript(always: .pictures(3))).pictures().map(\.isThought) == [false, false, false])
  }

  @Test func `text can come alone or in bulk`() async throws {
    let alone = try await reply(EmulatorScript(always: .textOnly("no picture today")))
    #expect(try alone.parts().count == 1)
    #expect(try alone.parts().first?["text"] as? String == "no picture today")
    let bulk = try await reply(EmulatorScript(always: .hugeText(bytes: 200_000)))
    #expect((try bulk.parts().first?["text"] as? String)?.utf8.count ?? 0 >= 200_000)
    #expect(try bulk.pictures().count == 1)
  }

  @Test func `a prompt can be blocked, and candidates can be missing`() async throws {
    let blocked = try await reply(EmulatorScript(always: .blocked("SAFETY"))).object()
    #expect((blocked["promptFeedback"] as? [String: Any])?["blockReason"] as? String == "SAFETY")
    #expect(blocked["candidates"] == nil)
    #expect(try await reply(EmulatorScript(always: .noCandidates)).object()["candidates"] == nil)
  }

  @Test(arguments: ["NO_IMAGE", "IMAGE_SAFETY", "IMAGE_OTHER", "MAX_TOKENS", "SOMETHING_NEW"])
  func `a candidate can end without content`(reason: String) async throws {
    let candidate = try await reply(EmulatorScript(always: .finishReason(reason, message: "because"))).candidate()
    #expect(candidate["finishReason"] as? String == reason)
    #expect(candidate["finishMessage"] as? String == "because")
    #expect((candidate["content"] as? [String: Any])?["parts"] == nil)
  }

  @Test func `a picture can stand in text as Markdown`() async throws {
    let answer = try await reply(EmulatorScript(always: .markdown))
    #expect(try answer.pictures().isEmpty)
    let text = try #require(try answer.parts().last?["text"] as? String)
    let start = try #require(text.range(of: ";base64,")?.upperBound)
    let data = try #require(Data(base64Encoded: String(text[start...].prefix { $0 != ")" })))
    #expect(try header([UInt8](data)).size == PixelSize(512, 512))
  }

  @Test func `base64 can be spelled in every way`() async throws {
    let plain = try await reply().pictures()[0].data
    #expect(try await reply(EmulatorScript(always: .dataPrefix)).pictures()[0].data.hasSuffix(";base64,\(plain)"))
    #expect(
      try await reply(EmulatorScript(always: .urlSafeBase64)).pictures()[0].data
        == plain.replacing("+", with: "-").replacing("/", with: "_"))
    #expect(try await reply(EmulatorScript(always: .unpaddedBase64)).pictures()[0].data == String(plain.prefix { $0 != "=" }))
    let broken = try await reply(EmulatorScript(always: .base64LineBreaks)).pictures()[0].data
    #expect(broken.contains("\n"))
    #expect(broken.replacing("\n", with: "") == plain)
  }

  @Test func `an answer can be in snake_case or full of nulls`() async throws {
    let snake = String(decoding: try await reply(EmulatorScript(always: .snakeCase)).body, as: UTF8.self)
    #expect(snake.contains("\"inline_data\":{\"mime_type\":") && snake.contains("\"finish_reason\"") && !snake.contains("inlineData"))
    let nulls = try await reply(EmulatorScript(always: .nulls))
    #expect(String(decoding: nulls.body, as: UTF8.self).contains("\"promptFeedback\":null"))
    #expect(try nulls.pictures().count == 1)
  }

  @Test func `a picture can be truncated, or be none`() async throws {
    let whole = try await reply().picture()
    let half = try await reply(EmulatorScript(always: .truncatedPicture)).picture()
    #expect(half == Array(whole.prefix(whole.count / 2)))
    #expect(throws: CodecError.self) { try raster(half) }
    let none = try await reply(EmulatorScript(always: .notAPicture)).picture()
    #expect(throws: CodecError.self) { try header(none) }
  }

  @Test func `any body can be sent`() async throws {
    let answer = try await reply(EmulatorScript(always: .body("[{\"error\":", status: 500)))
    #expect(answer.status == 500)
    #expect(String(decoding: answer.body, as: UTF8.self) == "[{\"error\":")
  }
}
