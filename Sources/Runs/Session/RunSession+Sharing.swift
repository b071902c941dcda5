import Diagnostics
import Execution
import GatewayAPI
import PipelineModel
import PipelineSpec
import Planning
import Storage
import SystemPackage

/// A run that shares a folder with those of other machines.
extension RunSession {
  /// Brings together what this machine's store and the others know of a plan's calls and files, and plans again if that changes anything.
  func joining(
    _ sharing: inout Sharing, _ first: Plan, _ order: RunOrder, store: Store, kept: SourceByteCache
  ) async throws -> (session: RunSession, plan: Plan) {
    let looks = try await sharing.calls.look(at: first.keys, for: store)
    sharing.doubts = looks.compactMapValues(\.doubt)
    for answer in first.answers { try await sharing.calls.offer(answer, in: store) }
    var planning = planning
    // A merge writes them into the manifest itself.
    if sharing.journal != nil { planning.published = try await published(sharing, order, in: store) }
    if let open = order.approved?.openOptions(planning.options, after: first, looks: looks) { planning = planning.with(open) }
    var session = RunSession(planning, dialects: dialects, emulator: emulator, control: control, observer: observer)
    var plan = try await session.plan(order.loaded, store: store, isFirst: false, kept: kept)
    // A file that looks like another program's may be one that another machine has published since; its journal says so before it is there.
    while sharing.journal != nil, plan.hasForeignFiles {
      let known = planning.published.count
      planning.published = try await published(sharing, order, in: store)
      guard planning.published.count > known else { break }
      session = RunSession(planning, dialects: dialects, emulator: emulator, control: control, observer: observer)
      plan = try await session.plan(order.loaded, store: store, isFirst: false, kept: kept)
    }
    return (session, plan)
  }

  /// Returns the options with what is left of this part's share of the bill, which all its runs on all machines keep together.
  func billed(
    _ options: ExecutionOptions, _ sharing: inout Sharing?, _ plan: Plan, _ order: RunOrder, store: Store, kept: SourceByteCache
  ) async throws -> ExecutionOptions {
    let options = order.approved?.narrowShared(options) ?? options
    sharing?.plannedFiles = order.approved?.plannedFiles ?? [:]
    guard let calls = sharing?.calls, let whole = options.maximumCost, !options.isFrozen else { return options }
    var limit = whole
    if let shard = order.shared?.shard {
      let shares: BillShare
      if let approved = order.approved {
        shares = approved.shares
      } else {
        // Only the assets of the other parts tell what this one's share is.
        var everything = planning.options
        everything.selection.shard = nil
        let outcome = try await planning.with(everything).plan(order.loaded, store: store, isFirst: false, kept: kept)
        guard let plan = outcome.plan else { throw RejectedPipeline(diagnostics: outcome.diagnostics.sortedAndUnique) }
        shares = BillShare(plan)
      }
      limit = shares.limit(of: shard, within: whole)
    }
    let spent = Amount(nanos: try await calls.spent(under: plan.keys))
    sharing?.bill = SharedBill(limit: limit, keys: plan.keys, spent: spent, calls: calls)
    var narrowed = options
    narrowed.maximumCost = Amount(nanos: max(0, limit.nanos - spent.nanos))
    return narrowed
  }

  /// Reads the entries for the files that runs of this part have published, and has the ledger know that they are ours.
  private func published(_ sharing: Sharing, _ order: RunOrder, in store: Store) async throws(StorageError) -> [Manifest.File] {
    let (pipeline, identity) = (order.loaded.pipeline, sharing.calls.identity)
    let parts = identity.shard?.split(separator: "/").last
    var files: [String: [Manifest.File]] = [:]
    let notes = try await SharedJournals(sharing.calls.storage).forEachLine { head in
      guard head.pipeline == pipeline.name else { return false }
      // Other parts of the same division have none of our files.
      return head.shard == identity.shard || head.shard?.split(separator: "/").last != parts || parts == nil
    } _: { _, line in
      if case .file(let file)? = JournalLine(line) { files[file.path, default: []].append(file) }
    }
    if !notes.isEmpty { observer.observe(.found(notes.map { .sharedNote($0) })) }
    let outputs = files.values.joined().compactMap { file in
      Digest(hex: file.sha256).map { IntendedOutput(pipeline: pipeline.name, path: file.path, digest: $0) }
    }
    if !outputs.isEmpty { try await store.ledger.record(intended: Array(Set(outputs))) }
    var present: [Manifest.File] = []
    for entries in files.values {
      if let file = try Self.present(entries, in: pipeline.outputFolder) { present.append(file) }
    }
    return present
  }

  /// Returns the entry that the present file of a path has, or `nil` if it has none of them.
  private static func present(_ entries: [Manifest.File], in folder: ConfinedFolder) throws(StorageError) -> Manifest.File? {
    guard let last = entries.last, case .file? = try folder.occupant(of: last.path) else { return nil }
    if Set(entries.map(\.sha256)).count == 1 { return last }
    let digest = try folder.digest(of: last.path).hex
    return entries.last { $0.sha256 == digest }
  }
}

extension Plan {
  /// The keys of all calls.
  fileprivate var keys: [Digest] {
    var seen: Set<Digest> = []
    return assets.flatMap { $0.nodes.compactMap { $0.exchange?.identity.key } }.filter { seen.insert($0).inserted }
  }

  /// Indicates whether an asset cannot be made because of another program's file.
  fileprivate var hasForeignFiles: Bool { assets.contains { $0.problem?.isForeignFile == true } }

  /// The stored answers that are used.
  fileprivate var answers: [Exchange] { assets.flatMap { $0.nodes.compactMap { $0.exchange?.decision.answer } } }
}

extension Diagnostic {
  static func sharedNote(_ message: String) -> Diagnostic { Diagnostic(.sharedFolder, "--shared: \(message)", severity: .note) }
}

extension Diagnostic.ID {
  fileprivate static let sharedFolder: Diagnostic.ID = "shared-folder"
}
