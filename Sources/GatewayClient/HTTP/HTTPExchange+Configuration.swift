import AsyncHTTPClient
import Dialects
import GatewayAPI
import NIOCore
import NIOHTTP1
import NIOSSL

extension HTTPExchange {
  func configuration(_ gate: SendGate) throws(GatewayError) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: environment.tlsConfiguration(), redirectConfiguration: .disallow,
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
