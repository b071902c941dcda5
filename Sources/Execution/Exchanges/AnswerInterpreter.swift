import FoundationEssentials
import GatewayAPI
import ImageCore
import ImageOperations
import PipelineModel
import Storage

/// Interprets stored answers: from the file of the body to a picture that is whole, or a typed failure. Costs nothing, and can be repeated
/// at any time.
struct AnswerInterpreter: Sendable {
  /// The result of an answer, with the pixels if they had to be decoded to know.
  struct Reading: Sendable {
    let interpretation: Interpretation
    let result: Artifact?
    let failure: GenerationFailure?
    /// The part of the answer that contradicts its picture, for people, or `nil` if there is none.
    var contradiction: String? = nil
    /// What is to be said of its cost.
    var costNotes: [String] = []
  }

  /// The limit of the pixels of all pictures that are being checked, in bytes.
  private static let workingBytes = 160 << 20
  /// The limit of pixels and files that are kept for later stages, in bytes.
  private static let spareBytes = 64 << 20

  let generator: any ContentGenerator
  let store: Store
  let reader: ImageReader
  let card: ModelCard?
  /// The limiter of checks, separate from others because a waiting task may hold a place on the network.
  private let limiter: AsyncLimiter
  /// For what the stages after open.
  let spare = SparePixelsAllowance(bytes: Self.spareBytes)
  /// Whether a stage after a call looks at pixels.
  private let keepsPixels: Bool

  init(generator: any ContentGenerator, store: Store, reader: ImageReader, card: ModelCard?, cores: Int, keepsPixels: Bool) {
    self.generator = generator
    self.store = store
    self.reader = reader
    self.card = card
    limiter = AsyncLimiter(slots: cores, byteBudget: Self.workingBytes)
    self.keepsPixels = keepsPixels
  }

  /// The facts about a model that was asked; the pipeline's where no other is named.
  func card(of model: AskedModel?) -> ModelCard? { model.map(\.card) ?? card }

  /// Reads the answer of `head` whose body is `body`, and stores its pictures. Throws a ``GatewayError`` for statuses other than success.
  /// - Parameters:
  ///   - tier: the one that was asked for.
  ///   - model: that was asked, where it was not the pipeline's.
  @concurrent
  func read(
    _ head: AnswerHead, body: Blob, from gateway: GatewayProfile, wants: [Modality], tier: ServiceTier, model: AskedModel? = nil
  ) async throws -> Reading {
    let stored = try generator.read(head, bodyAt: store.blobs.path(of: body.digest), from: gateway)
    var answer = await generator.completing(stored, from: gateway)
    let bill = Bill(head: head, gateway: gateway, card: card(of: model), tier: tier)
    let usage = answer.usage?.raw
    // A picture that is damaged was made all the same.
    var holdsPicture = false
    while true {
      switch GenerationOutcome.of(answer, wants: wants) {
      case .picture(let choice):
        // A picture whose base64 breaks off in the middle shows only now; another one may be whole.
        guard let (blob, prefix) = try storePicture(choice.chosen) else {
          answer = answer.removing(choice.chosen, because: AnswerDataError.notBase64.description)
          holdsPicture = true
          continue
        }
        // Pixels decide: a part that is no picture gives way to one that is, whatever type they declare.
        if !choice.chosen.isSetAside, format(of: prefix) == nil {
          answer = answer.settingAside(choice.chosen)
          continue
        }
        return try await read(choice, stored: blob, answer: answer, usage: usage, bill: bill)
      case .text(let text):
        let charge = bill.charge(for: answer, picture: nil, hasResult: true)
        let interpretation = Interpretation(
          outcome: "text", detail: Self.detail([.text: text], answer, charge), picture: nil, usage: usage, cost: charge.cost)
        return Reading(interpretation: interpretation, result: .text(text), failure: nil, costNotes: charge.notes)
      case .failure(let failure):
        return Self.reading(of: failure, answer: answer, usage: usage, bill: bill, holdsPicture: holdsPicture)
      }
    }
  }

  private func read(
    _ choice: PictureChoice, stored blob: Blob, answer: GenerationAnswer, usage: String?, bill: Bill
  ) async throws -> Reading {
    let seen: Look
    do {
      seen = try await look(at: blob)
    } catch let error as CodecError {
      let failure = error.kind == .truncated ? GenerationFailure.truncatedPicture(error.description) : .notAPicture(error.description)
      return Self.reading(of: failure, answer: answer, usage: usage, bill: bill, holdsPicture: true)
    }
    var alternates: [StoredAlternate] = []
    for other in choice.alternates {
      if let alternate = try storeAlternate(other) { alternates.append(alternate) }
    }
    var words: [AnswerDetail.Name: String] = [:]
    if let text = choice.text { words[.text] = text }
    if let declared = choice.chosen.declaredMediaType, declared != seen.format.mediaType { words[.declaredMediaType] = declared }
    let contradiction = answer.contradiction
    if let contradiction { words[.contradiction] = contradiction }
    let charge = bill.charge(for: answer, picture: seen.size, hasResult: true)
    let interpretation = Interpretation(
      outcome: "picture", detail: Self.detail(words, answer, charge),
      picture: Picture(blob: blob, format: seen.format.id.rawValue, width: seen.size.width, height: seen.size.height),
      alternates: StoredAlternate.write(alternates), usage: usage, cost: charge.cost)
    let (blobs, reader) = (store.blobs, reader)
    let picture = AnsweredPicture(format: seen.format, size: seen.size, pixels: seen.pixels, perceptualHash: seen.hash) {
      try reader.open(blobs.read(blob))
    }
    return Reading(
      interpretation: interpretation, result: .result(picture), failure: nil, contradiction: contradiction, costNotes: charge.notes)
  }

  /// What is to be known of a picture that is whole.
  private struct Look {
    let format: ImageFormat
    let size: PixelSize
    let pixels: DecodedImageCache?
    let hash: String
  }

  /// Decodes a stored picture to check that it is whole. Throws a ``CodecError`` if it is not.
  ///
  /// The file is read and its digest verified once, and its pixels are decoded once: the opened picture is passed on with them.
  private func look(at blob: Blob) async throws -> Look {
    // The header states the memory for the pixels; almost nothing is in memory while waiting for it.
    let bytes = try roomNeeded(by: blob)
    return try await limiter.withRoom(bytes: bytes) {
      let picture = try reader.open(store.blobs.read(blob))
      let decoded = try picture.decode()
      return Look(
        format: decoded.format, size: decoded.header.uprightSize, pixels: keepsPixels ? spare.keep(decoded, of: picture) : nil,
        hash: try decoded.perceptualHash())
    }
  }

  /// Returns the bytes of the pixels, by the header; if the file's beginning does not suffice, as many as a picture may have.
  private func roomNeeded(by blob: Blob) throws -> Int {
    let beginning = try FileBytes.beginning(of: store.blobs.path(of: blob.digest), count: Self.usualHeader)
    do throws(CodecError) {
      let size = try reader.open(beginning).header.size
      return size.width * size.height * PixelFormat.rgba8.bytesPerPixel
    } catch {
      return Self.workingBytes
    }
  }

  /// The first bytes of a file, which hold most headers.
  private static let usualHeader = 1 << 16

  /// Bytes by which a format is recognized.
  private static let prefixSize = 64

  /// Decodes a picture's data from the stored answer into a file of its own, or returns `nil` if they are not base64.
  private func storePicture(_ image: AnswerImage) throws -> (blob: Blob, prefix: [UInt8])? {
    let writer = try store.blobs.makeWriter()
    var prefix: [UInt8] = []
    do {
      try image.data.forEachPiece { piece in
        prefix += piece.prefix(Self.prefixSize - prefix.count)
        try writer.append(piece)
      }
    } catch AnswerDataError.notBase64 {
      writer.abandon()
      return nil
    } catch {
      writer.abandon()
      throw error
    }
    return (try writer.finish(), prefix)
  }

  private func storeAlternate(_ image: AnswerImage) throws -> StoredAlternate? {
    guard let (blob, prefix) = try storePicture(image) else { return nil }
    return StoredAlternate(sha256: blob.digest.hex, bytes: blob.size, format: format(of: prefix), thought: image.isThought)
  }

  /// Returns the format of bytes by their beginning, or `nil` if it is none that is read.
  private func format(of prefix: [UInt8]) -> String? {
    do throws(CodecError) {
      return try reader.codec(for: prefix.span).format.id.rawValue
    } catch {
      return nil
    }
  }

  private static func reading(
    of failure: GenerationFailure, answer: GenerationAnswer, usage: String?, bill: Bill, holdsPicture: Bool
  ) -> Reading {
    let charge = bill.charge(for: answer, picture: nil, hasResult: holdsPicture)
    var words: [AnswerDetail.Name: String] = [:]
    if let raw = failure.rawReason { words[.reason] = raw }
    if let said = failure.words { words[.words] = said }
    let interpretation = Interpretation(
      outcome: failure.name.rawValue, detail: detail(words, answer, charge), picture: nil, usage: usage, cost: charge.cost)
    return Reading(interpretation: interpretation, result: nil, failure: failure, costNotes: charge.notes)
  }

  private static func detail(_ words: [AnswerDetail.Name: String], _ answer: GenerationAnswer, _ charge: Charge) -> String {
    var detail = AnswerDetail(words)
    detail[.modelVersion] = answer.modelVersion
    detail[.responseID] = answer.responseID
    detail[.imageTokens] = answer.usage?.candidatesByModality["IMAGE"].map { String($0) }
    detail[.searchQueries] = answer.searches.isGrounded ? String(answer.searches.queries) : nil
    detail[.listCost] = charge.list?.high.description
    return detail.column
  }
}

/// What the answers of one call are booked by.
private struct Bill {
  let head: AnswerHead
  let gateway: GatewayProfile
  let card: ModelCard?
  /// The one that was asked for.
  let tier: ServiceTier

  func charge(for answer: GenerationAnswer, picture: PixelSize?, hasResult: Bool) -> Charge {
    var call = AnsweredCall()
    (call.usage, call.picture, call.hasResult, call.searches) = (answer.usage, picture, hasResult, answer.searches)
    let answered = [answer.serviceTier, gateway.dialect.tierHeader.flatMap { head[$0] }]
    call.tier = BilledTier(asked: tier, answered: answered.compactMap(\.self))
    call.reportedCost = answer.reportedCost ?? gateway.costHeader.flatMap { head[$0] }.map { ReportedCost($0) }
    return gateway.charge(for: call, card: card)
  }
}

extension Charge {
  fileprivate var cost: Cost { Cost(nanoUSD: amount?.nanos, basis: basis) }
}

/// A further picture of an answer, kept in the store.
struct StoredAlternate: Codable, Hashable, Sendable {
  let sha256: String
  let bytes: Int
  /// The format, or `nil` if the bytes are no picture.
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

  /// Reads a list of alternates; any other text yields none.
  static func read(_ text: String?) -> [StoredAlternate] {
    guard let text else { return [] }
    do {
      return try JSONDecoder().decode([StoredAlternate].self, from: Data(text.utf8))
    } catch {
      return []
    }
  }
}

/// Compares an answer with the requested size, by two measures: the pixels, and the tokens that the answer counts for them.
struct OutputSizeCheck {
  let card: ModelCard?

  /// Returns the deviation, such as `asked 4K, pixels 1K, tokens 1120`, or `nil` if there is none, or if the model's sizes are not known.
  func finding(in interpretation: Interpretation, asked: AskedPicture) -> String? {
    guard let card, let picture = interpretation.picture, let size = PixelSize(checking: picture.width, picture.height) else { return nil }
    let wanted = asked.imageSize ?? card.defaultSize
    guard SizeClass(rawValue: wanted) != nil else { return nil }
    let pixels = ModelCard.sizeClass(of: size).rawValue
    let tokens = interpretation.answerDetail[.imageTokens].flatMap { Int($0) }
    guard pixels != wanted || tokens.map({ !fits($0, size: wanted, of: card) }) ?? false else { return nil }
    return "asked \(wanted), pixels \(pixels), tokens \(tokens.map { String($0) } ?? "not counted")"
  }

  /// Returns whether no other size of the model's table is nearer to a count than this one.
  private func fits(_ tokens: Int, size: String, of card: ModelCard) -> Bool {
    guard let expected = card.imageTokens.value[size], tokens > 0 else { return true }
    return card.imageTokens.value.values.allSatisfy { abs($0 - tokens) >= abs(expected - tokens) }
  }
}

extension Exchange {
  /// The deviation of its picture's size, or `nil` if there was none.
  var sizeFinding: String? { answerDetail[.finding] }
}
