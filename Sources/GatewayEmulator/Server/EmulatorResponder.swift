import Dialects
import GatewayAPI
import Glibc
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import ServiceLifecycle

/// Passes requests to the service and its answers to the connection, cut and broken as planned.
struct EmulatorResponder: Sendable {
  let service: EmulatorService
  let jobs: JobFolder

  @concurrent
  func respond(to request: Request, with writer: consuming ResponseWriter, on channel: any Channel) async throws {
    let parts = (request.head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = String(parts.first ?? "/")
    let credentials = Credentials(fields: request.headers, query: parts.count > 1 ? parts[1] : "")
    let route = Result { () throws(WireFailure) in
      try RequestSender.check(request.head)
      return try EmulatorRoute(
        method: request.method.rawValue, path: path, profile: service.configuration.profile, dialects: service.dialects)
    }
    let model: String? = if case .success(let route) = route { route.model } else { nil }
    let ordinal = await service.journal.arrive()
    var received = ReceivedRequest(
      ordinal: ordinal, method: request.method.rawValue, path: path, model: model, headers: credentials.headers,
      authentication: credentials.authentication)

    let early = await service.journal.faults(ordinal: ordinal, model: model, prompt: nil)
    if !early.isEmpty {
      received.faults = early.map(\.name)
      await service.finish(received)
      var plan = AnswerPlan()
      for fault in early { fault.change(&plan) }
      try await wait(plan.delay)
      return try await close(channel, plan.connection)
    }

    do {
      var body = try await request.body.collect(upTo: service.configuration.maximumBodyBytes)
      received.body = body.readBytes(length: body.readableBytes) ?? []
    } catch is NIOTooManyBytesError {
      let failure = WireFailure.tooLarge("Request payload size exceeds the limit: \(service.configuration.maximumBodyBytes) bytes.")
      received.refusal = failure.message
      await service.finish(received)
      try await send(
        service.answer(to: failure), with: writer,
        closing: true)
      return try await close(channel, .closed)
    }

    if let (call, answerer) = jobCall(request, path) {
      let baseURL = "http://\(request.head.authority ?? "127.0.0.1")"
      switch try await answerer.answer(to: call, received, at: baseURL) {
      case .fixed(let plan): return try await send(plan, with: writer, on: channel)
      case .stream(let contentType, let count, let part): return try await send(contentType, count, part, with: writer)
      }
    }
    try await send(try await service.plan(for: received, route: route), with: writer, on: channel)
  }

  /// Returns what a request asks of jobs, or `nil` if it asks nothing of them, or comes from a sender that is not answered.
  private func jobCall(_ request: Request, _ path: String) -> (JobCall, JobAnswerer)? {
    do throws(WireFailure) {
      try RequestSender.check(request.head)
    } catch {
      return nil
    }
    let profile = service.configuration.profile
    for dialect in profile.map({ [service.dialects.dialect(of: $0)] }) ?? service.dialects {
      guard profile?.tiers.contains(.batch) ?? true, let format = dialect.jobService,
        let call = format.call(method: request.method.rawValue, path: path)
      else { continue }
      return (call, JobAnswerer(service: service, jobs: jobs, dialect: dialect, format: format))
    }
    return nil
  }

  @concurrent
  private func send(_ plan: AnswerPlan, with writer: consuming ResponseWriter, on channel: any Channel) async throws {
    try await wait(plan.delay)
    guard plan.connection == .answered, let fixed = plan.fixed else { return try await close(channel, plan.connection) }
    if let drip = plan.drip { return try await send(fixed, in: drip, with: writer) }
    guard let limit = plan.cutAfter, limit < fixed.body.count else { return try await send(fixed, with: writer, closing: false) }
    // Written past the writer, whose futures end before the bytes are out; closing would lose them.
    try await channel.writeAndFlush(HTTPResponsePart.head(head(fixed, closing: false))).get()
    try await channel.writeAndFlush(HTTPResponsePart.body(ByteBuffer(bytes: fixed.body.prefix(limit)))).get()
    try await close(channel, .closed)
  }

  private func wait(_ delay: Duration) async throws {
    guard delay > .zero else { return }
    try await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
  }

  private func head(_ fixed: AnswerPlan.Fixed, closing: Bool) -> HTTPResponse {
    var fields: HTTPFields = [.contentType: fixed.contentType, .contentLength: String(fixed.body.count)]
    if closing { fields[.connection] = "close" }
    for header in fixed.headers {
      if let name = HTTPField.Name(header.name) { fields[name] = header.value }
    }
    return HTTPResponse(status: HTTPResponse.Status(code: fixed.status), headerFields: fields)
  }

  @concurrent
  private func send(_ fixed: AnswerPlan.Fixed, with writer: consuming ResponseWriter, closing: Bool) async throws {
    try await writer.write(response: head(fixed, closing: closing), body: ResponseBody(byteBuffer: ByteBuffer(bytes: fixed.body)))
  }

  /// Sends a body whose parts are made meanwhile.
  @concurrent
  private func send(
    _ contentType: String, _ count: Int, _ part: @escaping @Sendable (_ index: Int) async throws -> [UInt8],
    with writer: consuming ResponseWriter
  ) async throws {
    let body = ResponseBody { writer in
      for index in 0..<count { try await writer.write(ByteBuffer(bytes: try await part(index))) }
      try await writer.finish(nil)
    }
    let head = HTTPResponse(status: .ok, headerFields: [.contentType: contentType])
    try await writer.write(response: head, body: body)
  }

  @concurrent
  private func send(_ fixed: AnswerPlan.Fixed, in drip: (bytes: Int, pause: Duration), with writer: consuming ResponseWriter) async throws {
    let body = ResponseBody(contentLength: fixed.body.count) { writer in
      var rest = fixed.body[...]
      while !rest.isEmpty {
        try await writer.write(ByteBuffer(bytes: rest.prefix(drip.bytes)))
        rest = rest.dropFirst(drip.bytes)
        if !rest.isEmpty { try await wait(drip.pause) }
      }
      try await writer.finish(nil)
    }
    try await writer.write(response: head(fixed, closing: false), body: body)
  }

  private func close(_ channel: any Channel, _ connection: AnswerPlan.Connection) async throws {
    if connection == .reset, let socket = channel as? any SocketOptionProvider {
      // With no time to linger, close sends RST.
      try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }
    do {
      try await channel.close(mode: .all).get()
    } catch ChannelError.alreadyClosed {
      // The client closed first.
    }
  }
}
