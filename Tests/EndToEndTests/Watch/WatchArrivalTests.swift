import Foundation
import ImageCore
import TestSupport
import Testing

/// Ways in which files come into a watched folder, on a real folder with a real process.
@Suite struct WatchArrivalTests {
  @Test func `what is there and what comes later go the same way, each once`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    try bench.add("deep/er/b.png", seed: 2)
    let ending = try await bench.watch { program in
      await program.made("b")
      try bench.add("c.png", seed: 3)
      await program.made("c")
    }
    #expect(ending.code == 0)
    #expect(!ending.wasKilled)
    #expect(ending.watchEvents.begun.sorted() == ["a", "b", "c"])
    #expect(try bench.scratch.names(in: "out") == ["a/icon.png", "b/icon.png", "c/icon.png", "index.html", "manifest.json"])
    #expect(try ending.summary.assets == 3)
  }

  @Test func `a file that is written slowly is taken when it is whole`() async throws {
    let bench = try WatchBench()
    let picture = try WatchBench.picture()
    let ending = try await bench.watch { program in
      await program.isWatching()
      let file = try #require(FileHandle(forWritingAtPath: try Self.create(bench.path("in/slow.png"))))
      // The last pieces are a byte each: all pixels are there before the file is.
      let cuts = Array(stride(from: 0, to: picture.count - 13, by: picture.count / 20)) + Array(picture.count - 13...picture.count)
      for (start, end) in zip(cuts, cuts.dropFirst()) {
        try file.write(contentsOf: Data(picture[start..<end]))
        // The pace of the writer, not a way to wait for anything.
        try await Task.sleep(for: .milliseconds(100))
      }
      try file.close()
      await program.made("slow")
    }
    #expect(ending.watchEvents.begun == ["slow"])
    #expect(try bench.scratch.names(in: "out") == ["index.html", "manifest.json", "slow/icon.png"])
  }

  /// The last 12 bytes of a PNG are its end alone; what ends a JPEG has 2.
  @Test(arguments: [("png", 200), ("png", 12), ("png", 1), ("jpg", 200), ("jpg", 2), ("jpg", 1)])
  func `a download that goes on after a pause is not taken before it is whole`(_ type: String, _ missing: Int) async throws {
    let bench = try WatchBench()
    let picture =
      try type == "png" ? WatchBench.picture() : encoded(TestPictures.noise(PixelSize(32, 24), seed: 1), as: FormatID("jpeg"))
    let ending = try await bench.watch { program in
      try bench.scratch.write(picture.dropLast(missing), to: "in/load.\(type)")
      // Not even its third look finds it whole.
      await program.events { !$0.setAside("in/load.\(type)").isEmpty }
      let file = try #require(FileHandle(forWritingAtPath: bench.path("in/load.\(type)")))
      try file.seekToEnd()
      try file.write(contentsOf: Data(picture.suffix(missing)))
      try file.close()
      await program.made("load")
    }
    #expect(ending.watchEvents.begun == ["load"])
    #expect(ending.code == 0)
  }

  @Test func `a file that is preallocated and filled later is not taken before`() async throws {
    let bench = try WatchBench()
    let picture = try WatchBench.picture()
    let ending = try await bench.watch { program in
      try bench.scratch.write([UInt8](repeating: 0, count: picture.count), to: "in/reserved.png")
      await program.events { !$0.setAside("in/reserved.png").isEmpty }
      let file = try #require(FileHandle(forUpdatingAtPath: bench.path("in/reserved.png")))
      try file.write(contentsOf: Data(picture))
      try file.close()
      await program.made("reserved")
    }
    #expect(ending.watchEvents.begun == ["reserved"])
  }

  @Test func `a large file that is copied piece by piece is taken once, when all of it is there`() async throws {
    let bench = try WatchBench()
    // 20 MB that nobody reads stand between the pixels and the end.
    let picture = try WatchBench.picture()
    let ballast = PNGBytes.chunk("juNk", [UInt8](repeating: 7, count: 65_536))
    let large = picture.dropLast(12) + (0..<305).flatMap { _ in ballast } + picture.suffix(12)
    let ending = try await bench.watch { program in
      await program.isWatching()
      let file = try #require(FileHandle(forWritingAtPath: try Self.create(bench.path("in/large.png"))))
      for start in stride(from: 0, to: large.count, by: 1 << 20) {
        try file.write(contentsOf: Data(large[start..<min(start + 1 << 20, large.count)]))
      }
      try file.close()
      await program.made("large")
    }
    #expect(ending.watchEvents.begun == ["large"])
    #expect(try bench.scratch.manifest()["large/icon.png"]?.parents.first?.sha256 == sha256(Data(large)))
  }

  @Test(arguments: [[], ["--poll", "0.05"]]) func `moved, linked, and copied files come in, each once`(_ how: [String]) async throws {
    let bench = try WatchBench()
    for (index, name) in ["moved", "hard", "soft", "copied"].enumerated() {
      try bench.scratch.write(try WatchBench.picture(UInt64(index + 1)), to: "elsewhere/\(name).png")
    }
    let files = FileManager.default
    // Where memory is a file system of its own this is a copy, and then a removal.
    let otherDisk = try Scratch(inMemory: true)
    try otherDisk.write(try WatchBench.picture(5), to: "across.png")
    let ending = try await bench.watch(how) { program in
      await program.isWatching()
      try files.moveItem(atPath: "\(otherDisk.path)/across.png", toPath: bench.path("in/across.png"))
      try files.moveItem(atPath: bench.path("elsewhere/moved.png"), toPath: bench.path("in/moved.png"))
      try files.linkItem(atPath: bench.path("elsewhere/hard.png"), toPath: bench.path("in/hard.png"))
      try files.createSymbolicLink(atPath: bench.path("in/soft.png"), withDestinationPath: bench.path("elsewhere/soft.png"))
      try files.copyItem(atPath: bench.path("elsewhere/copied.png"), toPath: bench.path("in/copied.png"))
      try Self.linkUnnamed(try WatchBench.picture(9), in: bench.path("in"), as: "unnamed.png")
      for name in ["across", "moved", "hard", "soft", "copied", "unnamed"] { await program.made(name) }
    }
    #expect(ending.watchEvents.begun.sorted() == ["across", "copied", "hard", "moved", "soft", "unnamed"])
  }

  @Test(arguments: [[], ["--poll", "0.05"]])
  func `atomic saves again and again lose no change and leave no trace of the temporary name`(_ how: [String]) async throws {
    let bench = try WatchBench()
    let ending = try await bench.watch(how) { program in
      await program.isWatching()
      for save in 1...10 {
        try bench.scratch.write(try WatchBench.picture(UInt64(save)), to: "in/.tmp-save.png")
        #expect(unsafe rename(bench.path("in/.tmp-save.png"), bench.path("in/saved.png")) == 0)
        await program.made("saved", times: save)
      }
    }
    #expect(Set(ending.watchEvents.begun) == ["saved"])
    #expect(ending.watchEvents.written.count == 10)
  }

  @Test func `an editor's way of saving is one change`() async throws {
    let bench = try WatchBench()
    try bench.add("drawn.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.made("drawn")
      // As vim does it: a swap file, a trial file, the old one renamed to a backup, a new one in its place.
      try bench.scratch.write([1], to: "in/.drawn.png.swp")
      try bench.scratch.write([1], to: "in/4913")
      try bench.scratch.remove("in/4913")
      try FileManager.default.moveItem(atPath: bench.path("in/drawn.png"), toPath: bench.path("in/drawn.png~"))
      try bench.add("drawn.png", seed: 2)
      try bench.scratch.remove("in/drawn.png~")
      try bench.scratch.remove("in/.drawn.png.swp")
      await program.made("drawn", times: 2)
    }
    #expect(ending.watchEvents.begun == ["drawn", "drawn"])
    #expect(ending.watchEvents.written.count == 2)
  }

  @Test func `replaced by other bytes within the settle time, the last ones count`() async throws {
    let bench = try WatchBench()
    let ending = try await bench.watch(settle: "0.3") { program in
      await program.isWatching()
      try bench.add("twice.png", seed: 1)
      try bench.add("twice.png", seed: 2)
      await program.made("twice")
    }
    let manifest = try bench.scratch.manifest()
    let parent = try #require(manifest["twice/icon.png"]?.parents.first)
    #expect(parent.sha256 == sha256(Data(try WatchBench.picture(2))))
    #expect(ending.watchEvents.written.last == "twice/icon.png")
  }

  private static func create(_ path: String) throws -> String {
    try Data().write(to: URL(filePath: path))
    return path
  }

  /// A file that has no name until it is whole, which gives no event but that of its name.
  private static func linkUnnamed(_ bytes: [UInt8], in folder: String, as name: String) throws {
    // O_TMPFILE, which Swift does not see: __O_TMPFILE | O_DIRECTORY.
    let descriptor = unsafe open(folder, 0o20000000 | O_DIRECTORY | O_RDWR, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    try #require(written == bytes.count)
    try #require(unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, "\(folder)/\(name)", AT_SYMLINK_FOLLOW) == 0)
  }
}
