import Storage
import Testing

struct AtomicFileTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `a file appears whole, replaces the old one and leaves nothing else`() throws {
    try folder.write([1], to: "out.png")
    let written = try AtomicFile.write([1, 2, 3], to: "\(folder.path)/out.png")
    #expect(try folder.read("out.png") == [1, 2, 3])
    #expect(try folder.names() == ["out.png"])
    #expect(written.blob == Blob(digest: Digest.of([1, 2, 3]), size: 3))
    #expect(try FileStamp.of(written.path) == written.stamp)
  }

  @Test func `a folder that is missing or a file is named`() throws {
    try folder.write([], to: "file")
    for (name, kind) in [("absent/out.png", StorageError.Kind.notFound), ("file/out.png", .notAFolder)] {
      let error = #expect(throws: StorageError.self) { try AtomicFile.write([1], to: "\(folder.path)/\(name)") }
      #expect(error?.kind == kind)
      #expect(error?.isEnvironment == true)
      #expect(error?.description.contains("\(folder.path)/\(name.split(separator: "/")[0])") == true)
    }
  }

  @Test func `a target that is a folder stays, and the temporary file goes`() throws {
    try Folder.create(at: "\(folder.path)/out.png")
    let error = #expect(throws: StorageError.self) { try AtomicFile.write([1], to: "\(folder.path)/out.png") }
    #expect(error?.kind == .isAFolder)
    #expect(try folder.names() == ["out.png"])
  }

  @Test func `leftovers of the dead go, other files stay`() throws {
    for name in [".aquatint-0123.tmp", ".aquatint-keep", "picture.tmp", "picture.png"] { try folder.write([1], to: name) }
    #expect(try ConfinedFolder(folder.path, role: .output).removeLeftovers() == [".aquatint-0123.tmp"])
    #expect(try folder.names() == [".aquatint-keep", "picture.png", "picture.tmp"])
  }

  @Test func `folders are made with those above them, and listed in order`() throws {
    try Folder.create(at: "\(folder.path)/a/b/c")
    try Folder.create(at: "\(folder.path)/a/b/c")
    try folder.write([], to: "a/Z")
    #expect(try Folder.names(in: "\(folder.path)/a") == ["Z", "b"])
    let error = #expect(throws: StorageError.self) { try Folder.create(at: "\(folder.path)/a/Z") }
    #expect(error?.kind == .notAFolder)
  }
}
