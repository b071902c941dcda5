import GatewayAPI

/// The network settings in the environment, read once.
package struct ClientEnvironment: Sendable {
  let proxies: ProxySettings
  let authorities: CertificateAuthorities

  /// Reads HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR; a proxy variable in lower case takes precedence,
  /// as it does for curl.
  package init(_ lookUp: (String) -> String?) {
    func value(_ name: String) -> String? {
      for spelling in [name.lowercased(), name] {
        if let value = lookUp(spelling), !value.isEmpty { return value }
      }
      return nil
    }
    func proxy(_ name: String) -> ProxySettings.Setting? {
      value(name).map { ProxySettings.Setting(variable: name, value: $0, allowsSOCKS: false) }
        ?? value("ALL_PROXY").map { ProxySettings.Setting(variable: "ALL_PROXY", value: $0, allowsSOCKS: true) }
    }
    proxies = ProxySettings(
      https: proxy("HTTPS_PROXY"), http: proxy("HTTP_PROXY"),
      exceptions: value("NO_PROXY") ?? "")
    authorities = CertificateAuthorities(
      file: lookUp("SSL_CERT_FILE").flatMap { $0.isEmpty ? nil : $0 },
      folders: (lookUp("SSL_CERT_DIR") ?? "").split(separator: ":").map(String.init))
  }
}
