import Dialects
import Foundation
import GatewayEmulator
import ImageCore
import TestSupport
import Testing

/// From an answer that is not what was asked for to the judgement over it, and the source's own pixels put back.
@Suite struct FaithfulnessTests {
  private static func pipeline(
    _ head: String, _ stages: String, sources: String = "sources: in/shoe.png\nasset: shoe", thumbnail: String = "longest: 512"
  ) -> String {
    """
    version: 1
    model: gemini-3.1-flash-image
    output: out
    \(head)
    \(sources)
    stages:
      - decode: "${source}"
      - normalize: {mime: [image/png]}
      - generate: {prompt: "In winter.", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      \(stages)
      - thumbnails: [{name: card, \(thumbnail), format: png}]
    """
  }

  private static let side = 512

  private static func picture() -> Raster {
    TestPictures.raster(PixelSize(side, side)) { x, y in
      let cell = (x / 37 * 31 + y / 29 * 17) % 23
      let wave = (x * x / 97 + y * 3) % 61
      return [UInt8(40 + cell * 7), UInt8(60 + (cell * 11 + wave) % 150), UInt8(30 + wave * 3), 255]
    }
  }

  private static func mask(_ size: Int = side, black: UInt8 = 0) -> Raster {
    TestPictures.raster(PixelSize(size, size)) { x, y in
      let isMeant = (size * 3 / 8..<size * 5 / 8).contains(x) && (size * 3 / 8..<size * 5 / 8).contains(y)
      return [UInt8](repeating: isMeant ? 255 : black, count: 3) + [255]
    }
  }

  private func prepare(_ scratch: Scratch, mask: Raster = FaithfulnessTests.mask()) throws {
    try scratch.write(encoded(Self.picture(), as: FormatID("png")), to: "in/shoe.png")
    try scratch.write(encoded(mask, as: FormatID("png")), to: "masks/shoe.png")
  }

  private func calls(_ scratch: Scratch, code: Int32 = 0) async throws -> Int {
    let ending = try await Program.running(["run", "shoe.yaml", "--format", "json"], in: scratch) { _ in }
    #expect(ending.code == code, "\(ending.errors) \(ending.output)")
    return try ending.summary.calls
  }

  private func card(_ scratch: Scratch) throws -> Raster { try pixels(try scratch.read("out/shoe/card.png")) }

  struct Case: CustomStringConvertible, Sendable {
    let expected: String
    let edits: [(String, PictureEdit)]
    let compare: String
    var description: String { expected }
  }

  private static func rule(_ times: Int?, _ faults: [Fault]) -> EmulatorScript.Rule {
    EmulatorScript.Rule(requests: nil, model: nil, prompt: nil, times: times, faults: faults)
  }

  private static let cases = [
    Case(expected: "shifted", edits: [("shift", .shift(x: 6, y: -2))], compare: "{maximumShift: 2}"),
    Case(expected: "zoomed", edits: [("zoom", .zoom(0.03))], compare: "{maximumZoom: 1%}"),
    Case(
      expected: "recoloured", edits: [("tint", .tint(red: 1.25, green: 1, blue: 0.75))], compare: "{maximumColour: 3}"),
    Case(
      expected: "unlike", edits: [("redraw", .redraw(left: 0.3, top: 0.3, width: 0.4, height: 0.4))], compare: "{minimumLikeness: 0.95}"),
    Case(
      expected: "cannot-align", edits: [("redraw", .redraw(left: 0, top: 0, width: 1, height: 1))], compare: "{to: source}"),
  ]

  @Test(arguments: cases) func `each edit that nobody asked for gets its name, and another answer is asked for where that is allowed`(
    _ example: Case
  ) async throws {
    let faults = example.edits.map { Fault.edit($0.0, $0.1) }
    try await withGateway(script: [Self.rule(nil, faults)]) { emulator in
      let scratch = try Scratch()
      try prepare(scratch)
      try scratch.write(Self.pipeline(emulator.gateway, "- compare: \(example.compare)"), to: "shoe.yaml")
      let ending = try await Program.run("run", "shoe.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["shoe": example.expected], "\(ending.errors)")
      // The answer is there, and another limit costs nothing.
      try scratch.write(Self.pipeline(emulator.gateway, "- compare: {otherwise: accept}"), to: "shoe.yaml")
      #expect(try await calls(scratch) == 0)
      let page = try scratch.text("out/index.html")
      #expect(page.contains("compare: "), "the page shows what was measured")
    }
    try await withGateway(script: [Self.rule(1, faults), Self.rule(nil, [.edit("shift", .shift(x: 0, y: 0))])]) { emulator in
      let scratch = try Scratch()
      try prepare(scratch)
      let settings = example.compare.dropLast() + ", otherwise: [retry 1, fail]}"
      try scratch.write(Self.pipeline(emulator.gateway, "- compare: \(settings)"), to: "shoe.yaml")
      #expect(try await calls(scratch) == 2)
    }
  }

  @Test func `what is protected is the source's to the last bit, and a changed protection costs nothing`() async throws {
    try await withGateway(
      .init(
        .edit("redraw", .redraw(left: 0.3, top: 0.3, width: 0.4, height: 0.4)), .edit("tint", .tint(red: 1.1, green: 1, blue: 0.9)))
    ) { emulator in
      let scratch = try Scratch()
      try prepare(scratch)
      let template = #"- protect: {mask: "masks/${source.stem}.png"}"#
      try scratch.write(Self.pipeline(emulator.gateway, template), to: "shoe.yaml")
      #expect(try await calls(scratch) == 1)
      let kept = try card(scratch)
      let source = Self.picture()
      for (x, y) in [(192, 192), (256, 256), (319, 319), (200, 300)] { #expect(kept.pixel(x, y) == source.pixel(x, y)) }
      #expect(kept.pixel(170, 256) != source.pixel(170, 256))
      #expect(try await calls(scratch) == 0)
      try scratch.write(
        Self.pipeline(emulator.gateway, #"- protect: {mask: "masks/${source.stem}.png", feather: 12, seam: matched}"#), to: "shoe.yaml")
      #expect(try await calls(scratch) == 0)
      #expect(try card(scratch) != kept)
      // So does another mask.
      var other = Self.mask()
      other = TestPictures.raster(other.size) { x, y in x < 100 ? [255, 255, 255, 255] : [0, 0, 0, 255] }
      try scratch.write(encoded(other, as: FormatID("png")), to: "masks/shoe.png")
      try scratch.write(Self.pipeline(emulator.gateway, template), to: "shoe.yaml")
      #expect(try await calls(scratch) == 0)
      #expect(try card(scratch).pixel(50, 50) == source.pixel(50, 50))
    }
  }

  @Test func `a mask that is no use is refused before a call is paid`() async throws {
    try await withGateway { emulator in
      let text = Self.pipeline(emulator.gateway, #"- protect: {mask: "masks/${source.stem}.png"}"#)
      let scratch = try Scratch()
      try prepare(scratch, mask: Self.mask(100))
      try scratch.write(text, to: "shoe.yaml")
      for verb in ["plan", "run"] {
        let ending = try await Program.run(verb, "shoe.yaml", in: scratch)
        #expect(ending.code == 2 && ending.errors.contains("[unusable-mask]") && ending.errors.contains("shoe.yaml:"), "\(ending.errors)")
      }
      try scratch.write(encoded(Self.mask(black: 255), as: FormatID("png")), to: "masks/shoe.png")
      let plain = try await Program.run("run", "shoe.yaml", "--format", "json", in: scratch)
      #expect(plain.code == 1)
      #expect(try plain.failures == ["shoe": "mask-without-contrast"])
      try scratch.remove("masks/shoe.png")
      let missing = try await Program.run("plan", "shoe.yaml", in: scratch)
      #expect(missing.code == 2 && missing.errors.contains("does not exist"), "\(missing.errors)")
      #expect(await emulator.requests.isEmpty, "nothing was asked")
    }
  }

  @Test func `an asset is held against another one, which comes first`() async throws {
    try await withGateway(
      .init(prompt: "front", .edit("shift", .shift(x: 0, y: 0))), .init(prompt: "back", .edit("shift", .shift(x: 9, y: 0)))
    ) { emulator in
      let scratch = try Scratch()
      try prepare(scratch)
      func text(_ to: String, others: [String], limit: Int = 2) -> String {
        """
        version: 1
        model: gemini-3.1-flash-image
        output: out
        \(emulator.gateway)
        rows:
          - {view: back, other: "\(others[0])"}
          - {view: front, other: "\(others[1])"}
        asset: ${view}
        stages:
          - decode: in/shoe.png
          - normalize: {mime: [image/png]}
          - generate: {prompt: "From the ${view}.", aspectRatio: "1:1", imageSize: "512"}
          - decode: result
          - compare: {to: "\(to)", maximumShift: \(limit)}
          - thumbnails: [{name: card, longest: 64, format: png}]
        """
      }
      func check(_ text: String) async throws -> String {
        try scratch.write(text, to: "shoe.yaml")
        let ending = try await Program.run("check", "shoe.yaml", in: scratch)
        return ending.code == 0 ? "" : ending.errors
      }
      #expect(try await check(text("asset ${other}", others: ["front", "back"])).contains("[asset-cycle]"))
      #expect(try await check(text("asset ${other}", others: ["frnt", ""])).contains("did you mean 'front'"))
      // One of them is what the others are held against, whether it names itself or nothing.
      #expect(try await check(text("asset ${other}", others: ["front", ""])).isEmpty)
      try scratch.write(text("asset front", others: ["", ""]), to: "shoe.yaml")
      let ending = try await Program.run("run", "shoe.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["back": "shifted"], "\(ending.errors)")
      try scratch.write(text("asset front", others: ["", ""], limit: 20), to: "shoe.yaml")
      #expect(try await calls(scratch) == 0)
      #expect(try await calls(scratch) == 0)
      let again = try await Program.run("plan", "shoe.yaml", "--only", "back", "--format", "json", in: scratch)
      #expect(!again.output.contains("\"status\":\"run\""), "it is judged once: \(again.output)")
    }
  }

  @Test func `a turn is held against an earlier one`() async throws {
    try await withGateway(
      .init(requests: 1...1, .edit("shift", .shift(x: 0, y: 0))), .init(requests: 2...9, .edit("shift", .shift(x: 9, y: 0)))
    ) { emulator in
      let scratch = try Scratch()
      try prepare(scratch)
      func text(_ limit: Int) -> String {
        Self.pipeline(
          emulator.gateway,
          """
          - normalize: {mime: [image/png]}
            - generate: {prompt: "At night.", aspectRatio: "1:1", imageSize: "512"}
            - decode: result
            - compare: {to: turn 1, maximumShift: \(limit)}
          """)
      }
      try scratch.write(text(2), to: "shoe.yaml")
      let first = try await Program.run("run", "shoe.yaml", "--format", "json", in: scratch)
      #expect(first.code == 1)
      #expect(try first.failures == ["shoe": "shifted"], "\(first.errors)")
      try scratch.write(text(20), to: "shoe.yaml")
      #expect(try await calls(scratch) == 0)
      let again = try await Program.run("plan", "shoe.yaml", "--format", "json", in: scratch)
      #expect(!again.output.contains("\"status\":\"run\""), "it is judged once: \(again.output)")
    }
  }

  @Test func `answers that look alike are marked, in the manifest and on the page`() async throws {
    try await withGateway(.init(.edit("shift", .shift(x: 0, y: 0)))) { emulator in
      let scratch = try Scratch()
      try prepare(scratch)
      try scratch.write(
        """
        version: 1
        model: gemini-3.1-flash-image
        output: out
        \(emulator.gateway)
        matrix: {season: [winter, autumn]}
        asset: ${season}
        stages:
          - decode: in/shoe.png
          - normalize: {mime: [image/png]}
          - generate: {prompt: "In ${season}.", aspectRatio: "1:1", imageSize: "512"}
        """, to: "shoe.yaml")
      #expect(try await calls(scratch) == 2)
      let manifest = try scratch.text("out/manifest.json")
      #expect(manifest.components(separatedBy: "\"duplicateOf\"").count == 2)
      let marked = try #require(manifest.split(separator: "\n").first { $0.contains("\"duplicateOf\"") })
      #expect(marked.contains("\"asset\":\"autumn\"") && marked.contains("\"duplicateOf\":\"winter/original."), "\(marked)")
      #expect(try scratch.text("out/index.html").contains("Nearly the same as"))
    }
  }

  @Test func `local work that judges is done once`() async throws {
    let scratch = try Scratch()
    let card = TestPictures.raster(PixelSize(200, 200)) { x, y in
      (60..<140).contains(x) && (60..<140).contains(y) ? [UInt8(x), 40, UInt8(y), 255] : [0, 0xB1, 0x40, 255]
    }
    try scratch.write(encoded(card, as: FormatID("png")), to: "in/card.png")
    func text(_ cutout: String) -> String {
      """
      version: 1
      output: out
      sources: in/*.png
      asset: ${source.stem}
      stages:
        - decode: "${source}"
        - cutout: \(cutout)
        - thumbnails: [{name: cut, longest: 100, format: png}]
      """
    }
    try scratch.write(text("{}"), to: "cut.yaml")
    #expect(try await Program.run("run", "cut.yaml", in: scratch).code == 0)
    let again = try await Program.run("plan", "cut.yaml", "--format", "json", in: scratch)
    #expect(!again.output.contains("\"status\":\"run\""), "\(again.output)")
    let second = try await Program.run("run", "cut.yaml", "--format", "json", in: scratch)
    #expect(try second.summary.outputs == 0)
    try scratch.write(text("{shrink: 2}"), to: "cut.yaml")
    let third = try await Program.run("run", "cut.yaml", "--format", "json", in: scratch)
    #expect(try third.summary.outputs == 1)
  }
}
