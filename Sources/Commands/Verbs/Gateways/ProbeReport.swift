import Execution
import GatewayAPI
import GatewayClient
import ImageCore
import JSON
import PipelineModel
import Runs
import Storage
import Synchronization

/// Records the outcome of the probe's call while it runs.
final class ProbeObservation: RunObserver {
  struct Call: Sendable {
    let exchange: String?
    let elapsed: Duration
  }

  private let state = Mutex<Call?>(nil)

  /// The latest call that ended.
  var call: Call? { state.withLock { $0 } }

  func observe(_ event: SessionEvent) {
    guard case .run(.callFinished(_, _, _, let exchange, _, _, let elapsed)) = event else { return }
    state.withLock { $0 = Call(exchange: exchange, elapsed: elapsed) }
  }
}

/// The findings of one call about a gateway.
struct ProbeReport {
  private let probe: GatewayProbe
  private let exchange: Exchange?
  private let elapsed: Duration?
  private let failure: AssetFailure?
  private let usage: Usage?

  private static let tolerance = 0.03

  init(
    _ probe: GatewayProbe, summary: RunSummary, call: ProbeObservation.Call?, store: Store, generator: HTTPContentGenerator,
    gateway: GatewayProfile
  ) async throws {
    self.probe = probe
    elapsed = call?.elapsed
    failure = summary.failures.first?.failure
    var found: Exchange?
    if let id = call?.exchange.flatMap({ ExchangeID($0) }) { found = try await store.ledger.exchange(id) }
    exchange = found
    usage = found?.response.flatMap { response in
      let head = AnswerHead(status: response.status, headers: [], byteCount: response.body.size, ending: .declared)
      do {
        return try generator.read(head, bodyAt: store.blobs.path(of: response.body.digest), from: gateway).usage
      } catch {
        // An error answer counts no tokens.
        return nil
      }
    }
  }

  /// `true` if the gateway answered, `false` if it cannot be reached, or `nil` if that is not known.
  private var isReachable: Bool? {
    if exchange?.response != nil { return true }
    return failure?.code == .notSent ? false : nil
  }

  private var isKeyAccepted: Bool? {
    if failure?.code == .keyRefused { return false }
    return exchange?.response.map { (200..<300).contains($0.status) } ?? nil
  }

  private var size: PixelSize? { exchange?.picture.flatMap { PixelSize(checking: $0.width, $0.height) } }

  private var isRatioHonoured: Bool? {
    size.map { size in
      let asked = Double(probe.ratio.width) / Double(probe.ratio.height)
      return abs(Double(size.width) / Double(size.height) / asked - 1) <= Self.tolerance
    }
  }

  private var isSizeHonoured: Bool? {
    guard let size, let asked = probe.imageSize else { return nil }
    return SizeClass(area: size).rawValue == asked
  }

  /// Indicates whether a picture came that is not as requested.
  var isDishonoured: Bool { isRatioHonoured == false || isSizeHonoured == false }

  private var cost: String? { exchange?.cost?.nanoUSD.map { Amount(nanos: $0).description } }

  private var milliseconds: Int? {
    elapsed.map { Int($0.components.seconds) * 1_000 + Int($0.components.attoseconds / 1_000_000_000_000_000) }
  }

  var lines: [String] {
    func word(_ flag: Bool?) -> String { flag.map { $0 ? "yes" : "no" } ?? "not known" }
    var lines = [
      "gateway: \(probe.gateway.name), model \(probe.model)", "reachable: \(word(isReachable))", "key accepted: \(word(isKeyAccepted))",
      "ratio honoured: \(word(isRatioHonoured)), asked \(probe.ratio)\(size.map { ", got \($0)" } ?? "")",
    ]
    if let asked = probe.imageSize {
      lines.append("size honoured: \(word(isSizeHonoured)), asked \(asked)\(size.map { ", got \(SizeClass(area: $0).rawValue)" } ?? "")")
    }
    if let picture = exchange?.picture { lines.append("type: \(picture.format), \(picture.blob.size) bytes") }
    if let usage {
      lines.append(
        "tokens: \(usage.candidates.map(String.init) ?? "not counted") out, \(usage.prompt.map(String.init) ?? "not counted") in")
    }
    if let milliseconds { lines.append("time: \(Double(milliseconds) / 1_000) s") }
    if exchange != nil { lines.append("cost: \(cost.map { "\($0) USD" } ?? "unknown")") }
    if let exchange { lines.append("call: \(exchange.id)") }
    if let failure { lines.append("failure: \(failure.code): \(failure.message)") }
    return lines
  }

  var json: JSONValue {
    func flag(_ flag: Bool?) -> JSONValue { flag.map { .flag($0) } ?? .null }
    func number(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }
    return JSONDocument.probe.value([
      ("gateway", .text(probe.gateway.name)), ("model", .text(probe.model)), ("reachable", flag(isReachable)),
      ("keyAccepted", flag(isKeyAccepted)),
      (
        "ratio",
        .object([
          ("asked", .text(probe.ratio.description)), ("pixels", .optional(size?.description)), ("honoured", flag(isRatioHonoured)),
        ])
      ),
      (
        "size",
        .object([
          ("asked", .optional(probe.imageSize)), ("pixels", .optional(size.map { SizeClass(area: $0).rawValue })),
          ("honoured", flag(isSizeHonoured)),
        ])
      ),
      ("type", .optional(exchange?.picture?.format)), ("bytes", number(exchange?.picture?.blob.size)),
      (
        "tokens",
        .object([
          ("prompt", number(usage?.prompt)), ("candidates", number(usage?.candidates)), ("thoughts", number(usage?.thoughts)),
          ("image", number(usage?.candidatesByModality["IMAGE"])), ("total", number(usage?.total)),
        ])
      ),
      ("milliseconds", number(milliseconds)), ("cost", .optional(cost)), ("exchange", .optional(exchange?.id.text)),
      ("failure", .optional(failure?.code.name)), ("message", .optional(failure?.message)),
    ])
  }
}
