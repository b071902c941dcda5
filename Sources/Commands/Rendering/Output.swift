import Glibc
import Synchronization

/// A stream of the process. Lines from several tasks do not mix.
final class Output: Sendable {
  static let standardOutput = Output(descriptor: STDOUT_FILENO)
  static let standardError = Output(descriptor: STDERR_FILENO)

  private let descriptor: Int32
  /// The errno of the first write that failed, 0 without one.
  private let trouble = Mutex<Int32>(0)

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Returns a line that is to be erased later, cut to one row: a row that the terminal breaks would not be erased whole. The last column
  /// stays free, because some terminals break before it is passed.
  func fitting(_ line: String) -> String {
    columns.map { TerminalWidth.cut(line, to: max(8, $0 - 1)) } ?? line
  }

  /// The width of the terminal in columns, or `nil` if it is none, or does not report it.
  var columns: Int? {
    var size = winsize()
    // Fills the one structure, whose size is encoded in the request's number.
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// The reason why output was lost, as on a full disk, or `nil` if all was written, or if its reader went away.
  var failure: String? {
    let number = trouble.withLock { $0 }
    // The text belongs to the library and ends with a zero byte.
    return number == 0 ? nil : unsafe String(cString: strerror(number))
  }

  func line(_ text: String) { write(text + "\n") }

  /// Writes all of it, with characters that could control a terminal shown by their numbers; a reader that went away is not an error of
  /// ours.
  func write(_ text: String) { writeVerbatim(TerminalText.escaped(text)) }

  /// Writes a text as it is: one without anything from outside, such as a script for a shell, or one that is escaped already.
  func writeVerbatim(_ text: String) {
    trouble.withLock { trouble in
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { bytes in
          // The count is that of the bytes at the pointer.
          unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
        if written < 0 {
          if errno == EINTR { continue }
          if trouble == 0, errno != EPIPE { trouble = errno }
          return
        }
        rest = rest.dropFirst(written)
      }
    }
  }
}
