import GatewayAPI
import GatewayClient
import Testing

/// Answers without a picture in shapes that are not Google's: refusals, links, errors, or a shape of its own that is asked for once.
@Suite struct ShapeFailureTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: String
    let body: String
    let name: GenerationFailure.Name

    init(_ description: String, _ source: String, _ name: GenerationFailure.Name, _ body: String) {
      (testDescription, self.source, self.name, self.body) = (description, source, name, body)
    }
  }

  static let cases: [Case] = [
    Case("a task inside data", "gpt-image-2-skill#40", .unknownShape, #"{"code":0,"data":{"task_id":"t-1","status":"PENDING"}}"#),
    Case("a task", "OmniRoute#247", .unknownShape, #"{"id":"t-1","status":"queued"}"#),
    Case("a task in a list", "relays", .unknownShape, #"{"code":200,"data":[{"status":"submitted","task_id":"t"}]}"#),
    Case("a pending place", "relays", .unknownShape, #"{"data":[{"url":null,"status":"processing"}]}"#),
    Case("an operation", "Google's long-running operations", .unknownShape, #"{"name":"operations/1","done":false}"#),
    Case(
      "a chat completion without a picture", "relays", .unknownShape,
      #"{"object":"chat.completion","choices":[{"message":{"content":"..."},"finish_reason":"stop"}],"usage":{"total_tokens":1295}}"#),
    Case("a list of models", "a wrong path", .unknownShape, #"{"object":"list","data":[{"id":"m","object":"model"}]}"#),
    Case("a greeting", "a wrong path", .unknownShape, #"{"message":"Welcome to the API"}"#),
    Case("an object without members", "relays", .unknownShape, "{}"),
    Case("one in a list", "relays", .unknownShape, "[{}]"),
    Case("one in a wrapper", "relays", .unknownShape, #"{"response":{}}"#),
    Case("an error of nothing", "relays", .unknownShape, #"{"error":{}}"#),
    Case("an error that is null", "relays", .unknownShape, #"{"error":null}"#),
    Case("a chat completion without choices", "relays", .unknownShape, #"{"object":"chat.completion","choices":[]}"#),
    Case("no places", "OpenAI's images", .withheld, #"{"created":1,"data":[]}"#),
    Case("an empty place", "relays", .withheld, #"{"created":1,"data":[{}]}"#),
    Case("a null place", "relays", .withheld, #"{"data":[null]}"#),
    Case("a place of empty strings", "relays", .withheld, #"{"data":[{"url":"","b64_json":"","revised_prompt":""}]}"#),
    Case("a moderated place", "relays", .imageSafety, #"{"data":[{"b64_json":null,"moderated":true}]}"#),
    Case(
      "a place that a filter filled", "Stability", .imageSafety,
      #"{"artifacts":[{"base64":"\#(pngBase64)","finishReason":"CONTENT_FILTERED"}]}"#),
    Case("a place with a reason", "Imagen", .imageSafety, #"{"predictions":[{"raiFilteredReason":"Unable to show generated images."}]}"#),
    Case("moderation that was not respected", "xAI", .imageSafety, #"{"data":[{"url":"","respect_moderation":false}]}"#),
    Case("a place with an error", "relays", .imageSafety, #"{"data":[{"error":{"code":"content_policy_violation","message":"No."}}]}"#),
    Case("a refusal in chat", "OpenAI", .imageSafety, #"{"choices":[{"message":{"content":null,"refusal":"I can't."}}]}"#),
    Case("a filter in chat", "OpenAI", .safety, #"{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}"#),
    Case(
      "an address beside empty base64", "cherry-studio#14938", .linkedPicture,
      #"{"data":[{"url":"https://a.example/x.png","b64_json":""}]}"#),
    Case("an address as base64", "relays", .linkedPicture, #"{"data":[{"b64_json":"https://a.example/x.png"}]}"#),
    Case("an address in chat", "relays", .linkedPicture, #"{"choices":[{"message":{"content":"![x](https://a.example/x.png)"}}]}"#),
    Case("an output of addresses", "Replicate", .linkedPicture, #"{"output":["https://a.example/x.png"]}"#),
    Case("an error at the top", "relays", .errorInAnswer, #"{"code":1001,"msg":"余额不足","data":null}"#),
    Case("an error at the top with a word", "relays", .errorInAnswer, #"{"code":"invalid_api_key","message":"Invalid token"}"#),
    Case("no base64 in a place", "relays", .malformedAnswer, #"{"data":[{"b64_json":"%%"}]}"#),
    Case("counts alone", "Google", .noCandidates, #"{"usageMetadata":{"promptTokenCount":1},"modelVersion":"m"}"#),
  ]

  @Test(arguments: cases) func `has its name`(_ row: Case) throws {
    let outcome = GenerationOutcome.of(try readAnswer(row.body), wants: [.image])
    guard case .failure(let failure) = outcome else {
      Issue.record("\(row.source): \(outcome)")
      return
    }
    #expect(failure.name == row.name, "\(row.source): \(failure)")
    if row.name != .noCandidates { #expect(!failure.mayAskAgain, "asked once") }
  }

  @Test func `an answer of unknown shape says what it holds`() throws {
    let answer = try readAnswer(#"{"code":0,"data":{"task_id":"t-1","status":"PENDING"}}"#)
    #expect(answer.unknownShape == "it holds code 0, data {task_id 't-1', status 'PENDING'}")
  }

  @Test func `a text is a text in a chat completion too`() throws {
    let answer = try readAnswer(#"{"choices":[{"message":{"content":"A pier at dawn."}}]}"#)
    #expect(GenerationOutcome.of(answer, wants: [.text]) == .text("A pier at dawn."))
  }

  @Test(arguments: [
    "NaN", "Infinity", "-Infinity", "1e999", "123456789012345678901234567890", "-5", "\"many\"", "null", "[]", "{}", "1.5e3",
  ]) func `a count that is none costs the count and not the picture`(_ count: String) throws {
    let body =
      #"{"candidates":[{"content":{"parts":["# + AnswerShapes.picture + #"]}}],"usageMetadata":{"promptTokenCount":"# + count
      + #","candidatesTokenCount":"# + count + #","totalTokenCount":"# + count + "}}"
    let answer = try readAnswer(body)
    #expect(answer.malformation == nil)
    #expect(try answer.images.map { try $0.bytes } == [pngBytes])
  }
}
