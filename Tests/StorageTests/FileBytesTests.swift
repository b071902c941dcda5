import Glibc
import Testing

@testable import Storage

/// Reading whole files, and what is none.
@Suite struct FileBytesTests {
  @Test func `a pipe that nobody writes to is refused instead of waited for`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/pipe"
    // The path is a Swift string, passed as a terminated copy that outlives the call.
    #expect(unsafe mkfifo(path, 0o600) == 0)
    #expect(throws: StorageError(.notAFile, path: path)) { try FileBytes.read(path, limit: 10) }
  }

  @Test func `a folder is called one`() throws {
    let folder = try ScratchFolder()
    #expect(throws: StorageError(.isAFolder, path: folder.path)) { try FileBytes.read(folder.path, limit: 10) }
  }

  @Test func `a file that is longer than the limit is refused`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/long"
    _ = try AtomicFile.write([1, 2, 3], to: path)
    #expect(try FileBytes.read(path, limit: 3) == [1, 2, 3])
    #expect(throws: StorageError.self) { try FileBytes.read(path, limit: 2) }
  }
}
