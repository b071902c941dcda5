import FoundationEssentials
import NIOSSL
import Synchronization

/// The authorities by which gateways are believed to be who they say: the system's, or those of SSL_CERT_FILE and SSL_CERT_DIR in their place.
final class CertificateAuthorities: Sendable {
  /// A file of certificates that replace the system's (`SSL_CERT_FILE`).
  private let file: String?
  /// Folders of such files (`SSL_CERT_DIR`), separated by colons as in OpenSSL (https://docs.openssl.org/master/man7/openssl-env/).
  private let folders: [String]
  /// Read once: a folder of them takes longer to read than all else of a call.
  private let known = Mutex<TLSConfiguration?>(nil)

  /// The largest number of files of a folder that are read, and of bytes of one.
  private static let maximumFiles = 2_000
  private static let largestFile = 4 << 20

  init(file: String?, folders: [String]) {
    self.file = file
    self.folders = folders
  }

  /// Returns the TLS configuration of a client that goes by them.
  func tlsConfiguration() -> TLSConfiguration {
    known.withLock { known in
      let made = known ?? make()
      known = made
      return made
    }
  }

  private func make() -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    if folders.isEmpty {
      if let file { tls.trustRoots = .file(file) }
      return tls
    }
    var certificates: Set<NIOSSLCertificate> = []
    for path in folders.flatMap(Self.files) + (file.map { [$0] } ?? []) {
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
