import Glibc
import Testing

@testable import Storage

/// A file system of one megabyte, where this process may make one.
private final class SmallDisk {
  let folder: ScratchFolder
  var path: String { "\(folder.path)/disk" }

  init?(_ folder: ScratchFolder) throws {
    self.folder = folder
    try Folder.create(at: "\(folder.path)/disk")
    // All four are Swift strings, passed as terminated copies that outlive the call.
    let result = unsafe "size=1m".withCString { unsafe mount("tmpfs", "\(folder.path)/disk", "tmpfs", 0, $0) }
    if result != 0 { return nil }
  }

  deinit {
    if unsafe umount2(path, Int32(MNT_DETACH)) != 0 { print("\(path) stays mounted: errno \(errno)") }
  }
}

struct FullDiskTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `a full disk is named, and nothing half-written stays`() async throws {
    guard let disk = try SmallDisk(folder) else {
      print("not tested here: a full disk (this process may not mount a small one)")
      return
    }
    // Stays mounted to the end, wherever the last use of it is.
    defer { withExtendedLifetime(disk) {} }
    let (store, run) = (try await Store.open("\(disk.path)/store"), try await Store.open("\(disk.path)/store"))
    let begun = try await run.startRun(pipeline: "shop", command: "run")
    let before = try folder.names(in: "disk")
    let large = [UInt8](repeating: 7, count: 2_000_000)

    let output = #expect(throws: StorageError.self) { try AtomicFile.write(large, to: "\(disk.path)/out.png") }
    #expect(output?.kind == .noSpace)
    #expect(output?.isEnvironment == true)
    #expect(output?.description.hasPrefix("'\(disk.path)': no space left") == true, "names the folder, not the temporary file")
    let answer = #expect(throws: StorageError.self) { try store.blobs.write(large) }
    #expect(answer?.kind == .noSpace)
    #expect(try folder.names(in: "disk") == before)
    #expect(try store.blobs.removeLeftovers() == [])

    // With the disk filled to the brim the ledger refuses the intention, so nothing is sent; with room again it goes on.
    let fillers = try fill(disk.path)
    let entry = await #expect(throws: StorageError.self) {
      for number in 0..<200 { _ = try await store.ledger.begin(exampleExchange(begun.id, key: exampleKey("\(number)"))) }
    }
    #expect(entry?.kind == .noSpace)
    for filler in fillers { try removeFile(filler) }
    _ = try await store.ledger.begin(exampleExchange(begun.id, key: exampleKey("after")))
    #expect(try await store.ledger.attempts(for: [exampleKey("after")]).count == 1)
  }

  /// Writes files until nothing more fits.
  private func fill(_ disk: String) throws -> [String] {
    var fillers: [String] = []
    for size in [100_000, 10_000, 4_096] {
      var hasRoom = true
      while hasRoom {
        do {
          fillers.append(try AtomicFile.write([UInt8](repeating: 1, count: size), to: "\(disk)/filler-\(fillers.count)").path)
        } catch {
          guard error.kind == .noSpace else { throw error }
          hasRoom = false
        }
      }
    }
    return fillers
  }
}
