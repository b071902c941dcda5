import Diagnostics
import GatewayAPI
import PipelineModel
import PipelineSpec
import Planning
import Reporting
import Storage
import SystemPackage

/// Knows whether the page of an output folder was made from the present state, so that a run with nothing to do need not make it again.
///
/// What it cannot find out, it does not know; then the page is made.
struct PageMemory {
  let store: Store
  /// Of the program, whose next version may draw the page otherwise; `nil` where that is not known.
  let program: FileStamp?

  /// Returns the digest of everything that the page of a plan without work is made from.
  func state(of plan: Plan, source: SourceText, commands: CommandLineText) async throws(StorageError) -> Digest? {
    guard let program else { return nil }
    let pipeline = plan.pipeline
    var builder = KeyBuilder("page", version: 1)
    builder.add("program", Self.text(program))
    builder.add("source", source.text)
    builder.add("command", commands.text("run"))
    builder.add("values", pipeline.values.flatMap { [$0.name, $0.value] })
    builder.add("gateways", pipeline.gateways.map(\.name) + [pipeline.modelID ?? ""])
    builder.add("manifest", plan.manifestStamp.map(Self.text))
    builder.add("lock", try FileStamp.of(pipeline.lockPath.string).map(Self.text))
    builder.add("ledger", try await store.ledger.mark(pipeline: pipeline.name))
    builder.add("assets", plan.assets.map { asset in "\(asset.name) \(asset.nodes.map(Self.text).joined(separator: ","))" })
    return builder.digest()
  }

  /// Returns whether the file is the page that was made from a state, and was not touched since.
  func isMade(_ path: String, from state: Digest) async throws(StorageError) -> Bool {
    guard let page = try await store.ledger.page(at: path), page.state == state else { return false }
    return try FileStamp.of(path) == page.stamp
  }

  func note(_ path: String, madeFrom state: Digest) async throws(StorageError) {
    guard let stamp = try FileStamp.of(path) else { return }
    try await store.ledger.record(WrittenPage(path: path, stamp: stamp, state: state))
  }

  private static func text(_ stamp: FileStamp) -> String {
    "\(stamp.size) \(stamp.modified) \(stamp.changed) \(stamp.inode) \(stamp.device)"
  }

  private static func text(_ node: PlannedNode) -> String {
    "\(node.status.rawValue) \(node.exchange?.decision.answer?.id.text ?? "")"
  }
}
