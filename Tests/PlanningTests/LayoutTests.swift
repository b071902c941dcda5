import Diagnostics
import Execution
import ImageCore
import PipelineFixtures
import PipelineModel
import PipelineSpec
import Planning
import Storage
import TestSupport
import Testing

/// Where renditions go, and which are written.
@Suite struct LayoutTests {
  private func text(_ head: String, variants: Int = 1, renditions: String = "{name: icon, longest: 16, format: png}") -> String {
    """
    version: 1
    model: tiny-image
    output: out
    asset: ${item}
    rows: [{item: Brass Lamp, code: 7}, {item: Café Noir, code: 8}]
    \(head)
    stages:
      - generate: {prompt: "A ${item}", aspectRatio: "1:1", variants: \(variants)}
      - decode: result
      - thumbnails: [\(renditions)]

    """
  }

  private func renditions(_ bench: PipelineBench) throws -> [String] {
    try Manifest.read(try bench.folder.read("out/manifest.json")).files.filter { $0.kind == .rendition }.map(\.path)
  }

  static let layouts: [(layout: String, paths: [String])] = [
    ("", ["Brass Lamp/icon.png", "Café Noir/icon.png"]),
    ("files: ${asset}/${rendition}.${ext}", ["Brass Lamp/icon.png", "Café Noir/icon.png"]),
    ("files: web/${rendition}/${asset | slug}.${ext}", ["web/icon/brass-lamp.png", "web/icon/cafe-noir.png"]),
    ("files: ${code}-${rendition}.${ext}", ["7-icon.png", "8-icon.png"]),
  ]

  @Test(arguments: layouts) func `a layout says where renditions go`(_ layout: (layout: String, paths: [String])) async throws {
    let bench = try PipelineBench()
    try await bench.run(text(layout.layout))
    #expect(try renditions(bench) == layout.paths)
    #expect(try await bench.run(text(layout.layout)).written == [], "nothing is made twice")
    _ = try bench.folder.read("out/Brass Lamp/original.png")
  }

  static let variants: [(layout: String, paths: [String])] = [
    ("files: ${code}.${ext}", ["7-2.png", "7.png", "8-2.png", "8.png"]),
    ("files: v${variant}/${code}.${ext}", ["v1/7.png", "v1/8.png", "v2/7.png", "v2/8.png"]),
    ("files: ${code}.${ext}\nkeep: chosen", ["7.png", "8.png"]),
  ]

  @Test(arguments: variants) func `variants have their numbers`(_ layout: (layout: String, paths: [String])) async throws {
    let bench = try PipelineBench()
    try await bench.run(text(layout.layout, variants: 2))
    #expect(try renditions(bench) == layout.paths)
    #expect(try await bench.run(text(layout.layout, variants: 2)).written == [])
  }

  @Test func `a renamed layout writes the same files elsewhere, for nothing`() async throws {
    let bench = try PipelineBench()
    try await bench.run(text(""))
    let before = try bench.folder.read("out/Brass Lamp/icon.png")
    let renamed = text("files: icons/${code}.${ext}")
    let run = try await bench.run(renamed)
    #expect((run.summary.calls, run.written) == (0, ["icons/7.png", "icons/8.png"]))
    #expect(try bench.folder.read("out/icons/7.png") == before)
    var pruning = ExecutionOptions()
    pruning.prunes = true
    try await bench.run(renamed, execution: pruning)
    #expect(try renditions(bench) == ["icons/7.png", "icons/8.png"])
    #expect(throws: (any Error).self) { try bench.folder.read("out/Brass Lamp/icon.png") }
  }

  @Test func `digits of the content follow the content`() async throws {
    let bench = try PipelineBench()
    let layout = "files: ${code}-${hash}.${ext}"
    try await bench.run(text(layout))
    let first = try renditions(bench)
    for path in first {
      let digest = Digest.of(try bench.folder.read("out/\(path)")).hex
      #expect(path.hasSuffix("-\(digest.prefix(8)).png"))
    }
    #expect(try await bench.run(text(layout)).written == [], "a path that is known is found again")
    let smaller = text(layout, renditions: "{name: icon, longest: 8, format: png}")
    let run = try await bench.run(smaller)
    #expect((run.summary.calls, run.written.count) == (0, 2))
    let all = try renditions(bench)
    #expect(Set(all).isSuperset(of: first) && all.count == 4)
    var pruning = ExecutionOptions()
    pruning.prunes = true
    try await bench.run(smaller, execution: pruning)
    #expect(try renditions(bench) == run.written, "only what is not wanted any more is gone")
  }

  @Test func `originals may stay in the store`() async throws {
    let bench = try PipelineBench()
    let run = try await bench.run(text("originals: store"))
    #expect(run.written == ["Brass Lamp/icon.png", "Café Noir/icon.png"])
    #expect(try await bench.run(text("originals: store")).written == [])
    let back = try await bench.run(text(""))
    #expect((back.summary.calls, back.written) == (0, ["Brass Lamp/original.png", "Café Noir/original.png"]))
  }

  // MARK: mistakes

  static let mistakes: [(layout: String, said: [String])] = [
    (
      "files: 1️⃣${rendition}.${ext}",
      [
        "1️⃣ layout-clash: 'icon' of 'Brass Lamp' and of 'Café Noir' would be written to the same file 'icon.png'"
      ]
    ),
    (
      "files: 1️⃣${rendition}-${hash}.${ext}",
      [
        "1️⃣ layout-clash: 'icon' of 'Brass Lamp' and of 'Café Noir' would be written to the same file 'icon-.png'"
      ]
    ),
    (
      "files: 1️⃣../${asset}.${ext}",
      [
        "1️⃣ invalid-layout: '../Brass Lamp.png' leads out of the output folder; 'files' names a place below it",
        "1️⃣ invalid-layout: '../Café Noir.png' leads out of the output folder; 'files' names a place below it",
      ]
    ),
    (
      "files: 1️⃣/${asset}.${ext}",
      [
        "1️⃣ invalid-layout: '/Brass Lamp.png' leads out of the output folder; 'files' names a place below it",
        "1️⃣ invalid-layout: '/Café Noir.png' leads out of the output folder; 'files' names a place below it",
      ]
    ),
    (
      "files: 1️⃣${asset}/original.${ext}",
      [
        "1️⃣ layout-clash: 'Brass Lamp/original.png' is the name of a file that is written anyway",
        "1️⃣ layout-clash: 'Café Noir/original.png' is the name of a file that is written anyway",
      ]
    ),
    (
      "files: 1️⃣${asset}",
      [
        "1️⃣ layout-clash: 'Brass Lamp' would be a file, and the folder for what else is written of that asset",
        "1️⃣ layout-clash: 'Café Noir' would be a file, and the folder for what else is written of that asset",
      ]
    ),
    ("files: \"1️⃣${colour}/${rendition}.${ext}\"", ["1:1 unknown-name"]),
    ("files: \"${asset}-1️⃣${rendition | upper}.${ext}\"", ["1️⃣ template-expression: 'upper' is nothing that a name can be turned into"]),
  ]

  @Test(arguments: mistakes) func `a layout that cannot be is found before anything is paid`(_ mistake: (layout: String, said: [String]))
    throws
  {
    let marked = MarkedText(text(mistake.layout))
    let said = marked.describe(try PipelineBench().check(marked.text))
    if mistake.said == ["1:1 unknown-name"] {
      #expect(said.count == 1 && said[0].hasSuffix("unknown-name: unknown name '${colour}'"), "\(said)")
    } else {
      #expect(said == mistake.said)
    }
  }

  @Test func `a slug of nothing is a mistake`() throws {
    let marked = MarkedText(text("files: 1️⃣${asset | slug}.${ext}").replacing("Café Noir", with: "花瓶"))
    #expect(
      marked.describe(try PipelineBench().check(marked.text)) == [
        "1️⃣ empty-slug: '${asset | slug}' is empty for the asset '花瓶': '花瓶' has no letter or digit of ASCII"
      ])
  }

  @Test func `words that are none of those allowed`() throws {
    let marked = MarkedText(text("keep: 1️⃣best\noriginals: 2️⃣drop"))
    #expect(
      marked.describe(try PipelineBench().check(marked.text)) == [
        "1️⃣ invalid-value: 'best' is not valid for 'keep'; expected all or chosen",
        "2️⃣ invalid-value: 'drop' is not valid for 'originals'; expected keep or store",
      ])
  }

  // MARK: provenance

  @Test func `small pictures say nothing of where they come from unless they are asked to`() async throws {
    let renditions = [
      "{name: small, longest: 64, enlarge: true, format: png}", "{name: asked, longest: 64, enlarge: true, format: png, provenance: xmp}",
      "{name: large, longest: 65, enlarge: true, format: png}", "{name: bare, longest: 65, enlarge: true, format: png, provenance: none}",
    ].joined(separator: ", ")
    let bench = try PipelineBench()
    func marked() throws -> [String] {
      try ["small", "asked", "large", "bare"].filter { name in
        let bytes = try bench.folder.read("out/Brass Lamp/\(name).png")
        return try ImageReader(codecs: bench.components.codecs).open(bytes).metadata().xmp != nil
      }
    }
    try await bench.run(text("", renditions: renditions))
    #expect(try marked() == ["asked", "large"])
    let run = try await bench.run(text("provenance: xmp", renditions: renditions))
    #expect(run.written == ["Brass Lamp/small.png", "Café Noir/small.png"], "asked for all, the small ones have something to say")
    #expect(try marked() == ["small", "asked", "large"])
    #expect(try await bench.run(text("", renditions: renditions)).written == [], "what was made with more stays")
  }
}
