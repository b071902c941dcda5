import GatewayAPI

/// The proxies, and the requests that go through them.
struct ProxySettings: Hashable, Sendable {
  struct Proxy: Hashable, Sendable {
    /// The environment's variable that names it.
    let variable: String
    let host: String
    let port: Int
    /// `user:password` for the proxy's credential, or `nil` without one.
    let credential: String?
    /// Whether it speaks SOCKS 5 (https://www.rfc-editor.org/rfc/rfc1928) and not HTTP.
    var isSOCKS = false
  }

  /// What a variable says.
  struct Setting: Hashable, Sendable {
    let variable: String
    let value: String
    /// Whether a SOCKS proxy may stand there: the variables of one scheme name HTTP proxies.
    let allowsSOCKS: Bool
  }

  enum Route: Hashable, Sendable {
    case direct
    case proxy(Proxy)
    /// A variable is set to a text that is no proxy; bypassing it would violate the user's intent.
    case invalid(variable: String)

    /// What is said of a variable that is no proxy's address.
    static func complaint(_ variable: String) -> String {
      "\(variable) is not a proxy's address; expected http://host:port" + (variable == "ALL_PROXY" ? " or socks5://host:port" : "")
    }
  }

  let https: Setting?
  let http: Setting?
  private let exceptions: [Substring]

  init(https: Setting?, http: Setting?, exceptions: String) {
    self.https = https
    self.http = http
    self.exceptions = exceptions.split { $0 == "," || $0 == " " }
  }

  /// Returns the route to an address. This machine's own addresses never go through a proxy.
  func route(to url: BaseURL) -> Route {
    guard !url.isLoopback, let setting = url.scheme == .https ? https : http, !isException(url) else { return .direct }
    guard let proxy = Self.proxy(setting) else { return .invalid(variable: setting.variable) }
    return .proxy(proxy)
  }

  /// Returns whether NO_PROXY names the host: `*`, the host or a domain it is in, each perhaps with a port.
  private func isException(_ url: BaseURL) -> Bool {
    exceptions.contains { entry in
      if entry == "*" { return true }
      var name = entry.lowercased()
      if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]), !name[..<colon].contains(":") {
        guard port == url.effectivePort else { return false }
        name = String(name[..<colon])
      }
      if name.hasPrefix("*") { name = String(name.dropFirst()) }
      if name.hasPrefix(".") { name = String(name.dropFirst()) }
      return !name.isEmpty && (url.host == name || url.host.hasSuffix("." + name))
    }
  }

  /// Reads `http://user:password@host:port` or `host:port`; where it is allowed, also `socks5://host:port`, which leaves looking up names to the
  /// proxy and takes no password.
  private static func proxy(_ setting: Setting) -> Proxy? {
    var rest = Substring(setting.value)
    var isSOCKS = false
    if let separator = rest.firstRange(of: "://") {
      let scheme = rest[..<separator.lowerBound].lowercased()
      isSOCKS = setting.allowsSOCKS && ["socks5", "socks5h"].contains(scheme)
      guard isSOCKS || scheme == "http" else { return nil }
      rest = rest[separator.upperBound...]
    }
    var credential: String?
    if let at = rest.lastIndex(of: "@") {
      guard let decoded = percentDecoded(rest[..<at]) else { return nil }
      credential = decoded
      rest = rest[rest.index(after: at)...]
    }
    // The host and port of a proxy follow the rules of any address; https stands in, because a proxy may be anywhere.
    do {
      let address = try BaseURL("https://" + rest)
      if isSOCKS, credential != nil { return nil }
      return Proxy(
        variable: setting.variable, host: address.host, port: address.port ?? (isSOCKS ? 1080 : 80), credential: credential,
        isSOCKS: isSOCKS)
    } catch {
      return nil
    }
  }

  private static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
