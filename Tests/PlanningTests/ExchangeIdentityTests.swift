import BuiltIns
import Diagnostics
import PipelineFixtures
import PipelineModel
import Planning
import Storage
import TestSupport
import Testing

/// What makes a paid request another one, and what must never do so: every change of a key is money.
@Suite struct ExchangeIdentityTests {
  private let bench: PipelineBench

  init() throws {
    bench = try PipelineBench()
    try bench.writePicture("shoe.png")
    try bench.writePicture("style-1.png", PixelSizes.small)
    try bench.writePicture("style-2.png", PixelSizes.other)
  }

  private func chain(
    head: String = "", normalize: String = "longest: 512, mime: [image/jpeg]", generate: String = "prompt: a lawn, aspectRatio: 4:3",
    before: String = "", after: String = ""
  ) -> String {
    """
    version: 1
    model: tiny-image
    output: out
    sources: shoe.png
    \(head)
    stages:
      - decode: "${source}"
    \(before)  - normalize: {\(normalize)}
      - generate: {\(generate.replacing("4:3", with: "\"4:3\""))}
    \(after)
    """
  }

  private func key(_ text: String, name: String = "shop.yaml", options: PipelineOptions = PipelineOptions()) async throws -> Digest {
    try await bench.identity(text, name: name, options: options).key
  }

  @Test func `these keys never change`() async throws {
    // If one of these does, everything that anybody has paid for is paid again.
    let words = try await key(shop())
    #expect(words.hex == "c1528d18830f740aec9337d8961a6b6d08795f4a272c164fca4328cf8850fa3a")
    let fixture = try TestFiles.bytes(at: TestFiles.fixtures + "/png/valid/rgb-8.png")
    try bench.folder.write(fixture, to: "fixture.png")
    let picture = try await key(
      chain(generate: "prompt: a lawn, references: [fixture.png], aspectRatio: 4:3, seed: 7, temperature: 0.5")
        .replacing("sources: shoe.png", with: "sources: fixture.png"))
    #expect(picture.hex == "35ca0d7ce5577cbf080b19e95f31161f24ff5dccbf1098ef33d185b5ea6880d2")
  }

  @Test func `the fields are named and complete`() async throws {
    let identity = try await bench.identity(chain(generate: "prompt: a lawn, references: [style-1.png], aspectRatio: 4:3"))
    #expect(
      identity.fields.map(\.name) == [
        "aspectRatio", "imageSize", "input.2.normalize.longest", "input.2.normalize.mime", "input.source", "lane", "model", "prompt",
        "reference.1", "responseModalities", "variant",
      ])
    let values = Dictionary(uniqueKeysWithValues: identity.fields.map { ($0.name, $0.value) })
    #expect(values["imageSize"] == "1K", "the default is written out")
    #expect(values["responseModalities"] == "IMAGE")
    #expect(values["lane"] == "emulator")
    #expect(values["model"] == "tiny-image")
    #expect(values["variant"] == "1")
    #expect(values["input.source"] == Digest.of(try bench.folder.read("shoe.png")).hex)
  }

  @Test(arguments: [
    "prompt: a meadow, aspectRatio: 4:3", "prompt: a lawn, aspectRatio: \"1:1\"", "prompt: a lawn, aspectRatio: match",
    "prompt: a lawn, aspectRatio: auto", "prompt: a lawn, aspectRatio: 4:3, imageSize: 2K", "prompt: a lawn, aspectRatio: 4:3, seed: 1",
    "prompt: a lawn, aspectRatio: 4:3, temperature: 1", "prompt: a lawn, aspectRatio: 4:3, topP: 1",
    "prompt: a lawn, aspectRatio: 4:3, topK: 1", "prompt: a lawn, aspectRatio: 4:3, maxOutputTokens: 1",
    "prompt: a lawn, aspectRatio: 4:3, systemInstruction: be calm", "prompt: a lawn, aspectRatio: 4:3, tools: [google_search]",
    "prompt: a lawn, aspectRatio: 4:3, responseModalities: [TEXT, IMAGE]",
    "prompt: a lawn, aspectRatio: 4:3, references: [style-1.png]",
    "prompt: a lawn, aspectRatio: 4:3, safetySettings: [{category: HARM, threshold: OFF}]",
  ])
  func `another request is another key`(_ generate: String) async throws {
    #expect(try await key(chain(generate: generate)) != key(chain()))
  }

  @Test func `settings of the preparation, source bytes and model are in it`() async throws {
    let first = try await key(chain())
    #expect(try await key(chain(normalize: "longest: 256, mime: [image/jpeg]")) != first)
    #expect(try await key(chain(normalize: "longest: 512, mime: [image/png]")) != first)
    #expect(try await key(chain(normalize: "longest: 512, mime: [image/jpeg], quality: 70")) != first)
    #expect(try await key(chain(normalize: "longest: 512")) != first)
    #expect(try await key(chain().replacing("tiny-image", with: "gemini-3-pro-image")) != first)
    try bench.writePicture("shoe.png", PixelSizes.other)
    #expect(try await key(chain()) != first)
  }

  @Test func `the order of references is in it, and their names are not`() async throws {
    let first = try await key(chain(generate: "prompt: a lawn, references: [style-1.png, style-2.png], aspectRatio: 4:3"))
    #expect(try await key(chain(generate: "prompt: a lawn, references: [style-2.png, style-1.png], aspectRatio: 4:3")) != first)
    try bench.folder.write(try bench.folder.read("style-1.png"), to: "renamed.png")
    #expect(try await key(chain(generate: "prompt: a lawn, references: [renamed.png, style-2.png], aspectRatio: 4:3")) == first)
  }

  @Test func `variants are different requests`() async throws {
    let plan = try await bench.planned(chain(generate: "prompt: a lawn, aspectRatio: 4:3, variants: 3"))
    let keys = plan.assets.flatMap(\.nodes).compactMap { $0.exchange?.identity.key }
    #expect(keys.count == 3)
    #expect(Set(keys).count == 3)
    #expect(try await key(chain()) == keys[0], "the first variant is the request without variants")
  }

  @Test func `an emulator's answer never serves a real gateway`() async throws {
    let emulated = try await key(chain())
    let real = try await key(chain(head: paidGateway))
    #expect(real != emulated)
    let other = paidGateway.replacing("ours", with: "theirs").replacing("127.0.0.1:9", with: "127.0.0.1:10")
    #expect(try await key(chain(head: other)) == real, "which real gateway it is makes no difference")
  }

  @Test func `where things are is not in it`() async throws {
    let first = try await key(chain())
    try bench.folder.write(try bench.folder.read("shoe.png"), to: "renamed.png")
    #expect(try await key(chain().replacing("shoe.png", with: "renamed.png")) == first)
    #expect(try await key(chain(head: "name: another\nasset: another"), name: "another.yaml") == first)
    #expect(try await key(chain().replacing("output: out", with: "output: elsewhere")) == first)
    var options = PipelineOptions()
    options.store = bench.folder.path(of: "store")
    #expect(try await key(chain(), options: options) == first)
  }

  @Test func `what happens after the call is not in it`() async throws {
    let first = try await key(chain())
    let after = """
        - decode: result
        - verify: {tolerance: 1%, otherwise: [crop 5%, retry 2]}
        - thumbnails: [{name: small, longest: 16, format: png}]
      """
    #expect(try await key(chain(after: after)) == first)
  }

  @Test func `renditions before the call are not in it`() async throws {
    func before(_ quality: Int) -> String { "  - thumbnails: [{name: small, longest: 16, format: jpeg, quality: \(quality)}]\n" }
    let first = try await key(chain())
    #expect(try await key(chain(before: before(80))) == first)
    #expect(try await key(chain(before: before(70))) == first)
  }

  @Test func `a default that is written out is still given`() async throws {
    // A later version may have another default; only what the file says is the user's word.
    #expect(try await key(chain(generate: "prompt: a lawn, aspectRatio: 4:3, imageSize: 1K, variants: 1")) == key(chain()))
    #expect(try await key(chain(normalize: "longest: 512, mime: [image/jpeg], quality: 90")) != key(chain()))
  }

  @Test func `an empty normalize says nothing`() async throws {
    #expect(try await key(chain(normalize: "")) == key(chain().replacing("  - normalize: {longest: 512, mime: [image/jpeg]}\n", with: "")))
  }

  @Test func `a second turn goes back to the first`() async throws {
    func turns(_ prompt: String) -> String {
      """
      version: 1
      model: tiny-image
      output: out
      stages:
        - generate: {prompt: \(prompt), aspectRatio: "4:3"}
        - decode: result
        - generate: {prompt: at night, aspectRatio: "4:3"}
      """
    }
    let first = try await bench.identity(turns("a lawn"))
    let second = try await bench.identity(turns("a meadow"))
    #expect(first.key != second.key)
    #expect(second.changes(since: first.fields).map(\.field) == ["input.exchange"])
  }

  @Test func `differences are the fields that were changed, added or left out`() {
    let before = [ExchangeIdentity.Field(name: "a", value: "1"), .init(name: "b", value: "1"), .init(name: "c", value: "1")]
    let after = ExchangeIdentity(fields: [.init(name: "d", value: "1"), .init(name: "b", value: "2"), .init(name: "a", value: "1")])
    #expect(after.changes(since: before).map(\.field) == ["b", "c", "d"])
  }
}
