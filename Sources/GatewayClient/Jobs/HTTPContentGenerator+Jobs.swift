import Dialects
package import GatewayAPI
import JSON

/// Jobs over HTTP. Nothing here but ``createJob(_:model:from:at:willSend:)`` can cost anything.
extension HTTPContentGenerator: JobClient {
  /// A job is created by one request, however long the gateway looks at it; its results are as many pictures as it has items.
  private static let callTime = Duration.seconds(300), resultTime = Duration.seconds(6 * 3_600)
  /// Bytes of all results of a job.
  private static let resultBytes = 1 << 40
  /// Pages of a list that are read.
  private static let longestList = 50

  package func jobLimits(at profile: GatewayProfile) -> JobLimits? { place(at: profile)?.format.limits }

  package func jobLine(key: String, request: WireRequest, at profile: GatewayProfile) -> [UInt8] {
    guard let format = dialects.dialect(of: profile).jobs else { preconditionFailure("a gateway without jobs has no items") }
    return format.line(key: key, request: request.body)
  }

  package func uploadJob(
    _ name: String, size: Int, at profile: GatewayProfile, read: (_ offset: Int, _ count: Int) async throws -> [UInt8]
  ) async throws -> String {
    let (format, addresses) = try requirePlace(at: profile)
    let start = format.beginning(ofUpload: name, size: size)
    let (head, _) = try await ask(request(addresses.upload, headers: start.headers, body: start.body), at: profile)
    guard let target = head[format.uploadAddressHeader], let baseURL = profile.baseURL, target.hasPrefix("\(baseURL)/") else {
      throw unusable("does not say where a file goes", profile)
    }
    var offset = 0
    var file: String?
    while offset < size {
      let piece = try await read(offset, min(format.uploadPieceSize, size - offset))
      let headers = format.headers(ofPieceAt: offset, isLast: offset + piece.count == size)
      let (_, root) = try await ask(request(target, headers: headers, body: piece), at: profile)
      offset += piece.count
      file = root.flatMap { format.file(in: $0) }
    }
    guard let file else { throw unusable("does not name the file that was uploaded", profile) }
    return file
  }

  package func createJob(
    _ name: String, model: String, from source: JobSource, at profile: GatewayProfile, willSend: @Sendable () async throws -> Void
  ) async throws(GatewayError) -> JobReport {
    let (format, addresses) = try requirePlace(at: profile)
    let call = try profile.requestURL(model: model)
    let address = call.dropLast(addresses.replacedSuffix.count) + addresses.creationSuffix
    let wire = request(
      String(address), headers: [HeaderField("Content-Type", "application/json")], body: format.creation(of: name, from: source))
    let (head, root) = try await ask(wire, at: profile, willSend: willSend)
    guard let report = root.flatMap({ format.report($0) }) else {
      // It was taken, or an answer of another place was: what became of it is not known.
      throw GatewayError(
        .sentOutcomeUnknown, gateway: profile.name,
        "gateway '\(profile.name)' answered \(head.status) without naming the job; whether it has one is not known", partialHead: head)
    }
    return report
  }

  package func job(_ name: String, at profile: GatewayProfile, into sink: any JobAnswerSink) async throws -> JobReport {
    let (format, addresses) = try requirePlace(at: profile)
    let limit = profile.maximumAnswerBytes
    let stream = JobAnswerStream(.report, format: format, answerLimit: limit, into: sink)
    let head = try await send(
      request(addresses.job.replacing("{job}", with: name), method: .get), to: results(of: profile), timeout: Self.resultTime, into: stream,
      willSend: {})
    let root = try success(head, await stream.rest, at: profile)
    guard let report = root.flatMap({ format.report($0) }) else { throw unusable("answers with no job", profile) }
    guard report.state != .pending, let file = report.resultsFile else { return report }
    let lines = JobAnswerStream(.lines, format: format, answerLimit: limit, into: sink)
    let fileHead = try await send(
      request(addresses.download.replacing("{file}", with: file), method: .get), to: results(of: profile), timeout: Self.resultTime,
      into: lines, willSend: {})
    guard (200..<300).contains(fileHead.status) else {
      _ = try success(fileHead, await lines.rest, at: profile)
      return report
    }
    try await lines.finish()
    return report
  }

  package func jobs(at profile: GatewayProfile) async throws(GatewayError) -> [JobReport] {
    let (format, addresses) = try requirePlace(at: profile)
    var jobs: [JobReport] = []
    var token: String?
    for _ in 0..<Self.longestList {
      let page = token.map { addresses.nextPage + WireText.encoded($0) } ?? ""
      let (_, root) = try await ask(request(addresses.list + page, method: .get), at: profile)
      guard let root else { throw unusable("answers with no list of jobs", profile) }
      let found = format.list(root)
      jobs += found.jobs
      token = found.next
      if token == nil { return jobs }
    }
    return jobs
  }

  package func cancelJob(_ name: String, at profile: GatewayProfile) async throws(GatewayError) {
    let (_, addresses) = try requirePlace(at: profile)
    let wire = request(
      addresses.cancellation.replacing("{job}", with: name), headers: [HeaderField("Content-Type", "application/json")],
      body: Array("{}".utf8))
    _ = try await ask(wire, at: profile)
  }

  // MARK: requests

  private func place(at profile: GatewayProfile) -> (format: any JobFormat, addresses: JobAddresses)? {
    guard let format = dialects.dialect(of: profile).jobs, let addresses = format.addresses(at: profile) else { return nil }
    return (format, addresses)
  }

  private func requirePlace(at profile: GatewayProfile) throws(GatewayError) -> (format: any JobFormat, addresses: JobAddresses) {
    guard let place = place(at: profile) else {
      throw GatewayError(.preparing, gateway: profile.name, "gateway '\(profile.name)' has no batch jobs")
    }
    return place
  }

  private func request(
    _ url: String, method: WireRequest.Method = .post, headers: [HeaderField] = [], body: [UInt8] = []
  ) -> WireRequest {
    let usual = [
      HeaderField("Accept", "application/json"), HeaderField("Accept-Encoding", "identity"), HeaderField("User-Agent", "aquatint"),
    ]
    var wire = WireRequest(url: url, headers: headers + usual, body: body, largestImageBytes: 0, sizeClass: nil)
    wire.method = method
    return wire
  }

  /// Returns a gateway whose results may be as long as all answers of a job.
  private func results(of profile: GatewayProfile) -> GatewayProfile {
    var copy = profile
    copy.maximumAnswerBytes = Self.resultBytes
    return copy
  }

  /// Sends a request whose answer is short.
  /// - Throws: an error for a status other than success.
  private func ask(
    _ wire: WireRequest, at profile: GatewayProfile, willSend: @Sendable () async throws -> Void = {}
  ) async throws(GatewayError) -> (head: AnswerHead, root: JSONValue?) {
    let sink = ShortAnswer()
    let head = try await send(wire, to: profile, timeout: Self.callTime, into: sink, willSend: willSend)
    return (head, try success(head, await sink.bytes, at: profile))
  }

  /// Returns the body of a success, or `nil` if it is none.
  private func success(_ head: AnswerHead, _ body: [UInt8], at profile: GatewayProfile) throws(GatewayError) -> JSONValue? {
    guard (200..<300).contains(head.status) else {
      let provider = ProviderErrorReader(redaction: redaction).read(Array(body.prefix(ProviderErrorReader.longestBody)))
      throw GatewayError(
        answered: head, profile: profile, provider: provider, now: Self.now,
        message: "gateway '\(profile.name)' answered \(head.status)\(provider.status.map { " \($0)" } ?? ""): \(provider.message)")
    }
    do throws(JSONError) {
      return try JSONValue.read(body, .answer)
    } catch {
      return nil
    }
  }

  private func unusable(_ what: String, _ profile: GatewayProfile) -> GatewayError {
    GatewayError(.decoding, gateway: profile.name, "gateway '\(profile.name)' \(what)")
  }
}
