import BuiltIns
import CFileSystemLibrary
import Execution
import GatewayAPI
import Glibc
import ImageCore
import LibraryCalls
import PipelineFixtures
import PipelineModel
import Planning
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import PipelineStages

/// A picture is opened once, whoever asks: told by counting calls into the libraries.
@Suite struct LibraryCallTests {
  /// A file of which there is no other, so that no other test's calls are counted: a box that readers skip has random bytes.
  private func photograph() throws -> [UInt8] {
    let fixture = try #require(try PictureFixture.valid(FormatID("heic")).first { $0.stem == "profile" })
    return fixture.bytes + [0, 0, 0, 16] + Array("free".utf8) + (0..<8).map { _ in UInt8.random(in: 0...255) }
  }

  @Test func `a HEIC is parsed twice for a run that makes one thumbnail, and not once more for one with nothing to do`() async throws {
    let bench = try PipelineBench()
    let file = try photograph()
    try bench.folder.write(file, to: "lamp.heic")
    let text = """
      version: 1
      name: count
      output: out
      sources: lamp.heic
      asset: ${source.stem}
      stages:
        - decode: ${source}
        - thumbnails: [{name: small, longest: 16, format: jpeg}]
      """
    let first = try await bench.run(text)
    #expect(first.written == ["lamp/small.jpg"])
    #expect(LibraryCalls.heifParses(of: file) == 2)
    let second = try await bench.run(text)
    #expect(second.written.isEmpty)
    #expect(LibraryCalls.heifParses(of: file) <= 3)
  }

  @Test func `telling what a source and a reference will become opens neither again`() async throws {
    let bench = try PipelineBench()
    let (source, reference) = (try photograph(), try photograph())
    try bench.folder.write(source, to: "lamp.heic")
    try bench.folder.write(reference, to: "style.heic")
    let kept = SourceByteCache()
    let planned = try await bench.plan(
      """
      version: 1
      name: count
      model: tiny-image
      output: out
      sources: lamp.heic
      asset: ${source.stem}
      stages:
        - decode: ${source}
        - normalize: {longest: 16}
        - generate: {prompt: Anything, references: [style.heic], aspectRatio: auto}
      """, kept: kept)
    let plan = try #require(planned.plan, "\(planned.diagnostics)")
    let (preparations, _) = try await PreparationForecaster(plan, components: bench.components, kept: kept).forecast()
    #expect(preparations.map(\.path) == ["lamp.heic", "style.heic"])
    #expect(preparations.last?.result != nil)
    #expect(LibraryCalls.heifParses(of: source) == 1)
    #expect(LibraryCalls.heifParses(of: reference) == 2, "the reference was prepared, so its pixels were decoded")
  }

  @Test func `preparing a HEIC parses it twice`() async throws {
    let folder = try ScratchFolder()
    let file = try photograph()
    try folder.write(file, to: "lamp.heic")
    let codecs = CodecRegistry(BuiltIns.codecs)
    let settings = PreparationSettings(rules: InputRules(mediaTypes: ["image/jpeg"], pictureBytes: 1 << 20))
    let inputs = try PreparationInputs(["lamp.heic"], in: FilePath(folder.path), output: nil, codecs: codecs)
    let batch = BatchPreparation(
      preparer: PicturePreparer(settings: settings, codecs: codecs), settings: settings, output: nil, jobs: 1, onStart: { _ in })
    var reports: [PreparationReport] = []
    try await batch.run(inputs.files) { reports.append($0) }
    #expect(reports.first?.picture?.state.format.id == FormatID("jpeg"))
    #expect(LibraryCalls.heifParses(of: file) == 2)
  }

  /// 5504x3072 is what a model answers for 4K in 16:9, and has more bytes of pixels than 64 MiB.
  @Test(arguments: [PixelSize(32, 32), PixelSize(5_504, 3_072)]) func `an answer is decoded once`(_ size: PixelSize) async throws {
    let bench = try PipelineBench()
    let layout = try #require(RasterLayout(size: size, format: .rgb8))
    let picture = Raster(layout: layout, pixels: [UInt8](repeating: 90, count: layout.byteCount))
    var file = try ImageWriter(codecs: bench.components.codecs).write(picture, as: FormatID("jpeg"))
    // A comment that no other file has.
    file = JPEGBytes.inserting(marker: 0xFE, (0..<16).map { _ in UInt8.random(in: 0...255) }, into: file)
    let generator = CannedGenerator(codecs: bench.components.codecs) { [file] _ in .file(file) }
    let run = try await bench.run(
      """
      version: 1
      name: count
      model: tiny-image
      output: out
      stages:
        - generate: {prompt: Anything, aspectRatio: auto}
        - decode: result
        - thumbnails: [{name: small, longest: 16, format: jpeg}]
      """, generator: generator)
    #expect(run.written.contains { $0.hasSuffix("small.jpg") }, "\(run)")
    #expect(LibraryCalls.jpegDecodes(of: file) == 1)
  }

  @Test func `a stored answer that is worked on again is read once, and so is one that is only looked after`() async throws {
    let bench = try PipelineBench()
    func text(_ longest: Int) -> String {
      """
      version: 1
      name: count
      model: tiny-image
      output: out
      stages:
        - generate: {prompt: Anything, aspectRatio: auto}
        - decode: result
        - thumbnails: [{name: small, longest: \(longest), format: jpeg}]
      """
    }
    #expect(try await bench.run(text(16)).summary.calls == 1)
    let picture = try #require(try await Store.openReadOnly(bench.folder.path(of: ".aquatint")).ledger.allExchanges().first?.picture)
    let file = "blobs/\(picture.blob.digest.hex.prefix(2))/\(picture.blob.digest.hex.dropFirst(2))"
    for (longest, removes) in [(8, false), (8, false), (4, true)] {
      if removes { try bench.folder.remove("out") }
      let openings = try FileOpenings(of: bench.folder.path(of: ".aquatint/\(file)"))
      let again = try await bench.run(text(longest))
      #expect(again.summary.calls == 0 && again.summary.reused == 1)
      #expect(openings.count == 1, "for \(longest)")
    }
  }
}

/// How often a file is opened from now on, by whomever.
private final class FileOpenings {
  private let descriptor: Int32

  init(of path: String) throws {
    descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    // A Swift string, passed as a terminated copy that outlives the call.
    let watch = unsafe inotify_add_watch(descriptor, path, UInt32(IN_OPEN))
    try #require(watch >= 0)
  }

  /// Each event of a watched file has no name, so that it is a head and nothing else.
  var count: Int {
    let head = MemoryLayout<inotify_event>.size
    var bytes = [UInt8](repeating: 0, count: 64 * head)
    // No more is read than there is room for.
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return max(0, count) / head
  }

  deinit { close(descriptor) }
}
