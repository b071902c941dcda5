import Diagnostics
import HTTPTypes
import HummingbirdCore
import ImageCore
import JSON
import NIOCore
import NIOHTTPTypes
import PipelineModel
import Reporting
import Runs
import Storage

/// Answers the requests of a review.
struct ReviewResponder: Sendable {
  let access: ReviewAccess
  let desk: ReviewDesk
  let codecs: CodecRegistry

  /// Bytes of a decision with its note, and of a picture.
  private static let maximumOfBody = 64 << 10
  private static let maximumOfPicture = 512 << 20

  @concurrent
  func respond(to request: Request, with writer: consuming ResponseWriter, on channel: any Channel) async throws {
    let parts = (request.head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = PercentText.decoded(parts.first ?? "/")
    let answer: Answer
    if access.allows(request.head, query: parts.count > 1 ? parts[1] : "") {
      answer = await self.answer(request, path: path)
    } else {
      answer = .said("this is not for you", .forbidden)
    }
    try await writer.write(
      response: HTTPResponse(status: answer.status, headerFields: fields(answer)),
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }

  private struct Answer {
    let status: HTTPResponse.Status
    let type: String
    let body: [UInt8]
    var isPage = false

    static func said(_ message: String, _ status: HTTPResponse.Status) -> Answer {
      json(.object([("message", .text(message))]), status)
    }

    static func json(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> Answer {
      Answer(status: status, type: "application/json", body: Array(value.line.utf8))
    }
  }

  private func fields(_ answer: Answer) -> HTTPFields {
    var fields: HTTPFields = [
      .contentType: answer.type, .contentLength: String(answer.body.count), .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
    ]
    if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { fields[name] = "same-origin" }
    if let name = HTTPField.Name("Referrer-Policy") { fields[name] = "no-referrer" }
    if answer.isPage { fields[.setCookie] = access.setCookie }
    return fields
  }

  private func answer(_ request: Request, path: String) async -> Answer {
    do {
      switch (request.method, path) {
      case (.get, _) where path.hasPrefix("/state/"):
        return .json(try await desk.state(after: Int(path.dropFirst("/state/".utf8.count)) ?? -1))
      case (.post, "/choice"): return try await decide(request)
      // Browsers ask for it by themselves; the page has none.
      case (.get, "/favicon.ico"): return Answer(status: .ok, type: "image/x-icon", body: [])
      case (.get, "/redo"): return .json(try await desk.offer().json)
      case (.post, "/redo"):
        guard let value = try await body(of: request), let id = value["id"]?.string else {
          return .said("this is no confirmation", .badRequest)
        }
        try await desk.redo(confirming: id)
        return .json(.object([("begun", .flag(true))]))
      case (.post, "/apply"):
        try await desk.apply()
        return .json(.object([("begun", .flag(true))]))
      case (.get, _):
        let name = path == "/" ? Report.fileName : String(path.dropFirst())
        guard let page = try await desk.page(name) else { return try await picture(name) }
        return Answer(status: .ok, type: "text/html; charset=utf-8", body: page, isPage: true)
      default: return .said("there is nothing of this kind", .notFound)
      }
    } catch let problem as DecisionProblem {
      return .said(problem.message, .conflict)
    } catch let failure as AssetFailure {
      return .said(failure.message, .serviceUnavailable)
    } catch is NIOTooManyBytesError {
      return .said("this is more than a decision", .contentTooLarge)
    } catch let error as StorageError {
      return .said(error.description, .serviceUnavailable)
    } catch let rejected as RejectedPipeline {
      return .said(rejected.diagnostics.first?.message ?? "the pipeline file has mistakes now", .serviceUnavailable)
    } catch {
      return .said("it could not be done: \(error)", .serviceUnavailable)
    }
  }

  private func decide(_ request: Request) async throws -> Answer {
    guard let value = try await body(of: request), let asset = value["asset"]?.string else {
      return .said("this is no decision", .badRequest)
    }
    try await desk.decide(Decision(value), about: asset)
    return .json(.object([("saved", .flag(true))]))
  }

  /// Returns the JSON that was sent, or `nil` if it is none.
  /// - Throws: `NIOTooManyBytesError`.
  private func body(of request: Request) async throws -> JSONValue? {
    let buffer = try await request.body.collect(upTo: Self.maximumOfBody)
    do throws(JSONError) {
      return try JSONValue.read(Array(buffer.readableBytesView), .record)
    } catch {
      return nil
    }
  }

  private func picture(_ address: String) async throws -> Answer {
    guard let picture = try await desk.picture(at: address) else { return .said("the page has no such picture", .notFound) }
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try FileBytes.read(picture.path, limit: Self.maximumOfPicture)
    } catch {
      return .said(error.description, .notFound)
    }
    let type = picture.format.flatMap { codecs.codec(for: FormatID($0)) }?.format.mediaType
    return Answer(status: .ok, type: type ?? "application/octet-stream", body: bytes)
  }
}

/// Text in which bytes are written as `%` with two hexadecimal digits.
enum PercentText {
  static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
