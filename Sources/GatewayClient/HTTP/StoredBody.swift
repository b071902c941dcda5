import FoundationEssentials
import GatewayAPI

/// Reads an answer's body back from where it was stored.
enum StoredBody {
  /// The whole file, in one allocation of its size: pictures are decoded from slices of it, so an answer costs its own length and its pictures'.
  static func read(_ path: String, limit: Int, gateway: String) throws(GatewayError) -> [UInt8] {
    do {
      let handle = try FileHandle.reading(path)
      return try handle.readAll(limit: limit)
    } catch let error as FileHandle.TooLarge {
      throw GatewayError(
        .decoding, gateway: gateway, "the stored answer has \(error.size) bytes, more than the limit of \(limit)")
    } catch {
      throw GatewayError(.decoding, gateway: gateway, "the stored answer could not be read", localCause: "\(error)")
    }
  }
}
