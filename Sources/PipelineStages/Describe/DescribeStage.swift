package import Diagnostics
package import GatewayAPI
package import ImageCore
package import PipelineModel

/// Asks a text model for the alternative text of a picture.
package struct DescribeStage: DescribingStage {
  package static let name: StageName = "describe"
  package static let revision = 1
  package static let summary =
    "Asks a text model for alternative text: for manifest, metadata and page. One paid call for each variant."
  package static let consumes: Set<Artifact.Kind> = [.raster]
  package static let produces = Artifact.Kind.raster
  package static let changesPicture = false

  /// What becomes of an asset that no text is found for.
  private enum Remedy: String, CaseIterable {
    case skip
    case fail
  }

  package let modelID: String
  package let modelPosition: SourcePosition?
  private let language: LanguageTag
  private let maximumLength: Int
  private let remedies: [Remedy]

  package init(settings: inout SettingsReader) {
    modelID = settings.text("model", isRequired: true, "The text model that is asked, by its id.") ?? ""
    modelPosition = settings.position(of: "model")
    language = settings.value(
      "language", default: LanguageTag.english, expected: "a language tag such as en or pt-BR", "The language of the text.",
      show: { $0.text }, parse: { LanguageTag($0) })
    maximumLength =
      settings.integer("maximumLength", default: 125, in: 20...1_000, "The longest text, in characters; a longer one is cut between words.")
      ?? 125
    remedies = settings.list(
      "otherwise", default: [.skip], expected: "'skip' or 'fail'",
      "What to do where no text comes back: go on without one (`skip`), or let the asset `fail`.", show: { $0.rawValue },
      parse: { Remedy(rawValue: $0) })
  }

  package var isRequired: Bool { remedies.first == .fail }

  package var keyFields: [(name: String, value: String)] {
    [("describe", "1"), ("language", language.text), ("maximumLength", String(maximumLength))]
  }

  /// Its wording is in no key: a better one never pays again.
  package var prompt: String {
    "Write the alternative text of this picture for people who do not see it. Language: \(language.text). At most \(maximumLength) characters, one sentence, plain text without quotation marks. Say what is to be seen, and do not begin with words such as 'image of'."
  }

  package func request(about picture: DescribedPicture, in context: RequestContext) async throws -> GenerationRequest {
    let size =
      switch picture {
      case .answered(let answered): answered.size
      case .file(let opened, _): opened.header.uprightSize
      }
    // Decoded, scaled and encoded pixels together take about three times the decoded ones.
    let prepared = try await context.processor.withRoom(bytes: size.width * size.height * 12) {
      let (rules, writer) = (context.inputRules, context.writer)
      switch picture {
      case .answered(let answered):
        return try await NormalizeStage.standard.prepare(try await PictureDecoder.finish(answered).raster, rules: rules, writer: writer)
      case .file(let opened, let path):
        return try await NormalizeStage.standard.prepare(opened, of: path, rules: rules, writer: writer)
      }
    }
    return GenerationRequest(
      model: modelID, parts: [.text(prompt), .image(prepared.bytes, mediaType: prepared.format.mediaType)], responseModalities: [.text])
  }

  package func description(in words: String) -> String? { AlternativeText(words, maximumLength: maximumLength)?.text }

  package func check(in context: CheckContext) -> [Diagnostic] {
    guard context.precedesPaidStage else { return [] }
    return [
      Diagnostic(
        "early-description", "'describe' is about the finished picture, and a 'generate' follows that makes another", at: modelPosition,
        notes: [.init("put it after the last 'generate'")])
    ]
  }

  package func need(of size: PixelSize) -> PixelNeed { .scaled([], atLeast: PixelSize(1, 1), passesThrough: true) }

  package func run(_ artifact: Artifact, in context: LocalContext) async throws -> StageResult { StageResult(artifact) }
}

/// A language tag in its usual form: a language, then script, region or variants (https://www.rfc-editor.org/rfc/rfc5646#section-2.1).
struct LanguageTag: Hashable, Sendable {
  let text: String

  static let english = LanguageTag(known: "en")

  private init(known text: String) { self.text = text }

  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let language = parts.first, (2...3).contains(language.utf8.count), language.utf8.allSatisfy(\.isLetter),
      parts.dropFirst().allSatisfy({ (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy { $0.isLetter || (0x30...0x39).contains($0) } })
    else { return nil }
    self.text = text
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}

/// A model's words as alternative text: one line of at most so many characters.
struct AlternativeText: Hashable, Sendable {
  let text: String

  private static let ellipsis: Character = "…"
  private static let quotations = Set("\"“”„«»")

  /// - Returns: `nil` for words that say nothing.
  init?(_ words: String, maximumLength: Int) {
    var line = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    while let first = line.first, let last = line.last, line.count > 1, Self.quotations.contains(first), Self.quotations.contains(last) {
      line = String(line.dropFirst().dropLast())
    }
    guard line.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
    if line.count > maximumLength {
      let room = line.prefix(maximumLength - 1)
      let whole = room.lastIndex(of: " ").map { room[..<$0] } ?? room
      line = String(whole) + String(Self.ellipsis)
    }
    text = line
  }
}
