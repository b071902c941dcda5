/// The reason why a text is not a base URL, in words that complete "… is not a base URL: ".
package struct BaseURLError: Error, Hashable, Sendable {
  package let message: String
}

/// The address that a gateway's paths are appended to.
///
/// Keys go over https, or over http to this machine only; an address that violates that cannot be created.
package struct BaseURL: Hashable, Sendable, CustomStringConvertible {
  package enum Scheme: String, Hashable, Sendable {
    case http
    case https
  }

  package let scheme: Scheme
  /// In lower case; an IPv6 address without its brackets.
  package let host: String
  package let port: Int?
  /// Empty, or begins with a slash and does not end with one.
  package let pathPrefix: String

  private init(scheme: Scheme, host: String, port: Int?, pathPrefix: String) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.pathPrefix = pathPrefix
  }

  /// Returns `http://127.0.0.1` at a port of 1 to 65,535.
  package static func loopback(port: Int) -> BaseURL {
    precondition((1...65_535).contains(port), "a port is 1 to 65,535")
    return BaseURL(scheme: .http, host: "127.0.0.1", port: port, pathPrefix: "")
  }

  package init(_ text: String) throws(BaseURLError) {
    guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw BaseURLError(message: "it has spaces or characters beyond ASCII, or is too long")
    }
    guard let separator = text.firstRange(of: "://") else { throw BaseURLError(message: "it does not begin with https://") }
    guard let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased()) else {
      throw BaseURLError(message: "only https, and http to a loopback address, are taken")
    }
    let rest = text[separator.upperBound...]
    guard !rest.contains("?"), !rest.contains("#") else { throw BaseURLError(message: "it has a query or a fragment") }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<slash]
    guard !authority.contains("@") else { throw BaseURLError(message: "it has a user name; a key belongs in 'key'") }
    let (host, port) = try Self.hostAndPort(authority)
    var path = rest[slash...]
    while path.hasSuffix("/") { path = path.dropLast() }
    guard Self.isPlainPath(path) else { throw BaseURLError(message: "its path is not plain") }
    self.init(scheme: scheme, host: host, port: port, pathPrefix: String(path))
    guard scheme == .https || isLoopback else {
      throw BaseURLError(message: "http is taken for loopback addresses only, a key would travel in the open; use https")
    }
  }

  private static func hostAndPort(_ authority: Substring) throws(BaseURLError) -> (String, Int?) {
    var host: Substring
    var portText: Substring?
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { throw BaseURLError(message: "a bracket is missing") }
      host = authority[authority.index(after: authority.startIndex)..<end]
      guard IPAddress(v6: host) != nil else { throw BaseURLError(message: "'\(host)' is not an IPv6 address") }
      let tail = authority[authority.index(after: end)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { throw BaseURLError(message: "something follows the address") }
      portText = tail.isEmpty ? nil : tail.dropFirst()
    } else {
      let pieces = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      host = pieces.first ?? ""
      portText = pieces.count == 2 ? pieces[1] : nil
      guard isHostName(host) else { throw BaseURLError(message: host.isEmpty ? "it has no host" : "'\(host)' is not a host name") }
    }
    guard let portText else { return (host.lowercased(), nil) }
    guard !portText.isEmpty, portText.utf8.count <= 5, portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
      (1...65_535).contains(port)
    else { throw BaseURLError(message: "'\(portText)' is not a port") }
    return (host.lowercased(), port)
  }

  private static func isHostName(_ text: Substring) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 253 else { return false }
    var labels = text.split(separator: ".", omittingEmptySubsequences: false)
    if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
    let areLabels = labels.allSatisfy { label in
      !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0.isASCIILetterOrDigit }
    }
    // A name whose last label is a number is an IPv4 address and must be a whole one, or resolvers interpret it in different ways.
    guard areLabels, let last = labels.last else { return false }
    return last.utf8.contains { !(0x30...0x39).contains($0) } && !last.hasPrefix("0x") ? true : IPAddress(v4: text) != nil
  }

  private static func isPlainPath(_ path: Substring) -> Bool {
    path.split(separator: "/").allSatisfy { $0 != "." && $0 != ".." }
      && path.utf8.allSatisfy { $0.isASCIILetterOrDigit || "/-._~%:@!$&'()*+,;=".utf8.contains($0) }
  }

  /// Indicates whether requests stay on this machine: `localhost`, 127.0.0.0/8 or ::1.
  package var isLoopback: Bool { Self.isLoopback(host: host) }

  package static func isLoopback(host: String) -> Bool {
    let name = host.lowercased()
    return name == "localhost" || name == "localhost." || IPAddress(v4: Substring(name))?.isLoopback == true
      || IPAddress(v6: Substring(name))?.isLoopback == true
  }

  package var effectivePort: Int { port ?? (scheme == .https ? 443 : 80) }

  package var description: String {
    let shown = host.contains(":") ? "[\(host)]" : host
    return "\(scheme.rawValue)://\(shown)\(port.map { ":\($0)" } ?? "")\(pathPrefix)"
  }
}

extension UInt8 {
  package var isASCIILetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }
}
