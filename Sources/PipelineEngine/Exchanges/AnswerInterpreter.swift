import FoundationEssentials
import GatewayAPI
import ImageCore
import Storage

/// Reads stored answers: from the file of the body to a picture that is whole, or a typed failure. Free, and repeatable at any time.
struct AnswerInterpreter: Sendable {
  /// What an answer came to, with the pixels where they had to be decoded to know.
  struct Reading: Sendable {
    let interpretation: Interpretation
    let result: Artifact?
    let failure: GenerationFailure?
  }

  let generator: any ContentGenerator
  let store: Store
  let reader: ImageReader
  let card: ModelCard?

  /// Reads the answer of `head` whose body is `body`, and stores its pictures. Throws a ``GatewayError`` for statuses other than success.
  @concurrent
  func read(_ head: AnswerHead, body: Blob, from gateway: GatewayProfile, wants: [Modality]) async throws -> Reading {
    let answer = try generator.read(head, bodyAt: store.blobs.path(of: body.digest), from: gateway)
    let cost = Self.cost(gateway.cost(of: answer.usage, card: card), card: card, gateway: gateway)
    let usage = answer.usage?.raw
    switch GenerationOutcome.of(answer, wants: wants) {
    case .picture(let choice):
      return try read(choice, answer: answer, usage: usage, cost: cost)
    case .text(let text):
      let interpretation = Interpretation(
        outcome: "text", detail: Self.detail(["text": text], answer), picture: nil, usage: usage, cost: cost)
      return Reading(interpretation: interpretation, result: .text(text), failure: nil)
    case .failure(let failure):
      return Self.reading(of: failure, answer: answer, usage: usage, cost: cost)
    }
  }

  private func read(
    _ choice: PictureChoice, answer: GenerationAnswer, usage: String?, cost: Cost
  ) throws -> Reading {
    let decoded: DecodedImage
    do throws(CodecError) {
      decoded = try reader.read(choice.chosen.bytes.span)
    } catch {
      let failure = error.kind == .truncated ? GenerationFailure.truncatedPicture(error.description) : .notAPicture(error.description)
      return Self.reading(of: failure, answer: answer, usage: usage, cost: cost)
    }
    let size = decoded.header.uprightSize
    let blob = try store.blobs.write(choice.chosen.bytes)
    var alternates: [StoredAlternate] = []
    for other in choice.alternates { alternates.append(try storeAlternate(other)) }
    var words: [String: String] = [:]
    if let text = choice.text { words["text"] = text }
    if let declared = choice.chosen.declaredMediaType, declared != decoded.format.mediaType { words["declaredMediaType"] = declared }
    let interpretation = Interpretation(
      outcome: "picture", detail: Self.detail(words, answer),
      picture: Picture(blob: blob, format: decoded.format.id.rawValue, width: size.width, height: size.height),
      alternates: StoredAlternate.write(alternates), usage: usage, cost: cost)
    let picture = EncodedPicture(bytes: choice.chosen.bytes, format: decoded.format, size: size)
    return Reading(interpretation: interpretation, result: .result(AnsweredPicture(picture: picture, decoded: decoded)), failure: nil)
  }

  private func storeAlternate(_ image: AnswerImage) throws(StorageError) -> StoredAlternate {
    let blob = try store.blobs.write(image.bytes)
    let format: String?
    do throws(CodecError) {
      format = try reader.codec(for: image.bytes.span).format.id.rawValue
    } catch {
      format = nil
    }
    return StoredAlternate(sha256: blob.digest.hex, bytes: blob.size, format: format, thought: image.isThought)
  }

  /// The words of an exchange whose answer was text; nil for others.
  static func text(of exchange: Exchange) -> String? {
    guard exchange.outcome == "text", let detail = exchange.detail else { return nil }
    return FieldsJSON.read(detail)?["text"]
  }

  private static func reading(
    of failure: GenerationFailure, answer: GenerationAnswer, usage: String?, cost: Cost
  ) -> Reading {
    var words: [String: String] = [:]
    if let raw = failure.rawReason { words["reason"] = raw }
    if let said = failure.words { words["words"] = said }
    let interpretation = Interpretation(
      outcome: failure.name.rawValue, detail: detail(words, answer), picture: nil, usage: usage, cost: cost)
    return Reading(interpretation: interpretation, result: nil, failure: failure)
  }

  private static func detail(_ words: [String: String], _ answer: GenerationAnswer) -> String {
    var words = words
    if let version = answer.modelVersion { words["modelVersion"] = version }
    if let id = answer.responseID { words["responseId"] = id }
    return FieldsJSON.write(words)
  }

  /// The higher end of what the usage may have cost, because money is never guessed downwards.
  private static func cost(_ range: CostRange?, card: ModelCard?, gateway: GatewayProfile) -> Cost {
    guard let range else { return Cost(nanoUSD: nil, basis: card == nil ? "unknown model" : "no usage in the answer") }
    guard gateway.isBilled else { return Cost(nanoUSD: 0, basis: "not billed") }
    let date = card.map { $0.prices.verifiedOn.description } ?? ""
    return Cost(nanoUSD: range.high.nanos, basis: "usage at the list price of \(card?.id ?? ""), as of \(date)")
  }
}

/// A further picture of an answer, kept in the store.
struct StoredAlternate: Codable, Hashable, Sendable {
  let sha256: String
  let bytes: Int
  /// Nil where the bytes are no picture.
  let format: String?
  let thought: Bool

  static func write(_ alternates: [StoredAlternate]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return try String(decoding: encoder.encode(alternates), as: UTF8.self)
    } catch {
      preconditionFailure("a list of plain values is always JSON")
    }
  }

  /// What is no list of alternates reads as none.
  static func read(_ text: String?) -> [StoredAlternate] {
    guard let text else { return [] }
    do {
      return try JSONDecoder().decode([StoredAlternate].self, from: Data(text.utf8))
    } catch {
      return []
    }
  }
}
