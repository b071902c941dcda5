import Glibc

/// The reason why the file of a stored text could not be read, in a few words.
package struct UnreadableBody: Error, Hashable, Sendable {
  package let cause: String

  package init(cause: String) { self.cause = cause }
}

/// A JSON text in a file; nothing of it is in memory.
package struct JSONFile: Hashable, Sendable {
  package let path: String
  /// In bytes.
  package let size: Int

  package init(_ path: String) throws(UnreadableBody) {
    size = try OpenJSONFile(path).size()
    self.path = path
  }

  /// Returns at most the first `count` bytes.
  package func beginning(_ count: Int) throws(UnreadableBody) -> [UInt8] {
    try OpenJSONFile(path).read(at: 0, count: min(count, size))
  }
}

/// A file that is open for as long as this is referenced.
final class OpenJSONFile: Sendable {
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

  /// Reads exactly `count` bytes from `offset` on.
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
