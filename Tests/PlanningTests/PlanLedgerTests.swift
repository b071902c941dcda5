import Diagnostics
import Execution
import GatewayAPI
import PipelineFixtures
import PipelineModel
import PipelineSpec
import Planning
import Storage
import Testing

/// What a plan makes of exchanges in each of their states.
@Suite struct PlanLedgerTests {
  private let bench: PipelineBench

  init() throws { bench = try PipelineBench() }

  private var store: String { bench.folder.path(of: ".aquatint") }

  /// Enters an attempt at the only call of `text` and brings it to `state`; its picture is verified by nobody.
  @discardableResult
  private func enter(
    _ text: String, as state: ExchangeState, cause: AttemptCause = .first, gateway: String = "emulator", asset: String = "another"
  ) async throws -> Exchange {
    let plan = try await bench.planned(text)
    let planned = try #require(plan.assets.flatMap(\.nodes).compactMap(\.exchange).last)
    let store = try await Store.open(store)
    let run = try await store.startRun(pipeline: "shop", command: "run")
    let ledger = store.ledger
    let exchange = try await ledger.begin(
      NewExchange(
        key: planned.identity.key, cause: cause, billingDomain: plan.pipeline.billingDomain, gateway: gateway, model: "tiny-image",
        requestDigest: Digest.of(utf8: "request"), requestSummary: "{}", run: run.id,
        slot: Slot(pipeline: "shop", asset: asset, stage: 0, variant: 1), reserved: nil))
    try await ledger.markSending(exchange.id)
    switch state {
    case .interpreted:
      try await ledger.markReceived(exchange.id, Response(status: 200, headers: "[]", body: try store.blobs.write(Array("{}".utf8))))
      let picture = Picture(blob: try store.blobs.write(Array("picture".utf8)), format: "png", width: 48, height: 36)
      try await ledger.markInterpreted(
        exchange.id, Interpretation(outcome: "picture", detail: "{}", picture: picture, cost: Cost(nanoUSD: 0, basis: "test")))
    case .rejected:
      try await ledger.markRejected(
        exchange.id, outcome: "gateway-failed", detail: "{}", cost: Cost(nanoUSD: 0, basis: "test"),
        response: Response(status: 500, headers: "[]", body: try store.blobs.write(Array("no".utf8))))
    case .notSent: try await ledger.markNotSent(exchange.id, reason: "no route")
    default:
      try await ledger.markUnknown(exchange.id, reason: "the connection broke")
      if state == .resolvedResend { try await ledger.resolve([exchange.id], as: .resend) }
      if state == .resolvedLoss { try await ledger.resolve([exchange.id], as: .loss) }
    }
    try await run.finish(outcome: "done")
    return exchange
  }

  @Test func `a call in doubt blocks its asset, and no refresh sends it again`() async throws {
    let exchange = try await enter(shop(), as: .unknown)
    var options = PipelineOptions()
    for isRefreshed in [false, true] {
      if isRefreshed { options.refresh = [GlobText("*")] }
      let outcome = try await bench.plan(shop(), options: options)
      let plan = try #require(outcome.plan)
      #expect(plan.assets.first?.problem?.isUndecided == true)
      #expect(
        plan.lines.first
          == "generate blocked: call \(exchange.id) may have been billed without an answer; decide with 'aquatint ledger resolve'")
      #expect(plan.calls == 0 && plan.callsAtMost == 0 && plan.cost == .zero)
      #expect(plan.unknown.map(\.id) == [exchange.id])
      #expect(outcome.diagnostics.map(\.id.name) == ["asset-problem"])
      #expect(outcome.diagnostics.map(\.severity) == [.warning])
    }
    let other = try await bench.planned(shop(prompt: "a meadow"))
    #expect(other.unknown.isEmpty, "other requests do not wait for it")
    #expect(other.calls == 1)
  }

  @Test func `what somebody decided to send again is sent again`() async throws {
    try await enter(shop(), as: .resolvedResend)
    let plan = try await bench.planned(shop())
    #expect(plan.lines.first == "generate call: to be sent again, as decided")
    #expect(try await bench.run(shop()).summary.calls == 1)
    #expect(try await bench.planned(shop()).calls == 0)
  }

  @Test func `an accepted loss is not asked for again by itself`() async throws {
    let exchange = try await enter(shop(), as: .resolvedLoss)
    let plan = try await bench.planned(shop())
    #expect(plan.lines.first == "generate blocked: the loss of call \(exchange.id) was accepted; ask again with --refresh")
    #expect(plan.calls == 0)
  }

  @Test(arguments: [ExchangeState.rejected, .notSent]) func `a call without a result is made again`(_ state: ExchangeState) async throws {
    try await enter(shop(), as: state)
    #expect(try await bench.planned(shop()).lines.first == "generate call: new")
  }

  @Test func `an answer to the same request is adopted`() async throws {
    try await enter(shop(), as: .interpreted)
    let plan = try await bench.planned(shop())
    #expect(plan.lines.first == "generate reuse: adopted: the same request was answered before")
    #expect(plan.calls == 0 && plan.reused == 1)
  }

  @Test func `a picture from another real gateway is not taken on trust`() async throws {
    let text = shop(paidGateway)
    try await enter(text, as: .interpreted, gateway: "theirs")
    #expect(try await bench.planned(text).lines.first == "generate call: new", "nobody has verified it")
    let own = try PipelineBench()
    let ownText = PlanLedgerTests(bench: own)
    try await ownText.enter(text, as: .interpreted, gateway: "ours")
    #expect(try await own.planned(text).lines.first == "generate reuse: adopted: the same request was answered before")
  }

  private init(bench: PipelineBench) { self.bench = bench }

  @Test func `a binding to an answer that is not here blocks its asset`() async throws {
    let text = shop(paidGateway)
    let key = try await bench.identity(text).key
    let slot = Slot(pipeline: "shop", asset: "shop", stage: 0, variant: 1)
    let missing = ExchangeID.random()
    let lock = LockFile(bindings: [slot: Binding(slot: slot, exchange: missing, key: key)])
    try bench.folder.write(lock.text, to: "shop.lock.yaml")
    let plan = try await bench.planned(text)
    #expect(
      plan.lines.first
        == "generate blocked: the answer \(missing) that it is bound to is not in this store; import it, or ask again with --refresh")
    #expect(plan.assets.first?.problem?.cause == .boundAnswerMissing(missing))
    #expect(plan.calls == 0)
    var options = PipelineOptions()
    options.refresh = [GlobText("shop")]
    #expect(try await bench.planned(text, options: options).lines.first == "generate call: asked for again")
    let changed = try await bench.planned(shop(paidGateway, prompt: "a meadow"))
    #expect(changed.lines.first == "generate call: request changed", "what changed cannot be known without the answer")
  }

  @Test func `a damaged lock file is an error, because a binding that is overlooked costs money`() async throws {
    try bench.folder.write("version: 1\nassets:\n  shop:\n    - {stage: 0, variant: 1, exchange: what, key: ever}\n", to: "shop.lock.yaml")
    let outcome = try await bench.plan(shop(paidGateway))
    #expect(outcome.plan == nil)
    #expect(outcome.diagnostics.filter { $0.severity == .error }.map(\.id.name) == ["damaged-lock"])
    #expect(outcome.diagnostics.contains { $0.message.contains("shop.lock.yaml', line 4") })
    #expect(try await bench.plan(shop()).plan != nil, "the emulator's bindings are not in it")
  }

  @Test func `bindings to real answers stand in the lock file`() async throws {
    let text = shop(paidGateway)
    try await bench.run(text)
    #expect(bench.folder.exists("shop.lock.yaml"))
    let lock = try bench.folder.read("shop.lock.yaml")
    #expect(try await bench.planned(text).lines.first == "generate reuse: up to date")
    try await bench.run(text)
    #expect(try bench.folder.read("shop.lock.yaml") == lock)
    try bench.folder.remove(".aquatint")
    #expect(try await bench.planned(text).calls == 0, "the answer has to be imported, not bought again")
  }

  @Test func `a missing original of a real gateway is said, never silently bought again`() async throws {
    let text = shop(paidGateway)
    try await bench.run(text)
    try bench.folder.remove(".aquatint/blobs")
    let plan = try await bench.planned(text)
    #expect(plan.lines.first?.hasPrefix("generate blocked: the stored original of call ") == true)
    #expect(plan.calls == 0)
  }

  @Test func `an accepted answer stays with a changed request`() async throws {
    try await bench.run(shop())
    let changed = shop(prompt: "a lawn then")
    let identity = try await bench.identity(changed)
    let store = try await Store.open(store)
    let bound = try #require(try await store.ledger.bindings(pipeline: "shop").values.first)
    try await store.ledger.bind([Binding(slot: bound.slot, exchange: bound.exchange, key: identity.key)])
    let plan = try await bench.planned(changed)
    #expect(plan.calls == 0)
    #expect(plan.lines.first == "generate reuse: up to date")
    #expect(plan.lines.last == "thumbnails current: up to date")
  }

  @Test func `of several answers to a request the accepted one is adopted`() async throws {
    try await bench.run(shop("asset: spring"))
    var options = PipelineOptions()
    options.refresh = [GlobText("*")]
    let square = CannedGenerator(codecs: bench.components.codecs) { _ in .picture(PixelSizes.small) }
    let run = try await bench.run(shop("asset: spring"), options: options, generator: square)
    #expect(run.summary.failed == 1 && run.summary.calls == 1)
    #expect(
      try await bench.planned(shop("asset: spring")).lines.last == "thumbnails current: up to date", "the former answer is still shown")
    let renamed = try await bench.run(shop("asset: lente"))
    #expect(renamed.summary.calls == 0 && renamed.summary.failed == 0)
  }
}
