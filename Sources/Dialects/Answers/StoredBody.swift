package import GatewayAPI
package import JSON

/// An answer's body in the file that it was stored in; nothing of it is in memory.
package struct StoredBody: Hashable, Sendable {
  let file: JSONFile

  /// In bytes.
  package var size: Int { file.size }

  /// - Parameter limit: bytes beyond which the file is not read.
  package init(_ path: String, limit: Int, gateway: String) throws(GatewayError) {
    do throws(UnreadableBody) {
      file = try JSONFile(path)
    } catch {
      throw Self.unreadable(gateway, error)
    }
    guard size <= limit else {
      throw GatewayError(.decoding, gateway: gateway, "the stored answer has \(size) bytes, more than the limit of \(limit)")
    }
  }

  /// Returns at most the first `count` bytes.
  package func beginning(_ count: Int) throws(UnreadableBody) -> [UInt8] { try file.beginning(count) }

  package static func unreadable(_ gateway: String, _ error: UnreadableBody) -> GatewayError {
    GatewayError(.decoding, gateway: gateway, "the stored answer could not be read", localCause: error.cause)
  }
}
