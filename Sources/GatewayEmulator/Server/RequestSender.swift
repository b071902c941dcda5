import Dialects
import GatewayAPI
import HTTPTypes

/// The senders that may use a server on this machine: programs on it, and pages of its own address. A page from elsewhere, or one whose
/// name was made to resolve here, could otherwise have pictures drawn, and read them.
enum RequestSender {
  /// Validates the sender of a request.
  /// - Throws: an error if the `Host` is no loopback address, or if a browser states that the page is of another origin
  ///   (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site).
  static func check(_ head: HTTPRequest) throws(WireFailure) {
    let authority = head.authority ?? ""
    if !authority.isEmpty, !isLoopback(authority) {
      throw .forbidden("The host '\(authority.prefix(200))' is not this machine; use 127.0.0.1 or localhost.")
    }
    if let origin = head.headerFields[.origin], origin != "http://\(authority)" {
      throw .forbidden("Requests of pages from '\(origin.prefix(200))' are not answered.")
    }
    if let name = HTTPField.Name("Sec-Fetch-Site"), let site = head.headerFields[name], site != "same-origin", site != "none" {
      throw .forbidden("Requests of pages from elsewhere are not answered.")
    }
  }

  private static func isLoopback(_ authority: String) -> Bool {
    if authority.hasPrefix("[") {
      return authority.firstIndex(of: "]").map {
        BaseURL.isLoopback(host: String(authority[authority.index(after: authority.startIndex)..<$0]))
      }
        ?? false
    }
    return BaseURL.isLoopback(host: String(authority.prefix { $0 != ":" }))
  }
}
