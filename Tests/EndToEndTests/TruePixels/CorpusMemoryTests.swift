import BuiltIns
import Foundation
import ImageCore
import PipelineModel
import TestSupport
import Testing

/// What decoding costs in memory, measured from outside for each file of others: no more than was reserved for it by its header.
@Suite(.enabled(if: TestFiles.corpus != nil, "the corpus is not here; AQUATINT_CORPUS names its folder"))
struct CorpusMemoryTests {
  private static let folders = [
    "colour", "generated", "heic", "heif", "hostile", "jpeg", "orientation", "photos", "pngsuite", "webp",
  ]
  private static let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] != nil,
      "one of the slow tests; AQUATINT_LONG_TESTS turns them on"),
    arguments: folders)
  func `no file takes more memory than its header announces`(_ folder: String) throws {
    let corpus = try #require(TestFiles.corpus)
    let scratch = try Scratch()
    try scratch.write(encoded(TestPictures.gradient(PixelSize(2, 2)), as: FormatID("png")), to: "dot.png")
    let least = try peak(of: "\(scratch.path)/dot.png", in: scratch)
    for path in try TestFiles.contents(of: "\(corpus)/\(folder)") {
      let bytes = try TestFiles.bytes(at: path)
      // Where there is no header, nothing is decoded.
      var announced = 2 * bytes.count
      do throws(CodecError) { announced += try WorkingMemory.bytes(reading: Self.reader.open(bytes)) } catch {
        #expect(!error.description.isEmpty, "\(path)")
      }
      // Stacks, arenas and the libraries' own tables, which grow with the number of threads.
      let allowed = least + announced + 48 << 20
      let taken = try peak(of: path, in: scratch)
      #expect(taken <= allowed, "\(path): \(taken >> 20) MiB, of which \(least >> 20) for nothing; announced: \(announced >> 20) MiB")
    }
  }

  /// The most memory, in bytes, that `prepare` ever had while it read one file.
  private func peak(of file: String, in scratch: Scratch) throws -> Int {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 0...2 { unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0) }
    let arguments = [Program.path, "prepare", file, "--longest", "256", "--output", "\(scratch.path)/out", "--overwrite"]
    // Each string is a copy that ends with a zero, the list ends with nil, and all of it outlives the call.
    var strings = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe strings.forEach { unsafe free($0) } }
    var process = pid_t()
    let started = unsafe posix_spawn(&process, Program.path, &actions, nil, &strings, environ)
    try #require(started == 0)
    var (status, usage) = (Int32(0), rusage())
    // Only this process is waited for, whose number is not given to another one before.
    try #require(unsafe wait4(process, &status, 0, &usage) == process)
    return usage.ru_maxrss * 1_024
  }
}
