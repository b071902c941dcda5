import Glibc
import Testing

@testable import Storage

struct SharedFileTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/shop.lock.yaml" }

  init() throws { folder = try ScratchFolder() }

  private static func adding(_ byte: UInt8) -> @Sendable ([UInt8]?) -> [UInt8]? { { ($0 ?? []) + [byte] } }

  @Test func `a file is made, changed, and left alone where nothing changes`() async throws {
    try await SharedFile.update(path, limit: 100) { _ in nil }
    #expect(try folder.names() == [])
    try await SharedFile.update(path, limit: 100, Self.adding(1))
    try await SharedFile.update(path, limit: 100, Self.adding(2))
    #expect(try folder.read("shop.lock.yaml") == [1, 2])
    let stamp = try FileStamp.of(path)
    try await SharedFile.update(path, limit: 100) { $0 }
    #expect(try FileStamp.of(path) == stamp)
    #expect(try folder.names() == ["shop.lock.yaml"], "nothing is put beside it")
  }

  @Test func `of many that change it at once, from nothing on, none is lost`() async throws {
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for byte in 0..<60 { group.addTask { try await SharedFile.update(path, limit: 100, Self.adding(UInt8(byte))) } }
      try await group.waitForAll()
    }
    #expect(try folder.read("shop.lock.yaml").sorted() == (0..<60).map { UInt8($0) })
    #expect(try folder.names() == ["shop.lock.yaml"])
  }

  @Test func `an error of the change leaves the file and frees it`() async throws {
    struct Refused: Error {}
    try await SharedFile.update(path, limit: 100, Self.adding(1))
    await #expect(throws: Refused.self) { try await SharedFile.update(path, limit: 100) { _ in throw Refused() } }
    try await SharedFile.update(path, limit: 100, Self.adding(2))
    #expect(try folder.read("shop.lock.yaml") == [1, 2])
  }

  @Test func `a file that may only be read is replaced, as its folder allows`() async throws {
    try folder.write([1], to: "shop.lock.yaml")
    // The path is a Swift string, passed as a terminated copy that outlives the call.
    #expect(unsafe chmod(path, 0o444) == 0)
    try await SharedFile.update(path, limit: 100, Self.adding(2))
    #expect(try folder.read("shop.lock.yaml") == [1, 2])
  }

  @Test func `a process that dies with it leaves it free`() async throws {
    try folder.write([1], to: "shop.lock.yaml")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      try await SharedFile.update(path, limit: 100) { _ in
        kill(getpid(), SIGKILL)
        return nil
      }
    }
    try await SharedFile.update(path, limit: 100, Self.adding(2))
    #expect(try folder.read("shop.lock.yaml") == [1, 2])
  }
}
