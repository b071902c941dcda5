import GatewayAPI
import JSON

/// Lists of places of pictures: OpenAI (`data`), fal and OpenRouter (`images`), Imagen (`predictions`, `generatedImages`), Stability
/// (`artifacts`).
struct ImagePlaces: AnswerShape {
  private static let names = ["data", "images", "predictions", "generatedImages", "generated_images", "artifacts"]

  var evidence: ShapeEvidence { .possible }

  func read(_ root: JSONValue, redaction: Redaction, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool {
    guard let items = Self.places(in: root) else { return false }
    answer.candidates += candidates(items, from: answer.candidates.count, redaction, &answer.defects)
    return true
  }

  /// Returns the places of pictures that an object lists; in an empty list a filter has removed them.
  private static func places(in root: JSONValue) -> [JSONValue]? {
    for name in names {
      guard let items = root[name]?.array else { continue }
      let arePlaces = items.allSatisfy { item in
        if case .null = item { return true }
        return item.text != nil || PictureSlot(value: item, redaction: Redaction([])).isSlot && item.isObject
      }
      if arePlaces { return items }
    }
    return nil
  }

  /// Reads each place as a candidate of its own; a list without any is one empty place.
  private func candidates(
    _ items: [JSONValue], from index: Int, _ redaction: Redaction, _ defects: inout [String]
  ) -> [AnswerCandidate] {
    guard !items.isEmpty else { return [AnswerCandidate(parts: [], index: index, withheld: WithheldPicture(isFiltered: false))] }
    return items.enumerated().map { offset, item in
      if item.isObject { return PictureSlot(value: item, redaction: redaction).candidate(index: index + offset, defects: &defects) }
      let part = PictureSlot.part(item, redaction: redaction, defects: &defects)
      return AnswerCandidate(
        parts: part.map { [$0] } ?? [], index: index + offset, withheld: part == nil ? WithheldPicture(isFiltered: false) : nil)
    }
  }
}

/// One place of a picture as the object itself, as streams of events send them.
struct SinglePlace: AnswerShape {
  var evidence: ShapeEvidence { .possible }

  func read(_ root: JSONValue, redaction: Redaction, into answer: inout GenerationAnswer) throws(UnreadableBody) -> Bool {
    var defects: [String] = []
    guard let part = PictureSlot(value: root, redaction: redaction).part(defects: &defects), case .image(let image) = part.payload else {
      return false
    }
    let isDraft = root["type"]?.scalarText?.contains("partial") ?? false
    let marked = AnswerImage(data: image.data, declaredMediaType: image.declaredMediaType, isThought: isDraft, origin: image.origin)
    answer.candidates.append(AnswerCandidate(parts: [AnswerPart(.image(marked), isThought: isDraft)]))
    return true
  }
}

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
