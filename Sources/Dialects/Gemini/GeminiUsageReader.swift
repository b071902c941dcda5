import GatewayAPI
import JSON

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
