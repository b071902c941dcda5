import GatewayAPI
import JSON

/// Reads what an answer counts, whatever form its numbers have.
enum UsageReader {
  static func read(_ value: JSONValue) -> Usage {
    var usage = ImagesUsageReader.read(value) ?? googleUsage(value)
    usage.raw = compact(value)
    return usage
  }

  private static func googleUsage(_ value: JSONValue) -> Usage {
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

  /// The object as JSON again, for the record; long ones are left out.
  private static func compact(_ value: JSONValue) -> String {
    var writer = JSONWriter(.request, reserving: 512)
    write(value, to: &writer)
    return writer.bytes.count <= 8_192 ? String(decoding: writer.bytes, as: UTF8.self) : ""
  }

  private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
    switch value {
    case .null: writer.verbatim("null")
    case .bool(let flag): writer.verbatim(flag ? "true" : "false")
    case .number(let text): writer.verbatim(NumberText(text)?.text ?? "null")
    case .string(let text): writer.string(text.string)
    case .array(let items): writer.array { list in for item in items { write(item, to: &list) } }
    case .object(let members):
      writer.object { object in
        for member in members { object.member(member.name) { write(member.value, to: &$0) } }
      }
    }
  }
}
