import Diagnostics
import PipelineSpec
import TestSupport
import Testing

@Suite struct PipelineDocumentTests {
  private static let whole = """
    version: 1
    name: storefront
    gateway: [ours, serevix]
    model: some-model
    sources:
      - ../products/*.{jpg,png}
      - "**/*.webp"
    matrix:
      season: [spring, winter]
    values: {mood: 007, place: lawn}
    asset: ${source.stem}-${season}
    output: ../build/${mood}
    stages:
      - decode: ${source}
      - generate:
          prompt: Place it on a ${season} ${place}.
          aspectRatio: 16:9
      - verify
      - thumbnails:
          - {name: large, longest: 1024}
    gateways:
      ours:
        dialect: gemini
        key: ${env.OURS_API_KEY}
    """

  private func parse(_ marked: MarkedText) -> PipelineDocument.Outcome { PipelineDocument.parse(bytes: marked.bytes, name: "t.yaml") }

  @Test func `every part is read`() throws {
    let outcome = parse(MarkedText(Self.whole))
    #expect(outcome.diagnostics == [])
    let document = try #require(outcome.document)
    #expect(document.name?.text == "storefront")
    #expect(document.gateway.map(\.text) == ["ours", "serevix"])
    #expect(document.model?.text == "some-model")
    #expect(document.sources?.map(\.scalar.text) == ["../products/*.{jpg,png}", "**/*.webp"])
    #expect(document.matrix.axes.map(\.name.text) == ["season"])
    #expect(document.values.map(\.value.text) == ["007", "lawn"])
    #expect(document.asset?.names == ["source.stem", "season"])
    #expect(document.output.names == ["mood"])
    #expect(document.stages.map(\.name.text) == ["decode", "generate", "verify", "thumbnails"])
    #expect(document.stages.map { $0.settings == nil } == [false, false, true, false])
    #expect(document.stages[1].settings?.node["aspectRatio"]?.scalar?.text == "16:9")
    #expect(document.gateways.map(\.name.text) == ["ours"])
    #expect(document.gateways[0].settings.names == ["env.OURS_API_KEY"])
    #expect(
      document.templateNames == ["source", "source.path", "source.name", "source.stem", "season", "mood", "place", "asset"])
  }

  @Test func `the smallest file`() throws {
    let document = try #require(parse(MarkedText("version: 1\noutput: o\nstages: [verify]\n")).document)
    #expect(document.sources == nil)
    #expect(document.asset == nil)
    #expect(document.gateway == [])
    #expect(document.templateNames == ["asset"])
  }

  @Test func `values can be replaced`() throws {
    let document = try #require(parse(MarkedText(Self.whole)).document)
    let replaced = document.values(overriding: [("mood", "calm"), ("mood", "wild")])
    #expect(replaced.diagnostics == [])
    #expect(replaced.values["mood"] == "wild")
    #expect(replaced.values["place"] == "lawn")
    let wrong = document.values(overriding: [("plaec", "x"), ("season", "y")])
    #expect(
      MarkedText("").describe(wrong.diagnostics) == [
        "- unknown-value: '--set' cannot replace 'plaec': the file's 'values' do not have it",
        "- unknown-value: '--set' cannot replace 'season': it is an axis of the matrix",
      ])
    #expect(wrong.diagnostics.first?.suggestion == "place")
  }

  @Test func `what is missing is told at once`() {
    let marked = MarkedText("1️⃣name: x\n")
    let outcome = parse(marked)
    #expect(
      marked.describe(outcome.diagnostics) == [
        "1️⃣ missing-key: the file needs 'version: 1'", "1️⃣ missing-key: the file needs 'output'",
        "1️⃣ missing-key: the file needs 'stages', a list of what is done with each asset",
      ])
    #expect(outcome.document != nil)
  }

  @Test func `five mistakes are five diagnostics`() {
    let marked = MarkedText(
      """
      version: 1
      1️⃣modle: gemini
      sources: "*.png"
      matrix:
        2️⃣include-all: []
      asset: ${source.stem}-3️⃣${seson}
      output: o
      stages:
        - decode: ${source}
          4️⃣verify: {}
        - generate:
            prompt: |
              Place the product
              on a 5️⃣${colour} lawn
      """)
    let outcome = parse(marked)
    #expect(
      marked.describe(outcome.diagnostics) == [
        "1️⃣ unknown-key: unknown key 'modle'",
        "2️⃣ empty-axis: the axis 'include-all' has no values, so there is nothing to make",
        "3️⃣ unknown-name: unknown name '${seson}'",
        "4️⃣ several-keys-in-stage: 'verify' stands beside 'decode'; an item of 'stages' has one key",
        "5️⃣ unknown-name: unknown name '${colour}'",
      ])
    #expect(outcome.diagnostics.first?.suggestion == "model")
  }

  @Test func `wrong kinds`() {
    let marked = MarkedText(
      """
      version: 1️⃣2
      name: 2️⃣[a]
      gateway: 3️⃣{a: b}
      model:4️⃣
      values: 5️⃣x
      output: 6️⃣{a: b}
      stages: 7️⃣verify
      gateways: 8️⃣[a]
      """)
    #expect(
      marked.describe(parse(marked).diagnostics) == [
        "1️⃣ unknown-version: '2' is not a version that this program reads; expected 1",
        "2️⃣ wrong-type: a list is not valid for 'name'; expected a single value",
        "3️⃣ wrong-type: a mapping is not valid for 'gateway'; expected a name or a list of names",
        "4️⃣ invalid-value: 'model' has no value",
        "5️⃣ wrong-type: 'x' is not valid for 'values'; expected a mapping",
        "6️⃣ wrong-type: a mapping is not valid for 'output'; expected a single value",
        "7️⃣ wrong-type: 'verify' is not valid for 'stages'; expected a list whose items begin with '- '",
        "8️⃣ wrong-type: a list is not valid for 'gateways'; expected a mapping",
      ])
  }

  @Test func `items of stages`() {
    let marked = MarkedText("version: 1\noutput: o\nstages:\n  -1️⃣\n  - 2️⃣[a]\n  - verify:\n    3️⃣tolerance: ${4️⃣x\n  - 5️⃣{}\n")
    let outcome = parse(marked)
    #expect(
      marked.describe(outcome.diagnostics) == [
        "1️⃣ empty-stage: this item of 'stages' is empty; expected the name of a stage",
        "2️⃣ wrong-type: a list is not a stage; expected its name, with its settings behind a colon",
        "3️⃣ several-keys-in-stage: 'tolerance' stands beside 'verify'; an item of 'stages' has one key",
        "7:16 unclosed-template: '${x' has no closing '}'",
        "5️⃣ empty-stage: this item of 'stages' is empty; expected the name of a stage",
      ])
    #expect(outcome.document?.stages.first?.settings?.node["tolerance"] != nil)
    #expect(outcome.diagnostics.flatMap(\.notes).map(\.message).contains("to make it a setting of 'verify', indent it further"))
  }

  @Test func `names that do not belong`() {
    let marked = MarkedText(
      "version: 1\nasset: 1️⃣${asset}\noutput: 2️⃣${source}\nstages: [{decode: '3️⃣${env.HOME}'}]\ngateways: {a: {key: '4️⃣${asset}'}}\n")
    #expect(
      marked.describe(parse(marked).diagnostics) == [
        "1️⃣ unknown-name: unknown name '${asset}'",
        "2️⃣ unknown-name: '${source}' is not defined, because the file has no 'sources'",
        "3️⃣ misplaced-environment: '${env.HOME}' may only stand under 'gateways'",
        "4️⃣ unknown-name: unknown name '${asset}'",
      ])
  }
}
