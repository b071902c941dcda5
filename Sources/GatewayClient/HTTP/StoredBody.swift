import GatewayAPI
import Glibc

/// Reads an answer's body back from where it was stored.
enum StoredBody {
  private struct Failure: Error {
    let message: String
  }

  /// The whole file, in one allocation of its size: strings stay slices of it, so an answer costs its own length and that of its pictures.
  /// - Parameter limit: bytes beyond which the file is not read.
  static func read(_ path: String, limit: Int, gateway: String) throws(GatewayError) -> [UInt8] {
    // The string lends its bytes with a zero at their end, for the length of the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(gateway, "open: error \(errno)") }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0 else { throw unreadable(gateway, "lseek: error \(errno)") }
    guard size <= limit else {
      throw GatewayError(.decoding, gateway: gateway, "the stored answer has \(size) bytes, more than the limit of \(limit)")
    }
    do {
      return try unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        while count < size {
          // At most the `size - count` bytes behind the `count` that are there, inside a buffer of `size`.
          let read = unsafe pread(descriptor, buffer.baseAddress.map { unsafe $0 + count }, size - count, count)
          if read < 0, errno == EINTR { continue }
          guard read > 0 else { throw Failure(message: read == 0 ? "it became shorter" : "read: error \(errno)") }
          count += read
        }
      }
    } catch {
      throw unreadable(gateway, "\(error)")
    }
  }

  private static func unreadable(_ gateway: String, _ cause: String) -> GatewayError {
    GatewayError(.decoding, gateway: gateway, "the stored answer could not be read", localCause: cause)
  }
}
