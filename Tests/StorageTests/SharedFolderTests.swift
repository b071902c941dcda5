import Testing

@testable import Storage

@Suite struct SharedFolderTests {
  private let folder: ScratchFolder
  private let shared: SharedFolder

  init() throws {
    folder = try ScratchFolder()
    shared = try SharedFolder(opening: "\(folder.path)/shared", creates: true)
  }

  @Test func `of many that create a file at once one does, and its contents stay`() async throws {
    for round in 1...20 {
      let name = "claims/\(round)/1"
      let shared = shared
      let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
        for number in 1...8 {
          group.addTask { try await shared.create(name, Array("\(number)".utf8)) == .created ? number : nil }
        }
        return try await group.reduce(into: [Int]()) { if let winner = $1 { $0.append(winner) } }
      }
      try #require(winners.count == 1)
      #expect(try await shared.read(name, limit: 100) == Array("\(winners[0])".utf8))
      #expect(try await shared.size(of: name) == 1)
    }
    #expect(try folder.contents().keys.allSatisfy { !$0.hasSuffix(".tmp") }, "nothing provisional stays behind")
  }

  @Test func `names are listed by their beginning, without half-written files`() async throws {
    for name in ["claims/ab/1", "claims/ab/2", "claims/abc/1", "records/ab/1"] { _ = try await shared.create(name, [1]) }
    try folder.write([2], to: "shared/claims/ab/\(TemporaryFile.randomName())")
    #expect(try await shared.names(startingWith: "claims/ab/") == ["claims/ab/1", "claims/ab/2"])
    #expect(try await shared.names(startingWith: "claims/ab") == ["claims/ab/1", "claims/ab/2", "claims/abc/1"])
    #expect(try await shared.names(startingWith: "answers/") == [])
    #expect(try await shared.names(startingWith: "") == ["claims/ab/1", "claims/ab/2", "claims/abc/1", "records/ab/1"])
    #expect(try await shared.read("claims/ab/3", limit: 1) == nil)
    #expect(try await shared.size(of: "claims/zz/3") == nil)
  }

  @Test func `a folder that is gone is an error and no empty one`() async throws {
    _ = try await shared.create("claims/ab/1", [1])
    try removeFile(shared.path)
    await #expect(throws: StorageError.self) { try await shared.create("claims/ab/2", [1]) }
    await #expect(throws: StorageError.self) { try await shared.names(startingWith: "claims/") }
    await #expect(throws: StorageError.self) { try await shared.read("claims/ab/1", limit: 1) }
    await #expect(throws: StorageError.self) { try await shared.size(of: "claims/ab/1") }
    #expect(try folder.names().isEmpty)
  }

  @Test func `a file system that is not mounted is no empty folder`() throws {
    #expect(throws: StorageError.self) { try SharedFolder(opening: "\(folder.path)/mnt/job", creates: true) }
    #expect(throws: StorageError.self) { try SharedFolder(opening: "\(folder.path)/other") }
    try folder.write([], to: "file")
    #expect(throws: StorageError.self) { try SharedFolder(opening: "\(folder.path)/file") }
  }

  @Test(arguments: [
    ("claims/KEY/1", 1), ("claims/KEY/12", 12), ("records/KEY/2.resolvedResend", 2), ("claims/KEY/0", nil), ("claims/KEY/01", nil),
    ("claims/KEY/1.unknown", nil), ("records/KEY/1.strange", nil), ("records/KEY/1.", nil), ("records/KEY/", nil), ("claims/notes", nil),
    ("claims/KEY/1/2", nil), ("claims/ab/1", nil),
  ])
  func `what is no claim or record by its name is left out`(_ name: String, _ number: Int?) {
    let key = exampleKey()
    #expect(SharedName.attempt(name.replacing("KEY", with: key.hex))?.number == number)
  }
}
