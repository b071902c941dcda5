import GatewayAPI
import Glibc

/// Why the file of a stored answer could not be read, in a few words.
struct UnreadableBody: Error, Hashable {
  let cause: String
}

/// An answer's body in the file that it was stored in; nothing of it is in memory.
struct StoredBody: Hashable, Sendable {
  let path: String
  let size: Int

  /// - Parameter limit: bytes beyond which the file is not read.
  init(_ path: String, limit: Int, gateway: String) throws(GatewayError) {
    do throws(UnreadableBody) {
      size = try OpenBody(path).size()
    } catch {
      throw Self.unreadable(gateway, error)
    }
    self.path = path
    guard size <= limit else {
      throw GatewayError(.decoding, gateway: gateway, "the stored answer has \(size) bytes, more than the limit of \(limit)")
    }
  }

  /// At most the first `count` bytes.
  func beginning(_ count: Int) throws(UnreadableBody) -> [UInt8] {
    try OpenBody(path).read(at: 0, count: min(count, size))
  }

  static func unreadable(_ gateway: String, _ error: UnreadableBody) -> GatewayError {
    GatewayError(.decoding, gateway: gateway, "the stored answer could not be read", localCause: error.cause)
  }
}

/// The file of a stored answer, open for as long as somebody holds this.
final class OpenBody: Sendable {
  private let descriptor: CInt

  init(_ path: String) throws(UnreadableBody) {
    // The string lends its bytes with a zero at their end, for the length of the call.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UnreadableBody(cause: "open: error \(errno)") }
  }

  deinit { close(descriptor) }

  func size() throws(UnreadableBody) -> Int {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0 else { throw UnreadableBody(cause: "lseek: error \(errno)") }
    return size
  }

  /// Exactly `count` bytes from `offset` on.
  func read(at offset: Int, count: Int) throws(UnreadableBody) -> [UInt8] {
    var problem: UnreadableBody?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        // At most the `count - filled` bytes behind the `filled` that are there, inside a buffer of `count`.
        let read = unsafe pread(descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled, offset + filled)
        if read < 0, errno == EINTR { continue }
        guard read > 0 else {
          problem = UnreadableBody(cause: read == 0 ? "it became shorter" : "read: error \(errno)")
          return
        }
        filled += read
      }
    }
    if let problem { throw problem }
    return bytes
  }
}
