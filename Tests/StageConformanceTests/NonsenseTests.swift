import BuiltIns
import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import TestSupport
import Testing

/// Settings that nobody would write must be refused, or mean something; never end the program.
@Suite struct NonsenseTests {
  static let stages = BuiltIns.stages.map { StageSettings(type: $0) }

  private static let texts = [
    "", " ", "0", "-1", "1", "16", "99999999999999999999", "1e400", "NaN", "true", "null", "~", "16:9", "0:0", "1:10000", "9999999:1", "3%",
    "-3%",
    "crop 5%", "crop", "crop 5% 6%", "retry 3", "retry 99999999999999999999", "pad white", "pad", "white", "ff00ff", "ff00ff80", "result",
    "../../etc/passwd", "a/b", "image/jpeg", "image/", "/", "png", "jpg", "webp", "inside", "cover", "IMAGE", "TEXT", "google_search",
    "\u{0}",
    "\u{202E}x", "ä", "a\u{308}", "😀", "name", "match", "auto", "512", "4K", "${source}", String(repeating: "x", count: 300),
  ]

  private static func node(_ generator: inout SeededGenerator, _ keys: [String], depth: Int) -> Node {
    func position() -> SourcePosition {
      SourcePosition(line: Int.random(in: 1...50, using: &generator), column: Int.random(in: 1...50, using: &generator))
    }
    func text() -> String { texts.randomElement(using: &generator) ?? "" }
    switch Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &generator) {
    case 0...2: return .scalar(Node.Scalar(text(), at: position()))
    case 3:
      let count = Int.random(in: 0...4, using: &generator)
      return .sequence((0..<count).map { _ in node(&generator, keys, depth: depth - 1) }, position())
    default:
      // Files with a key twice are refused before a stage sees them.
      let chosen = keys.shuffled(using: &generator).prefix(Int.random(in: 0...keys.count, using: &generator))
      let entries = chosen.map { key in
        Node.Entry(key: Node.Scalar(key, at: position()), value: node(&generator, keys, depth: depth - 1))
      }
      return .mapping(entries, position())
    }
  }

  private static func keys(_ descriptions: [SettingDescription]) -> [String] {
    descriptions.flatMap { description -> [String] in
      if case .entries(let inner) = description.kind { [description.key] + keys(inner) } else { [description.key] }
    }
  }

  private static let context = CheckContext(
    codecs: CodecRegistry(BuiltIns.codecs), limits: .standard, gateways: BuiltIns.gateways, modelID: "gemini-3-pro-image",
    card: BuiltIns.models.card(for: "gemini-3-pro-image"), inputRules: InputRules(mediaTypes: ["image/png"], pictureBytes: 1_000),
    asksForRatio: false, hasInput: true, knowsInputRatio: true, followsPaidStage: true, precedesPaidStage: true,
    beginsWithFile: true)

  @Test(arguments: stages) func `nonsense never ends the program, and every complaint has a place`(_ stage: StageSettings) {
    let keys = Array(Set(Self.keys(stage.described().descriptions) + ["no-such-key"])).sorted()
    var generator = SeededGenerator(seed: 20_261_121)
    var accepted = 0
    for _ in 0..<3_000 {
      let node = Self.node(&generator, keys, depth: 3)
      let (instance, outcome) = stage.read(node)
      let found = outcome.diagnostics + instance.check(in: Self.context)
      #expect(found.allSatisfy { $0.position != nil }, "\(node): \(found)")
      #expect(instance.accepts.isSubset(of: stage.type.consumes))
      #expect(instance.retries >= 0)
      guard !found.hasErrors else { continue }
      accepted += 1
      if let paid = instance.asGeneration {
        // A key with a field twice would end the program.
        let names = paid.keyFields.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(paid.variants >= 1)
        for size in [PixelSize(1, 1), PixelSize(30_000, 1)] { _ = paid.asked(input: size, card: Self.context.card) }
      }
      for output in instance.outputs { #expect(OutputNaming.problem(with: output.name) == nil, "\(output.name)") }
    }
    // Whose model has to be one that is known.
    if stage.type is any GenerationStage.Type || stage.type is any DescribingStage.Type { return }
    #expect(accepted > 0, "nothing at all was accepted, so nothing was tried")
  }
}
