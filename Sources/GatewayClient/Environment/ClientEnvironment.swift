import FoundationEssentials
import GatewayAPI
import NIOSSL

/// The network settings in the environment, read once.
package struct ClientEnvironment: Hashable, Sendable {
  let proxies: ProxySettings
  /// A file of certificates that replace the system's (`SSL_CERT_FILE`).
  let certificateFile: String?
  /// Folders of such files (`SSL_CERT_DIR`), separated by colons as in OpenSSL (https://docs.openssl.org/master/man7/openssl-env/).
  let certificateFolders: [String]

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
    certificateFile = lookUp("SSL_CERT_FILE").flatMap { $0.isEmpty ? nil : $0 }
    certificateFolders = (lookUp("SSL_CERT_DIR") ?? "").split(separator: ":").map(String.init)
  }
}

extension ClientEnvironment {
  /// The largest number of files of a folder that are read, and of bytes of one.
  private static let maximumFiles = 2_000
  private static let largestFile = 4 << 20

  /// Returns the TLS configuration: with the system's authorities, or with those of SSL_CERT_FILE and SSL_CERT_DIR in their place.
  func tlsConfiguration() -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    if certificateFolders.isEmpty {
      if let certificateFile { tls.trustRoots = .file(certificateFile) }
      return tls
    }
    var certificates: Set<NIOSSLCertificate> = []
    for path in certificateFolders.flatMap(Self.files) + (certificateFile.map { [$0] } ?? []) {
      do {
        certificates.formUnion(try NIOSSLCertificate.fromPEMFile(path))
      } catch {
        // Such folders hold other files too; a missing authority shows when its gateway is connected to.
        continue
      }
    }
    tls.trustRoots = .certificates(Array(certificates))
    return tls
  }

  private static func files(in folder: String) -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().prefix(maximumFiles)
      return names.map { "\(folder)/\($0)" }.filter(isSmallFile)
    } catch {
      return []
    }
  }

  private static func isSmallFile(_ path: String) -> Bool {
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: URL(filePath: path).resolvingSymlinksInPath().path)
      return attributes[.type] as? FileAttributeType == .typeRegular && (attributes[.size] as? Int ?? .max) <= largestFile
    } catch {
      // A dangling link, which such folders may have.
      return false
    }
  }
}
