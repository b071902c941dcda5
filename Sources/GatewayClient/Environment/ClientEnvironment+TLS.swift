import FoundationEssentials
import NIOSSL

extension ClientEnvironment {
  /// The largest number of files of a folder that are read, and of bytes of one.
  private static let mostFiles = 2_000
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
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().prefix(mostFiles)
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
