import FoundationEssentials
package import GatewayAPI
package import ImageCore
import Synchronization
import TestSupport

/// A gateway inside the test's process: it answers every call with a picture of the size that the model card says, unless told otherwise.
package final class CannedGenerator: ContentGenerator {
  package enum Reply: Sendable {
    /// Nil: the size that was asked for.
    case picture(PixelSize?)
    /// A picture's file as it is.
    case file([UInt8])
    case words(String)
    /// The connection breaks after the request has left.
    case silence
  }

  private let codecs: CodecRegistry
  private let format: FormatID
  /// By the request's number, from 1.
  private let reply: @Sendable (Int) -> Reply
  /// To a request for words alone.
  private let words: Reply
  private let prompts = Mutex<[String]>([])

  package init(
    codecs: CodecRegistry, format: FormatID = FormatID("png"), words: Reply = .words("A thing on a table"),
    reply: @escaping @Sendable (Int) -> Reply = { _ in .picture(nil) }
  ) {
    self.words = words
    self.codecs = codecs
    self.format = format
    self.reply = reply
  }

  /// The prompts of the calls that were made, in the order in which they left.
  package var sentPrompts: [String] { prompts.withLock { $0 } }

  package func encode(_ request: GenerationRequest, for profile: GatewayProfile, card: ModelCard?) throws(GatewayError) -> WireRequest {
    let size = request.aspectRatio.flatMap { card?.expectedSize($0, request.imageSize) } ?? PixelSize(32, 32)
    var prompt = ""
    for part in request.contents.flatMap(\.parts) {
      if case .text(let text) = part.payload { prompt += text }
    }
    let body = "\(request.responseModalities == [.text] ? 0 : size.width) \(size.height) \(prompt)"
    return WireRequest(url: "http://127.0.0.1/", headers: [], body: Array(body.utf8), largestImageBytes: 0, sizeClass: .one)
  }

  package func send(
    _ request: WireRequest, to profile: GatewayProfile, timeout: Duration, into sink: any AnswerSink,
    willSend: @Sendable () async throws -> Void
  ) async throws(GatewayError) -> AnswerHead {
    let fields = String(decoding: request.body, as: UTF8.self).split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    do {
      try await willSend()
      let number = prompts.withLock { prompts in
        prompts.append(String(fields[2]))
        return prompts.count
      }
      let bytes: [UInt8]
      switch fields[0] == "0" ? words : reply(number) {
      case .picture(let size):
        let asked = PixelSize(Int(fields[0]) ?? 1, Int(fields[1]) ?? 1)
        let drawn = TestPictures.noise(size ?? asked, seed: UInt64(number))
        bytes = try ImageWriter(codecs: codecs).write(drawn, as: format)
      case .file(let file): bytes = file
      case .words(let words): bytes = Array("words:\(words)".utf8)
      case .silence: throw GatewayError(.sentOutcomeUnknown, gateway: profile.name, "the connection broke")
      }
      try await sink.write(bytes)
      return AnswerHead(status: 200, headers: [], byteCount: bytes.count, ending: .declared)
    } catch let error as GatewayError {
      throw error
    } catch {
      throw GatewayError(.sentOutcomeUnknown, gateway: profile.name, "\(error)")
    }
  }

  package func completing(_ answer: GenerationAnswer, from profile: GatewayProfile) async -> GenerationAnswer { answer }

  package func read(_ head: AnswerHead, bodyAt path: String, from profile: GatewayProfile) throws(GatewayError) -> GenerationAnswer {
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw GatewayError(.decoding, gateway: profile.name, "\(error)")
    }
    var answer = GenerationAnswer()
    let marker = Array("words:".utf8)
    let payload: AnswerPart.Payload =
      bytes.starts(with: marker)
      ? .text(String(decoding: bytes.dropFirst(marker.count), as: UTF8.self))
      : .image(AnswerImage(bytes: bytes, declaredMediaType: nil))
    answer.candidates = [AnswerCandidate(parts: [AnswerPart(payload)])]
    var usage = Usage()
    usage.prompt = 100
    usage.candidates = 1_000
    usage.candidatesByModality = ["IMAGE": 1_000]
    usage.raw = "{}"
    answer.usage = usage
    return answer
  }
}
