import FoundationEssentials
import GatewayAPI

/// Reads an answer's body back from where it was stored.
enum StoredBody {
  /// The whole file; a streaming reader can take its place where pictures outgrow memory.
  static func read(_ path: String, limit: Int, gateway: String) throws(GatewayError) -> [UInt8] {
    do {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      guard size <= limit else {
        throw GatewayError(.decoding, gateway: gateway, "the stored answer has \(size) bytes, more than the limit of \(limit)")
      }
      return try [UInt8](Data(contentsOf: URL(filePath: path)))
    } catch let error as GatewayError {
      throw error
    } catch {
      throw GatewayError(.decoding, gateway: gateway, "the stored answer could not be read", localCause: "\(error)")
    }
  }
}
