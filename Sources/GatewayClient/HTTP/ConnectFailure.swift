import AsyncHTTPClient
import GatewayAPI
import NIOCore
import NIOPosix
import NIOSSL

/// Classifies failures to connect, by the types of errors and never by their texts.
enum ConnectFailure {
  static func reason(for error: any Error) -> GatewayError.NotSentReason {
    switch error {
    case is CancellationError: .cancelled
    case is SendGate.ClosedBefore: .connectionClosed
    case let error as NIOConnectionError: reason(for: error)
    case let error as IOError: reason(forErrno: error.errnoCode)
    case let error as NIOSSLExtraError where error == .failedToValidateHostname: .wrongHostName
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: .secureConnectionFailed
    case let error as HTTPClientError: reason(for: error)
    case ChannelError.connectTimeout: .connectTimeout
    default: .other
    }
  }

  /// Returns whether the client throws an error only while it makes a connection, so before the request is written to one. Its timers for
  /// that run on while a connection is held back.
  static func precedesTheRequest(_ error: any Error) -> Bool {
    guard let error = error as? HTTPClientError else { return false }
    return [.connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout].contains(error)
  }

  /// Returns a few words for people.
  static func words(for reason: GatewayError.NotSentReason) -> String {
    switch reason {
    case .connectionRefused: "the connection was refused"
    case .nameNotResolved: "the name was not found"
    case .unreachable: "it cannot be reached"
    case .secureConnectionFailed:
      "no secure connection came about; a private authority's certificates can be named in SSL_CERT_FILE or SSL_CERT_DIR"
    case .wrongHostName: "its certificate is for another host name; look at the host in 'baseURL'"
    case .connectionClosed: "it closed the connection at once"
    case .connectTimeout: "it took too long to connect"
    case .proxyFailed: "the proxy refused"
    case .cancelled: "the work was cancelled"
    case .refusedByCaller: "the call could not be written down first"
    case .keyMissing: "there is no key"
    case .other: "no connection came about"
    }
  }

  private static func reason(for error: NIOConnectionError) -> GatewayError.NotSentReason {
    if let failure = error.connectionErrors.last { return reason(for: failure.error) }
    return error.dnsAError != nil || error.dnsAAAAError != nil ? .nameNotResolved : .unreachable
  }

  private static func reason(for error: HTTPClientError) -> GatewayError.NotSentReason {
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout: .connectTimeout
    case .invalidProxyResponse, .proxyAuthenticationRequired, .httpProxyHandshakeTimeout: .proxyFailed
    case .cancelled: .cancelled
    default: .other
    }
  }

  private static func reason(forErrno code: CInt) -> GatewayError.NotSentReason {
    code == connectionRefused ? .connectionRefused : .unreachable
  }

  /// ECONNREFUSED of Linux.
  private static let connectionRefused: CInt = 111
}
