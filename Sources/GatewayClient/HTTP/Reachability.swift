package import GatewayAPI
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Tests whether a gateway can be reached, without a request: a connection is made and secured, and closed again.
package enum Reachability {
  /// The progress of the attempt.
  package enum Outcome: Hashable, Sendable {
    case reached
    /// The proxy can be reached; the host behind it is not tested.
    case proxyReached(host: String, port: Int)
    /// In words that complete "it cannot be reached: ".
    case failed(String)
  }

  private static let limit = TimeAmount.seconds(5)

  package static func probe(_ url: BaseURL, environment: ClientEnvironment) async -> Outcome {
    let proxy: ProxySettings.Proxy?
    switch environment.proxies.route(to: url) {
    case .direct: proxy = nil
    case .proxy(let found): proxy = found
    case .invalid(let variable): return .failed(ProxySettings.Route.complaint(variable))
    }
    do {
      if let proxy {
        try await connect(host: proxy.host, port: proxy.port, tls: nil)
        return .proxyReached(host: proxy.host, port: proxy.port)
      }
      var tls: NIOSSLContext?
      if url.scheme == .https {
        tls = try NIOSSLContext(configuration: environment.authorities.tlsConfiguration())
      }
      try await connect(host: url.host, port: url.effectivePort, tls: tls)
      return .reached
    } catch {
      return .failed(ConnectFailure.words(for: ConnectFailure.reason(for: error)))
    }
  }

  private static func connect(host: String, port: Int, tls: NIOSSLContext?) async throws {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(limit)
    let (channel, secured) = try await bootstrap.connect(host: host, port: port) { channel in
      let promise = channel.eventLoop.makePromise(of: Void.self)
      return channel.eventLoop.makeCompletedFuture {
        if let tls {
          // Numeric addresses have no name to send to a server.
          let name = host.utf8.allSatisfy { $0.isASCIIDigitOrPoint } || host.contains(":") ? nil : host
          try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
          try channel.pipeline.syncOperations.addHandler(HandshakeHandler(promise, limit: limit))
        } else {
          promise.succeed()
        }
        return (channel, promise.futureResult)
      }
    }
    do {
      try await secured.get()
    } catch {
      channel.close(promise: nil)
      throw error
    }
    channel.close(promise: nil)
  }
}

/// Reports when a connection is secure, or that it will not be.
private final class HandshakeHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var promise: EventLoopPromise<Void>?
  private let limit: TimeAmount

  init(_ promise: EventLoopPromise<Void>, limit: TimeAmount) {
    self.promise = promise
    self.limit = limit
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    let timeout = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    promise?.futureResult.whenComplete { _ in timeout.cancel() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? TLSUserEvent, case .handshakeCompleted = event { end(.success(())) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.failure(error)) }

  func channelInactive(context: ChannelHandlerContext) {
    end(.failure(ChannelError.connectTimeout(limit)))
    context.fireChannelInactive()
  }

  private func end(_ result: Result<Void, any Error>) {
    promise?.completeWith(result)
    promise = nil
  }
}

extension UInt8 {
  fileprivate var isASCIIDigitOrPoint: Bool { (0x30...0x39).contains(self) || self == 0x2E }
}
