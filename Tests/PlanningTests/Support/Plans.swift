import Diagnostics
import PipelineFixtures
import PipelineModel
import Planning
import Storage
import Testing

/// Text to picture, verified, with two renditions; what tests of plans change one thing in.
func shop(
  _ head: String = "", prompt: String = "a lawn", ratio: String = "4:3", generate: String = "", verify: String = "- verify",
  cardQuality: Int = 80
) -> String {
  """
  version: 1
  model: tiny-image
  output: out
  \(head)
  stages:
    - generate: {prompt: \(prompt), aspectRatio: "\(ratio)"\(generate)}
    - decode: result
    \(verify)
    - thumbnails:
        - {name: small, longest: 16, format: png}
        - {name: card, longest: 24, format: jpeg, quality: \(cardQuality)}

  """
}

/// The same at a gateway that takes money.
let paidGateway = """
  gateway: ours
  gateways:
    ours: {dialect: gemini, baseURL: "http://127.0.0.1:9", auth: none}
  """

extension PipelineBench {
  /// The plan of a file without mistakes.
  func planned(_ text: String, name: String = "shop.yaml", options: PipelineOptions = PipelineOptions()) async throws -> Plan {
    let outcome = try await plan(text, name: name, options: options)
    #expect(outcome.diagnostics.filter { $0.severity == .error }.isEmpty)
    return try #require(outcome.plan)
  }

  /// The identity of the only call that a file plans.
  func identity(_ text: String, name: String = "shop.yaml", options: PipelineOptions = PipelineOptions()) async throws -> ExchangeIdentity {
    let plan = try await planned(text, name: name, options: options)
    return try #require(plan.assets.flatMap(\.nodes).compactMap(\.exchange).last).identity
  }
}

extension Plan {
  /// `stage status: why` for each node.
  var lines: [String] { assets.flatMap { asset in asset.nodes.map { "\($0.stage) \($0.status.rawValue): \($0.reason.text)" } } }

  /// The lines of one asset.
  func lines(of name: String) -> [String] {
    assets.filter { $0.name == name }.flatMap { asset in asset.nodes.map { "\($0.stage) \($0.status.rawValue): \($0.reason.text)" } }
  }

  /// `name: why` for each output of the stage.
  func outputs(of stage: String) -> [String] {
    assets.flatMap(\.nodes).filter { $0.stage == stage }.flatMap(\.outputs).map { "\($0.name): \($0.reason.text)" }
  }
}
