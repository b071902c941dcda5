import GatewayAPI
import JSON

/// Reads usage in OpenAI's words, as in the dialect `images`.
enum ImagesUsageReader {
  /// Reads the usage, or returns `nil` if none of the words are there, because some relays put Google's words under the same name.
  static func read(_ value: JSONValue) -> Usage? {
    let names = ["input_tokens", "output_tokens", "prompt_tokens", "completion_tokens", "total_tokens"]
    guard names.contains(where: { value[$0] != nil }) else { return nil }
    var usage = Usage()
    usage.prompt = value["input_tokens", "prompt_tokens"]?.integer
    usage.candidates = value["output_tokens", "completion_tokens"]?.integer
    usage.total = value["total_tokens"]?.integer
    usage.promptByModality = byModality(value["input_tokens_details", "prompt_tokens_details"])
    usage.candidatesByModality = byModality(value["output_tokens_details", "completion_tokens_details"])
    return usage
  }

  private static func byModality(_ value: JSONValue?) -> [String: Int] {
    var counts: [String: Int] = [:]
    counts["TEXT"] = value?["text_tokens"]?.integer
    counts["IMAGE"] = value?["image_tokens"]?.integer
    return counts
  }
}
