import GatewayAPI
import JSON

/// `candidates` of an answer.
struct GeminiCandidates: AnswerShape {
  var evidence: ShapeEvidence { .certain }

  func read(_ root: JSONValue, redaction: Redaction, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool {
    guard let candidates = root["candidates"]?.array, candidates.contains(where: \.isObject) else { return false }
    for value in candidates where value.isObject {
      answer.candidates.append(try AnswerCandidate.read(value, redaction, &answer.defects))
    }
    return true
  }
}

/// One candidate, or one content, as the object itself.
struct GeminiContent: AnswerShape {
  var evidence: ShapeEvidence { .certain }

  func read(_ root: JSONValue, redaction: Redaction, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool {
    guard root["content"]?["parts"] != nil || root["parts"]?.array?.contains(where: \.isObject) ?? false else { return false }
    let candidate = root["content"] == nil ? JSONValue.object([("content", root)]) : root
    answer.candidates.append(try AnswerCandidate.read(candidate, redaction, &answer.defects))
    return true
  }
}

extension AnswerCandidate {
  fileprivate static func read(
    _ value: JSONValue, _ redaction: Redaction, _ defects: inout [String]
  ) throws(UnreadableBody) -> AnswerCandidate {
    let content = value["content"]
    let list = content?["parts"]?.array ?? content?["parts"].map { [$0] } ?? content?.array ?? []
    let reader = ContentPartReader(redaction: redaction)
    var parts: [AnswerPart] = []
    for item in list { parts += try reader.parts(of: item, &defects) }
    return AnswerCandidate(
      parts: parts, finishReason: FinishReason(of: value, redaction: redaction),
      finishMessage: value["finishMessage", "finish_message"]?.scalarText.map { redaction.text($0) }, index: value["index"]?.integer ?? 0)
  }
}

/// Reads usage in Google's words.
enum GeminiUsageReader {
  static func read(_ value: JSONValue) -> Usage {
    var usage = Usage()
    usage.prompt = value["promptTokenCount", "prompt_token_count"]?.integer
    usage.candidates = value["candidatesTokenCount", "candidates_token_count"]?.integer
    usage.thoughts = value["thoughtsTokenCount", "thoughts_token_count"]?.integer
    usage.toolUsePrompt = value["toolUsePromptTokenCount", "tool_use_prompt_token_count"]?.integer
    usage.cachedContent = value["cachedContentTokenCount", "cached_content_token_count"]?.integer
    usage.total = value["totalTokenCount", "total_token_count"]?.integer
    usage.promptByModality = byModality(value["promptTokensDetails", "prompt_tokens_details"])
    usage.candidatesByModality = byModality(value["candidatesTokensDetails", "candidates_tokens_details"])
    return usage
  }

  private static func byModality(_ value: JSONValue?) -> [String: Int] {
    var counts: [String: Int] = [:]
    for item in value?.array ?? [] {
      guard let modality = item["modality"]?.scalarText?.uppercased(), modality.utf8.count <= 40,
        let count = item["tokenCount", "token_count"]?.integer
      else { continue }
      let (sum, overflow) = counts[modality, default: 0].addingReportingOverflow(count)
      if !overflow { counts[modality] = sum }
    }
    return counts
  }
}
