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
