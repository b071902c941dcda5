import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Storage

/// Everything that changes files below a folder, held against links below it.
struct ConfinedFolderTests {
  private let scratch: ScratchFolder
  private let folder: ConfinedFolder

  init() throws {
    scratch = try ScratchFolder()
    folder = ConfinedFolder("\(scratch.path)/out", role: .output)
    try Folder.create(at: "\(scratch.path)/src")
    try scratch.write(Array("precious".utf8), to: "src/a.png")
    try folder.create()
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(scratch.path)/\(name)", withDestinationPath: target)
  }

  private static let changes: [(String, @Sendable (ConfinedFolder) throws -> Void)] = [
    ("write", { folder in _ = try folder.write([1], to: "shoe/a.png") }),
    ("write with folders", { folder in _ = try folder.write([1], to: "shoe/x/a.png", making: true) }),
    ("append", { folder in try folder.append("line", to: "shoe/a.png") }),
    ("make a folder", { folder in try folder.createFolder("shoe/inner") }),
    ("remove", { folder in try folder.remove("shoe/a.png") }),
    (
      "remove what it should be",
      { folder in _ = try folder.remove("shoe/a.png", ifIts: Digest.of(Array("precious".utf8))) }
    ),
    ("remove the folder", { folder in try folder.removeEmptyFolder("shoe/inner") }),
    ("remove the tree", { folder in try folder.removeTree("shoe/inner") }),
  ]

  @Test(arguments: changes.indices)
  func `a link where a folder is expected is refused by its name`(_ index: Int) throws {
    let (name, change) = Self.changes[index]
    try link("out/shoe", to: "../src")
    let error = #expect(throws: StorageError.self, "\(name)") { try change(folder) }
    #expect(error?.kind == .link("--output"), "\(name)")
    #expect(error?.description.contains("\(folder.path)/shoe") == true, "\(name)")
    #expect(error?.description.contains("--output") == true, "\(name)")
    #expect(try scratch.read("src/a.png") == Array("precious".utf8), "\(name)")
    #expect(try scratch.names(in: "src") == ["a.png"], "\(name)")
  }

  @Test(arguments: ["../src/a.png", "/etc/passwd", "shoe/../../src/a.png", "./a.png", "", "a//b", "a\0b"])
  func `a path that could lead out is refused`(_ path: String) throws {
    let changes: [() throws -> Void] = [
      { _ = try folder.write([1], to: path, making: true) }, { try folder.remove(path) },
    ]
    for change in changes {
      let error = #expect(throws: StorageError.self) { try change() }
      #expect(error?.kind == .notBelow)
    }
    #expect(try scratch.read("src/a.png") == Array("precious".utf8))
  }

  @Test func `a link in a file's place is replaced itself, and never read or written through`() throws {
    try link("out/a.png", to: "../src/a.png")
    #expect(try folder.occupant(of: "a.png") == .other)
    #expect(throws: StorageError.self) { try folder.digest(of: "a.png") }
    #expect(throws: StorageError.self) { try folder.append("line", to: "a.png") }
    #expect(try folder.remove("a.png", ifIts: Digest.of(Array("precious".utf8))) == .kept)
    _ = try folder.write([1], to: "a.png")
    #expect(try scratch.read("out/a.png") == [1])
    #expect(try scratch.read("src/a.png") == Array("precious".utf8))
  }

  @Test func `the folder itself may be a link`() throws {
    try link("alias", to: "out")
    let alias = ConfinedFolder("\(scratch.path)/alias", role: .output)
    _ = try alias.write([1], to: "shoe/a.png", making: true)
    #expect(try scratch.read("out/shoe/a.png") == [1])
    #expect(try alias.remove("shoe/a.png", ifIts: Digest.of([1])) == .removed)
    #expect(try alias.remove("shoe/a.png", ifIts: Digest.of([1])) == .wasGone)
  }

  @Test func `a tree goes with the links in it, not with what they lead to`() throws {
    _ = try folder.write([1], to: "tree/inner/a.png", making: true)
    try link("out/tree/away", to: "../../src")
    try folder.removeTree("tree")
    #expect(try scratch.names(in: "out") == [])
    #expect(try scratch.read("src/a.png") == Array("precious".utf8))
  }

  @Test func `leftovers behind a link stay`() throws {
    try scratch.write([1], to: "src/.aquatint-1.tmp")
    try scratch.write([1], to: "out/.aquatint-2.tmp")
    try folder.createFolder("boot")
    try scratch.write([1], to: "out/boot/.aquatint-3.tmp")
    try link("out/shoe", to: "../src")
    #expect(try folder.removeLeftoversBelow() == 2)
    #expect(try scratch.names(in: "src") == [".aquatint-1.tmp", "a.png"])
  }

  /// Runs what may well fail in a race.
  private func attempt(_ change: () throws -> Void) {
    do {
      try change()
    } catch {
      #expect(error is StorageError)
    }
  }

  /// Writes as one would without descriptors: the folder is looked at, and a while later the path is written to.
  /// - Returns: whether that came out outside, where it is removed again.
  private func writesOutsideByPath(_ round: Int) throws -> Bool {
    let (name, outside) = ("old-\(round).png", "\(scratch.path)/src/old-\(round).png")
    guard try FileStatus.ofLink("\(folder.path)/shoe").map(FileStatus.isFolder) == true else { return false }
    // As long as it takes until there is a link; it may be gone again when the file is opened.
    while try FileStatus.ofLink("\(folder.path)/shoe").map(FileStatus.isLink) != true { sched_yield() }
    // The text and the structure are Swift's own, and outlive the calls.
    let file = unsafe open("\(folder.path)/shoe/\(name)", O_WRONLY | O_CREAT | O_EXCL, 0o600)
    if file >= 0 { close(file) }
    return unsafe unlink(outside) == 0
  }

  /// A thread that swaps a folder and a link all the time while files are written, replaced and removed: none may come out outside.
  @Test func `racing links let nothing out`() throws {
    let (path, base) = (scratch.path, folder)
    try FileManager.default.createDirectory(atPath: "\(path)/real", withIntermediateDirectories: true)
    try link("link", to: "\(path)/src")
    let race = Race()
    // A thread of its own, because the tests' tasks may have all others.
    let thread = Thread {
      while !race.isOver {
        // Neither is there for a moment between the two; that is part of the race.
        for (from, to) in [("real", "out/shoe"), ("out/shoe", "real"), ("link", "out/shoe"), ("out/shoe", "link")] {
          _ = unsafe rename("\(path)/\(from)", "\(path)/\(to)")
          race.countSwap()
        }
      }
      race.ended.signal()
    }
    thread.start()
    while race.swaps == 0 { usleep(1_000) }
    // A race in which looking first and then writing by the path never comes out outside would show nothing of the descriptors either.
    var escapes = 0
    for round in 0..<3_000 {
      if escapes == 0, try writesOutsideByPath(round) { escapes += 1 }
      attempt { _ = try base.write([1], to: "shoe/a.png") }
      attempt { _ = try base.write([1], to: "shoe/b-\(round).png") }
      attempt { try base.remove("shoe/a.png") }
      attempt { _ = try base.remove("shoe/a.png", ifIts: Digest.of(Array("precious".utf8))) }
    }
    race.end()
    race.ended.wait()
    let swaps = race.swaps
    #expect(swaps > 0)
    #expect(escapes > 0, "\(swaps) swaps")
    #expect(try scratch.names(in: "src") == ["a.png"])
    #expect(try scratch.read("src/a.png") == Array("precious".utf8))
  }
}

/// What the two sides of a race tell each other.
private final class Race: Sendable {
  private let state = Mutex((swaps: 0, isOver: false))
  let ended = DispatchSemaphore(value: 0)

  var isOver: Bool { state.withLock { $0.isOver } }
  var swaps: Int { state.withLock { $0.swaps } }

  func countSwap() { state.withLock { $0.swaps += 1 } }
  func end() { state.withLock { $0.isOver = true } }
}
