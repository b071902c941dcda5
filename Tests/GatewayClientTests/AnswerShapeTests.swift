import GatewayAPI
import GatewayClient
import Testing

/// Each form in which a picture may come gives the picture.
@Suite struct AnswerShapeTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let body: String
    var mediaType: String? = "image/png"
  }

  private static func candidate(_ parts: String, _ more: String = #","finishReason":"STOP""#) -> String {
    #"{"candidates":[{"content":{"role":"model","parts":["# + parts + "]}" + more + "}]}"
  }

  private static let draft = #"{"thought":true,"inlineData":{"mimeType":"image/png","data":"AAAA"}}"#

  static let shapes = [
    Shape(testDescription: "camel case", body: candidate(#"{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}"#)),
    Shape(
      testDescription: "snake case",
      body: candidate(#"{"inline_data":{"mime_type":"image/png","data":"\#(pngBase64)"}}"#, #","finish_reason":"STOP""#)),
    Shape(testDescription: "mixed spelling", body: candidate(#"{"inlineData":{"mime_type":"image/png","data":"\#(pngBase64)"}}"#)),
    Shape(
      testDescription: "line breaks", body: candidate(#"{"inlineData":{"mimeType":"image/png","data":"iVBO\nRw0K\r\nGgr7//4A Pg==\n"}}"#)),
    Shape(testDescription: "URL-safe alphabet", body: candidate(#"{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgr7__4APg=="}}"#)),
    Shape(testDescription: "no padding", body: candidate(#"{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgr7//4APg"}}"#)),
    Shape(
      testDescription: "escaped slashes", body: candidate(#"{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgr7\/\/4APg\u003d="}}"#)),
    Shape(testDescription: "data prefix", body: candidate(#"{"inlineData":{"data":"data:image/png;base64,\#(pngBase64)"}}"#)),
    Shape(testDescription: "no media type", body: candidate(#"{"inlineData":{"mimeType":null,"data":"\#(pngBase64)"}}"#), mediaType: nil),
    Shape(
      testDescription: "wrong label", body: candidate(#"{"inlineData":{"mimeType":"image/jpeg","data":"\#(pngBase64)"}}"#),
      mediaType: "image/jpeg"),
    Shape(
      testDescription: "base64 twice", body: candidate(#"{"inlineData":{"mimeType":"image/png","data":"aVZCT1J3MEtHZ3I3Ly80QVBnPT0="}}"#)),
    Shape(
      testDescription: "text and drafts before",
      body: candidate(
        #"{"text":"Here"},"# + draft
          + #",{"text":"hm","thought":true},{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"},"thoughtSignature":"c2ln"}"#)),
    Shape(testDescription: "a draft after", body: candidate(#"{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}},"# + draft)),
    Shape(
      testDescription: "an earlier picture",
      body: candidate(
        #"{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}"#)),
    Shape(
      testDescription: "only a thought",
      body: candidate(#"{"thought":"true","inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}"#)),
    Shape(testDescription: "Markdown", body: candidate(#"{"text":"Look: ![cat](data:image/png;base64,\#(pngBase64)) nice"}"#)),
    Shape(testDescription: "bare data URI", body: candidate(#"{"text":"data:image/png;base64,\#(pngBase64)"}"#)),
    Shape(
      testDescription: "HTML with line breaks", body: candidate(#"{"text":"<img src='data:image/png;base64,iVBORw0K\nGgr7//4A\nPg=='>"}"#)),
    Shape(testDescription: "b64_json", body: #"{"created":1,"data":[{"b64_json":"\#(pngBase64)","mime_type":"image/png"}]}"#),
    Shape(
      testDescription: "pieces of a stream",
      body: "[" + candidate(#"{"text":"a"}"#, "") + "," + candidate(#"{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}"#)
        + "]"),
    Shape(
      testDescription: "nulls everywhere",
      body:
        #"{"error":null,"promptFeedback":null,"candidates":[{"content":{"parts":[{"text":null,"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}]},"finishReason":1,"safetyRatings":null}],"usageMetadata":null}"#
    ),
    Shape(
      testDescription: "a byte order mark and space",
      body: "\u{FEFF}\n " + candidate(#"{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64)"}}"#) + "\n"),
  ]

  @Test(arguments: shapes) func `gives the picture`(_ shape: Shape) throws {
    let answer = try readAnswer(shape.body)
    guard case .picture(let choice) = GenerationOutcome.of(answer, wants: [.image]) else {
      Issue.record("\(GenerationOutcome.of(answer, wants: [.image]))")
      return
    }
    #expect(try choice.chosen.bytes == pngBytes)
    #expect(choice.chosen.declaredMediaType == shape.mediaType)
  }

  @Test func `drafts are alternates, text and signature are kept`() throws {
    let shape = try #require(Self.shapes.first { $0.testDescription == "text and drafts before" })
    let answer = try readAnswer(shape.body)
    guard case .picture(let choice) = GenerationOutcome.of(answer, wants: [.image]) else {
      Issue.record("no picture")
      return
    }
    #expect(choice.alternates.map(\.isThought) == [true])
    #expect(try choice.alternates.map { try $0.bytes } == [[0, 0, 0]])
    #expect(choice.text == "Here")
    #expect(choice.chosen.thoughtSignature == "c2ln")
  }

  @Test func `the words around an embedded picture stay`() throws {
    let answer = try readAnswer(Self.candidate(#"{"text":"Look: ![cat](data:image/png;base64,\#(pngBase64)) nice"}"#))
    #expect(answer.text == "Look: ![cat](…) nice")
    #expect(answer.images.map(\.origin) == [.textDataURI])
  }

  @Test func `base64 that is cut gives the bytes before the cut`() throws {
    let answer = try readAnswer(Self.candidate(#"{"inlineData":{"mimeType":"image/png","data":"\#(pngBase64.prefix(9))"}}"#))
    #expect(try answer.images.map { try $0.bytes } == [Array(pngBytes[..<6])])
  }

  @Test func `counts are read in every form`() throws {
    let answer = try readAnswer(
      #"{"candidates":[],"usageMetadata":{"promptTokenCount":"5","candidatesTokenCount":1290.0,"thoughtsTokenCount":null,"totalTokenCount":1e400,"#
        + #""promptTokensDetails":null,"candidatesTokensDetails":[{"modality":"image","tokenCount":1290},{"modality":null},7]},"#
        + #""modelVersion":"gemini-2.5-flash-image-preview","responseId":"abc"}"#)
    #expect(answer.usage?.prompt == 5)
    #expect(answer.usage?.candidates == 1_290)
    #expect(answer.usage?.thoughts == nil)
    #expect(answer.usage?.total == nil)
    #expect(answer.usage?.candidatesByModality == ["IMAGE": 1_290])
    #expect(answer.usage?.raw.contains(#""promptTokenCount":"5""#) == true)
    #expect(answer.modelVersion == "gemini-2.5-flash-image-preview")
    #expect(answer.responseID == "abc")
  }

  @Test func `an address instead of bytes is kept and not fetched`() throws {
    let answer = try readAnswer(Self.candidate(#"{"fileData":{"mimeType":"image/png","fileUri":"https://example.com/a.png"}}"#))
    #expect(answer.candidates.first?.parts.map(\.payload) == [.link("https://example.com/a.png")])
    #expect(answer.images.isEmpty)
  }
}
