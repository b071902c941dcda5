import Glibc
import Synchronization

/// A stream of the process. Lines from several tasks do not mix.
final class Output: Sendable {
  static let standardOutput = Output(descriptor: STDOUT_FILENO)
  static let standardError = Output(descriptor: STDERR_FILENO)

  private let descriptor: Int32
  private let lock = Mutex(())

  private init(descriptor: Int32) { self.descriptor = descriptor }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  func line(_ text: String) { write(text + "\n") }

  /// Writes all of it; a stream that nobody reads any more is not an error of ours.
  func write(_ text: String) {
    lock.withLock { _ in
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { bytes in
          // The count is that of the bytes the pointer is for.
          unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
        if written < 0 {
          if errno == EINTR { continue }
          return
        }
        rest = rest.dropFirst(written)
      }
    }
  }
}
