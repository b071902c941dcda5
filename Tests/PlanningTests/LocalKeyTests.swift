import BuiltIns
import Diagnostics
import ImageCore
import Storage
import Testing

@testable import PipelineModel
@testable import Planning

/// A local result is made again whenever its bytes could differ: that is free.
@Suite struct LocalKeyTests {
  private let registry = CodecRegistry(BuiltIns.codecs)
  private let input = Digest.of(utf8: "input")

  private func link(_ name: String, _ settings: [(String, String)] = []) throws -> Chain.Link {
    let type = try #require(StageRegistry(BuiltIns.stages)[name])
    let position = SourcePosition(line: 1, column: 1)
    let entries = settings.map { Node.Entry(key: Node.Scalar($0.0, at: position), value: .scalar(Node.Scalar($0.1, at: position))) }
    var reader = SettingsReader(.mapping(entries, position), subject: name, at: position)
    let stage = type.init(settings: &reader)
    return Chain.Link(stage: stage, settings: reader.finish().settings, name: name, position: position)
  }

  private func key(
    _ link: Chain.Link, asked: AskedPicture? = nil, input: Digest? = nil, codecs: CodecRegistry? = nil, source: Digest? = nil
  ) -> Digest? {
    var sides = SideDigests()
    sides[.source] = source
    return LocalKey(codecs: codecs ?? registry).key(of: link, asked: asked, input: input ?? self.input, beside: sides)
  }

  @Test func `settings, input, stage and what was asked are in it`() throws {
    let first = key(try link("normalize"))
    #expect(key(try link("normalize")) == first)
    #expect(key(try link("normalize", [("longest", "512")])) != first)
    #expect(key(try link("normalize"), input: Digest.of(utf8: "another")) != first)
    #expect(key(try link("verify")) != first)
    let ratio = AskedPicture(ratio: AspectRatio(4, 3), imageSize: nil, expected: nil)
    let size = AskedPicture(ratio: AspectRatio(4, 3), imageSize: "1K", expected: PixelSize(48, 36))
    #expect(Set([key(try link("verify")), key(try link("verify"), asked: ratio), key(try link("verify"), asked: size)]).count == 3)
  }

  @Test func `a default that is written out makes no difference`() throws {
    #expect(key(try link("normalize", [("quality", "90"), ("background", "white")])) == key(try link("normalize")))
    #expect(key(try link("normalize", [("background", "FFFFFF")])) == key(try link("normalize")), "the meaning counts")
  }

  @Test func `a setting that earlier versions did not know makes none while it is at its default`() throws {
    #expect(try link("verify").settings.settings.map(\.key) == ["aspectRatio", "otherwise", "tolerance"])
    #expect(key(try link("verify", [("blank", "false")])) == key(try link("verify")))
    #expect(key(try link("verify", [("blank", "true")])) != key(try link("verify")))
  }

  @Test func `where a picture is read from is not in it`() throws {
    #expect(key(try link("decode", [("asset", "a")])) == key(try link("decode", [("asset", "b")])))
  }

  @Test func `the source is in the key of those who look at it alone`() throws {
    let (one, other) = (Digest.of(utf8: "one"), Digest.of(utf8: "other"))
    #expect(key(try link("compare"), source: one) != key(try link("compare"), source: other))
    #expect(key(try link("verify"), source: one) == key(try link("verify"), source: other))
    #expect(key(try link("compare")) == nil, "nothing is known before it is")
  }

  @Test func `so are the other pictures that a stage looks at`() throws {
    let (one, other) = (Digest.of(utf8: "one"), Digest.of(utf8: "other"))
    func key(_ link: Chain.Link, _ known: [SideInput.Origin: Digest]) -> Digest? {
      var sides = SideDigests()
      for (origin, digest) in known { sides[origin] = digest }
      return LocalKey(codecs: registry).key(of: link, asked: nil, input: input, beside: sides)
    }
    let protect = try link("protect", [("mask", "m.png")])
    let mask = try #require(protect.stage.sideInputs.last?.origin)
    #expect(key(protect, [.source: one, mask: one]) != key(protect, [.source: one, mask: other]))
    #expect(key(protect, [.source: one, mask: one]) != key(protect, [.source: other, mask: one]))
    #expect(key(protect, [.source: one]) == nil)
    let turn = try link("compare", [("to", "turn 1")])
    #expect(key(turn, [.turn(1): one]) != key(turn, [.turn(1): other]))
    #expect(key(turn, [.turn(2): one, .source: one]) == nil)
    let asset = try link("compare", [("to", "asset front")])
    #expect(key(asset, [.asset("front"): one]) != key(asset, [.asset("front"): other]))
  }

  @Test func `another set of codecs is another key`() throws {
    #expect(key(try link("normalize"), codecs: CodecRegistry([])) != key(try link("normalize")))
    #expect(key(try link("normalize"), codecs: CodecRegistry(BuiltIns.codecs.reversed())) == key(try link("normalize")))
  }
}
