import GatewayAPI
import GatewayClient
import Testing

/// Gateways that answer an ordinary call with server-sent events.
@Suite struct EventStreamTests {
  private static let text = #"{"candidates":[{"content":{"parts":[{"text":"Here"}]}}]}"#
  private static let picture =
    #"{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}]},"finishReason":"STOP"}],"responseId":"r1"}"#

  @Test(arguments: [
    "data: \(text)\n\ndata: \(picture)\n\n",
    "data: \(text)\r\n\r\ndata: \(picture)\r\n\r\n",
    "data: \(text)\r\rdata: \(picture)\r\r",
    "data:\(text)\n\ndata:\(picture)",
    ": ping\n\nevent: message\nid: 1\nretry: 10\ndata: \(text)\n\n: ping\n\ndata: \(picture)\n\ndata: [DONE]\n\n",
    "\u{FEFF}\n\ndata: \(text)\n\n\n\ndata: \(picture)\n\ndata: [DONE]",
    "data: [\ndata: \(text),\n: ping\ndata: \(picture)\ndata: ]\n\n",
  ]) func `events are read as one answer`(_ body: String) throws {
    let answer = try readAnswer(body)
    #expect(answer.malformation == nil)
    #expect(try answer.images.map { try $0.bytes } == [pngBytes])
    #expect(answer.text == "Here")
    #expect(answer.responseID == "r1")
  }

  @Test func `an event that is cut is malformed`() throws {
    let answer = try readAnswer("data: \(Self.text)\n\ndata: \(Self.picture.prefix(60))")
    #expect(answer.malformation != nil)
  }

  @Test func `an error in an event is an error`() throws {
    let answer = try readAnswer("data: {\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\"}}\n\n")
    #expect(answer.error?.message == "slow down")
  }

  @Test func `comments alone are no answer`() throws {
    #expect(try readAnswer(": ping\n\n: ping\n\n").malformation != nil)
  }
}
