import AsyncHTTPClient
import Dialects
import GatewayAPI
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One request and its answer.
///
/// The client is made for this one exchange, so that no connection is shared or reused: a stale connection in a pool would cause a failure
/// that cannot be distinguished from a lost answer.
struct HTTPExchange {
  /// The user gave up; the gateway may still be working.
  struct Abandoned: Error {}
  struct TimedOut: Error {}
  struct AnswerTooLarge: Error {}

  let request: WireRequest
  let profile: GatewayProfile
  let baseURL: BaseURL
  let credential: HeaderField?
  let environment: ClientEnvironment
  let connectTimeout: Duration
  let timeout: Duration
  let redaction: Redaction
  let abandonment: AbandonSwitch

  func run(into sink: RedactingSink, willSend: @Sendable () async throws -> Void) async throws(GatewayError) -> AnswerHead {
    guard !Task.isCancelled else { throw notSent(.cancelled) }
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let gate = SendGate(on: eventLoop)
    let client: HTTPClient
    let task: HTTPClient.Task<Void>
    let mailbox = AnswerMailbox()
    do {
      client = HTTPClient(eventLoopGroup: eventLoop, configuration: try configuration(gate))
    } catch {
      gate.refuse(error)
      throw error
    }
    do {
      task = client.execute(request: try clientRequest(), delegate: ExchangeDelegate(mailbox: mailbox))
    } catch {
      gate.refuse(error)
      await end(client)
      throw GatewayError(.preparing, gateway: profile.name, "the address of gateway '\(profile.name)' cannot be used")
    }
    task.futureResult.whenComplete { result in
      switch result {
      case .success: mailbox.put(.end(nil))
      case .failure(let error): mailbox.put(.end(error))
      }
    }
    let result: Result<AnswerHead, GatewayError>
    do {
      result = .success(try await exchange(task, gate, mailbox, sink, willSend))
    } catch {
      result = .failure(error)
    }
    await end(client)
    return try result.get()
  }

  private func exchange(
    _ task: HTTPClient.Task<Void>, _ gate: SendGate, _ mailbox: AnswerMailbox, _ sink: RedactingSink,
    _ willSend: @Sendable () async throws -> Void
  ) async throws(GatewayError) -> AnswerHead {
    guard let registration = abandonment.register({ task.fail(reason: Abandoned()) }) else {
      gate.refuse(Abandoned())
      await stop(task, mailbox)
      throw notSent(.cancelled)
    }
    defer { abandonment.remove(registration) }
    let channel: any Channel
    do {
      channel = try await withTaskCancellationHandler {
        try await gate.connection(for: task)
      } onCancel: {
        task.fail(reason: CancellationError())
      }
    } catch {
      gate.refuse(error)
      await stop(task, mailbox)
      throw notSent(error is Abandoned ? .cancelled : ConnectFailure.reason(for: error))
    }
    do {
      try Task.checkCancellation()
      try await willSend()
      try Task.checkCancellation()
    } catch {
      gate.refuse(error)
      channel.close(promise: nil)
      await stop(task, mailbox)
      throw error is CancellationError ? notSent(.cancelled) : notSent(.refusedByCaller, localCause: "\(error)")
    }
    let deadline = AnswerDeadline(on: channel.eventLoop, after: TimeAmount(timeout), mailbox: mailbox) { task.fail(reason: TimedOut()) }
    defer { deadline.cancel() }
    gate.open(channel)
    return try await receive(task, mailbox, sink)
  }

  /// Receives the answer. From here on the task's cancellation is ignored.
  private func receive(_ task: HTTPClient.Task<Void>, _ mailbox: AnswerMailbox, _ sink: RedactingSink) async throws(GatewayError)
    -> AnswerHead
  {
    var sink = sink
    var status = 0
    var headers: [HeaderField] = []
    var isDelimited = false
    var byteCount = 0
    var sinkFailure: (any Error)?
    while true {
      switch await mailbox.next() {
      case .head(let code, let fields):
        status = code
        headers = AnswerHeaders.kept(fields, redaction)
        isDelimited = AnswerHeaders.areDelimiting(fields) || code == 204 || code == 304
      case .body(let buffer, let taken):
        byteCount += buffer.readableBytes
        do {
          guard byteCount <= profile.maximumAnswerBytes else { throw AnswerTooLarge() }
          try await sink.write(Array(buffer.readableBytesView))
          taken.succeed()
        } catch {
          sinkFailure = sinkFailure ?? error
          taken.fail(error)
          task.fail(reason: error)
        }
      case .end(let error):
        do {
          if sinkFailure == nil { try await sink.finish() }
        } catch {
          sinkFailure = error
        }
        let head = AnswerHead(
          status: status, headers: headers, byteCount: byteCount, ending: isDelimited ? .declared : .connectionClosed)
        guard let failure = sinkFailure ?? error else { return head }
        // The client gave up before it had a connection to write to.
        if failure is SendGate.ClosedBefore { throw notSent(.connectionClosed) }
        if status == 0, ConnectFailure.precedesTheRequest(failure) { throw notSent(ConnectFailure.reason(for: failure)) }
        throw lost(failure, isLocal: sinkFailure != nil, head: status == 0 ? nil : head)
      }
    }
  }

  /// Waits until a task that sent nothing has ended, so that its client can be closed.
  private func stop(_ task: HTTPClient.Task<Void>, _ mailbox: AnswerMailbox) async {
    task.fail(reason: HTTPClientError.cancelled)
    while true {
      switch await mailbox.next() {
      case .end: return
      case .body(_, let taken): taken.succeed()
      case .head: continue
      }
    }
  }

  private func end(_ client: HTTPClient) async {
    do {
      try await client.shutdown()
    } catch {
      // Its only request has ended; there is nothing left that closing could lose.
    }
  }

  private func notSent(_ reason: GatewayError.NotSentReason, localCause: String? = nil) -> GatewayError {
    var way = ""
    // The connection that failed may be the one to the proxy.
    if case .proxy(let proxy) = environment.proxies.route(to: baseURL) {
      way = " through the proxy of \(proxy.variable), \(proxy.host):\(proxy.port)"
    }
    return GatewayError(
      .notSent(reason), gateway: profile.name,
      "gateway '\(profile.name)' at \(baseURL)\(way): \(ConnectFailure.words(for: reason)); nothing was sent",
      localCause: localCause.map { redaction.text($0) })
  }

  private func lost(_ error: any Error, isLocal: Bool, head: AnswerHead?) -> GatewayError {
    let what =
      switch error {
      case is Abandoned: "the wait was given up"
      case is TimedOut: "no whole answer came within \(timeout.components.seconds) s"
      case is AnswerTooLarge: "the answer is larger than \(profile.maximumAnswerBytes) bytes"
      default: isLocal ? "the answer could not be stored" : head == nil ? "the connection broke" : "the answer broke off"
      }
    return GatewayError(
      .sentOutcomeUnknown, gateway: profile.name,
      "gateway '\(profile.name)': \(what) after the request had left; whether it worked is not known", requestID: head?["x-request-id"],
      partialHead: head, localCause: isLocal && !(error is AnswerTooLarge) ? redaction.text("\(error)") : nil)
  }
}

extension HTTPExchange {
  func configuration(_ gate: SendGate) throws(GatewayError) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: environment.authorities.tlsConfiguration(), redirectConfiguration: .disallow,
      // Connecting includes the time until the caller releases the request. Reading has no limit of its own: models think in silence.
      timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(connectTimeout)), decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.maximumUsesPerConnection = 1
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.http1_1ConnectionDebugInitializer = gate.initializer
    switch environment.proxies.route(to: baseURL) {
    case .direct: break
    case .proxy(let proxy):
      configuration.proxy =
        proxy.isSOCKS
        ? .socksServer(host: proxy.host, port: proxy.port)
        : .server(
          host: proxy.host, port: proxy.port, authorization: proxy.credential.map { .basic(credentials: Self.base64($0)) })
    case .invalid(let variable):
      throw GatewayError(.notSent(.proxyFailed), gateway: profile.name, ProxySettings.Route.complaint(variable))
    }
    return configuration
  }

  func clientRequest() throws -> HTTPClient.Request {
    var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
    if let credential { headers.add(name: credential.name, value: credential.value) }
    headers.add(name: "Connection", value: "close")
    switch request.method {
    case .get: return try HTTPClient.Request(url: request.url, method: .GET, headers: headers)
    case .post:
      return try HTTPClient.Request(url: request.url, method: .POST, headers: headers, body: .byteBuffer(ByteBuffer(bytes: request.body)))
    }
  }

  private static func base64(_ text: String) -> String {
    var bytes: [UInt8] = []
    Base64.encode(Array(text.utf8), into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Puts all parts of an answer into a mailbox, one at a time and no faster than they are taken out.
final class ExchangeDelegate: HTTPClientResponseDelegate {
  typealias Response = Void

  private let mailbox: AnswerMailbox

  init(mailbox: AnswerMailbox) { self.mailbox = mailbox }

  func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    mailbox.put(.head(status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) }))
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
    let taken = task.eventLoop.makePromise(of: Void.self)
    mailbox.put(.body(buffer, taken: taken))
    return taken.futureResult
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) {}
}
