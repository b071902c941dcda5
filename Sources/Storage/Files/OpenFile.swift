import Glibc

/// An open file descriptor that is closed with its owner. Every call is repeated when a signal interrupts it.
struct OpenFile: ~Copyable {
  let descriptor: Int32
  let path: String

  /// - Parameter flags: as `open(2)` has them; close-on-exec is added.
  init(_ path: String, _ flags: Int32, mode: mode_t = 0, doing action: String) throws(StorageError) {
    // The path is a Swift string, passed as a terminated copy that outlives the call.
    descriptor = try Self.retrying(path, action) { unsafe open(path, flags | O_CLOEXEC, mode) }
    self.path = path
  }

  /// Opens a file or folder by its name in an open folder.
  /// - Parameters:
  ///   - flags: as `open(2)` has them; close-on-exec is added.
  ///   - shown: the path as people know it.
  init(
    _ name: String, in folder: borrowing OpenFile, _ flags: Int32, mode: mode_t = 0, shown: String, doing action: String
  ) throws(StorageError) {
    let parent = folder.descriptor
    // The name is a Swift string, passed as a terminated copy that outlives the call.
    descriptor = try Self.retrying(shown, action) { unsafe openat(parent, name, flags | O_CLOEXEC, mode) }
    path = shown
  }

  /// Creates a second descriptor for an existing one, such as standard output.
  init(duplicating descriptor: Int32, name: String) throws(StorageError) {
    self.descriptor = try Self.retrying(name, "opening") { dup(descriptor) }
    path = name
  }

  deinit {
    // Not repeated after EINTR: on Linux the descriptor is gone either way, and its number may be in use again.
    _ = close(descriptor)
  }

  func write(_ bytes: Span<UInt8>) throws(StorageError) {
    var offset = 0
    while offset < bytes.count {
      let written = try Self.retrying(path, "writing") {
        // `offset < count`, so the pointer stays inside the span and the length ends with it.
        unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset) }
      }
      offset += written
    }
  }

  /// Reads at most `buffer.count` bytes into its beginning; 0 at the end of the file.
  func read(into buffer: inout [UInt8]) throws(StorageError) -> Int {
    try Self.retrying(path, "reading") {
      // The length is the buffer's own.
      unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
    }
  }

  /// Reads once, at most as many bytes as there is room for; none at the end of the file.
  func read(appendingTo output: inout OutputSpan<UInt8>) throws(StorageError) {
    try unsafe output.withUnsafeMutableBufferPointer { buffer, count throws(StorageError) in
      // The bytes are read behind the existing ones and end with the buffer.
      count += try Self.retrying(path, "reading") {
        unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
    }
  }

  /// Waits until the contents are on the device.
  func sync() throws(StorageError) {
    _ = try Self.retrying(path, "writing to disk") { fsync(descriptor) }
  }

  func status() throws(StorageError) -> stat {
    var status = stat()
    _ = try Self.retrying(path, "examining") { unsafe fstat(descriptor, &status) }
    return status
  }

  /// Takes the advisory lock of this open file, without waiting.
  /// - Returns: `true` if it was free.
  func tryLock() throws(StorageError) -> Bool {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EWOULDBLOCK { return false }
      if code != EINTR { throw StorageError(errno: code, path: path, doing: "locking") }
    }
    return true
  }

  /// Runs a call that returns -1 and sets `errno` when it fails.
  static func retrying<Number: BinaryInteger>(_ path: String, _ action: String, _ call: () -> Number) throws(StorageError) -> Number {
    while true {
      let result = call()
      if result != -1 { return result }
      let code = errno
      if code != EINTR { throw StorageError(errno: code, path: path, doing: action) }
    }
  }
}
