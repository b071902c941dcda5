import GatewayAPI
import GatewayClient
import Testing

/// Each way to come without a picture has its own name.
@Suite struct FailureTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let body: String
    let name: GenerationFailure.Name
    var words: String?
    var mayAskAgain = false
  }

  private static func finished(_ reason: String) -> String {
    #"{"candidates":[{"content":{"role":"model"},"finishReason":"\#(reason)","finishMessage":"Because."}]}"#
  }

  static let cases =
    [
      ("NO_IMAGE", .noImage), ("IMAGE_OTHER", .imageOther), ("IMAGE_SAFETY", .imageSafety),
      ("IMAGE_PROHIBITED_CONTENT", .imageProhibitedContent),
      ("IMAGE_RECITATION", .imageRecitation), ("RECITATION", .recitation), ("SAFETY", .safety), ("PROHIBITED_CONTENT", .prohibitedContent),
      ("BLOCKLIST", .prohibitedContent), ("MAX_TOKENS", .maxTokens), ("LANGUAGE", .language), ("OTHER", .other),
      ("PUP_LIMITED_DISABLED", .prohibitedContent),
      ("SOMETHING_NEW", .unknownReason), ("image_safety", .imageSafety),
    ].map { (reason: String, name: GenerationFailure.Name) in
      Case(
        testDescription: reason, body: finished(reason), name: name, words: "Because.", mayAskAgain: name == .noImage || name == .imageOther
      )
    } + [
      Case(testDescription: "a number for a reason", body: #"{"candidates":[{"finishReason":16}]}"#, name: .noImage, mayAskAgain: true),
      Case(
        testDescription: "text only", body: #"{"candidates":[{"content":{"parts":[{"text":"I can't draw"}]},"finishReason":"STOP"}]}"#,
        name: .textOnly, words: "I can't draw", mayAskAgain: true),
      Case(
        testDescription: "blocked prompt", body: #"{"promptFeedback":{"blockReason":"SAFETY","blockReasonMessage":"No."}}"#,
        name: .blockedPrompt, words: "No."),
      Case(testDescription: "no candidates", body: #"{"usageMetadata":{"promptTokenCount":1}}"#, name: .noCandidates, mayAskAgain: true),
      Case(testDescription: "candidates null", body: #"{"candidates":null}"#, name: .noCandidates, mayAskAgain: true),
      Case(
        testDescription: "no parts", body: #"{"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}]}"#, name: .empty,
        mayAskAgain: true),
      Case(testDescription: "no content", body: #"{"candidates":[{}]}"#, name: .empty, mayAskAgain: true),
      Case(
        testDescription: "error in success", body: #"{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}"#,
        name: .errorInAnswer, words: "slow down"),
      Case(testDescription: "error as text", body: #"{"error":"no channel"}"#, name: .errorInAnswer, words: "no channel"),
      Case(testDescription: "success false", body: #"{"success":false,"message":"no balance"}"#, name: .errorInAnswer, words: "no balance"),
      Case(testDescription: "HTML", body: "<html><body>Sorry</body></html>", name: .malformedAnswer),
      Case(testDescription: "nothing", body: "", name: .malformedAnswer),
      Case(testDescription: "a number", body: "42", name: .malformedAnswer),
      Case(testDescription: "cut JSON", body: #"{"candidates":[{"content":{"parts":[{"inlineData":{"data":"iVBO"#, name: .malformedAnswer),
      Case(testDescription: "deep nesting", body: String(repeating: "[", count: 100_000), name: .malformedAnswer),
      Case(
        testDescription: "no base64", body: #"{"candidates":[{"content":{"parts":[{"inlineData":{"data":"..."}}]}}]}"#,
        name: .malformedAnswer),
      Case(
        testDescription: "a draft of a withheld picture",
        body: #"{"candidates":[{"content":{"parts":[{"thought":true,"inlineData":{"data":"AAAA"}}]},"finishReason":"IMAGE_SAFETY"}]}"#,
        name: .imageSafety),
    ]

  @Test(arguments: cases) func `has its name`(_ testCase: Case) throws {
    let outcome = GenerationOutcome.of(try readAnswer(testCase.body), wants: [.image])
    guard case .failure(let failure) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(failure.name == testCase.name)
    #expect(failure.mayAskAgain == testCase.mayAskAgain)
    if let words = testCase.words { #expect(failure.words == words) }
  }

  @Test func `text is the result where text was asked for`() throws {
    let answer = try readAnswer(#"{"candidates":[{"content":{"parts":[{"text":"Hello"}]},"finishReason":"STOP"}]}"#)
    #expect(GenerationOutcome.of(answer, wants: [.text]) == .text("Hello"))
  }

  @Test func `a body that may have been cut is not judged`() {
    #expect(throws: GatewayError.self) { try readAnswer(#"{"candidates":["#, ending: .connectionClosed) }
    do {
      _ = try readAnswer(#"{"candidates":["#, ending: .connectionClosed)
    } catch let error as GatewayError {
      #expect(error.classification == .unknown)
    } catch {
      Issue.record("\(error)")
    }
  }
}
